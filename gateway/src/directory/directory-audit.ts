import { seal } from "../crypto/sealed-box.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Log } from "../observe/log.ts";

/** One change of the directory. Nothing in `facts` may name or describe a person; `personal` is sealed. */
export type DirectoryEvent = {
  /** Such as `person_disabled`. */
  what: string;
  person: string | undefined;
  /** Who made the change: `scim:<provider>` or `cli:<account>`. */
  by: string;
  reference: string;
  facts?: Record<string, unknown>;
  personal?: Record<string, unknown>;
  /** Whether it only takes something away: that happens even where it cannot be recorded. */
  takesAway?: boolean;
};

/** Resolves once the event is durable; rejects where it is not, and the change must then not happen. */
export type RecordDirectoryEvent = (event: DirectoryEvent) => Promise<void>;

export const directoryRecorder =
  (
    { writer, personKeys }: Pick<Dependencies["audit"], "writer" | "personKeys">,
    log: Pick<Log, "error">,
  ): RecordDirectoryEvent =>
  async ({ what, person, by, reference, facts, personal, takesAway }) => {
    try {
      const key = person === undefined ? undefined : await personKeys.get(person);
      await writer.write({
        requestId: reference,
        at: new Date().toISOString(),
        kind: "operation",
        person: person ?? null,
        system: null,
        tool: what,
        outcome: "ok",
        facts: JSON.stringify({ schema: 1, by, ...facts }),
        sealed: key ? seal(key, JSON.stringify(personal ?? {}), reference) : Buffer.alloc(0),
      });
    } catch (error) {
      // Whoever must leave leaves, also on a day on which nothing can be written.
      if (!takesAway) throw error;
      log.error({ error, what, person, by }, "a change of the directory was made without its audit row");
    }
  };
