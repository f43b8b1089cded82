import { randomUUID } from "node:crypto";
import type { PhaseNeeds } from "./phase-needs.ts";
import type { Acting } from "./phases.ts";

type PhaseAct = {
  /** Such as `phase_opened`. */
  what: string;
  /** Null where it is about all of them. */
  system: string | null;
  facts: Record<string, unknown>;
};

/** Puts an act on record; resolves once that is durable. Without `acting` the gateway acted by itself. */
export function recordAct(
  { what, system, facts }: PhaseAct,
  acting: Acting | undefined,
  { audit }: Pick<PhaseNeeds, "audit">,
): Promise<void> {
  const by = acting && { channel: acting.channel, account: acting.account };
  return audit.writer.write({
    requestId: randomUUID(),
    at: new Date().toISOString(),
    kind: "operation",
    person: acting?.person.id ?? null,
    system,
    tool: what,
    outcome: "ok",
    facts: JSON.stringify({ schema: 1, by: by ?? { channel: "gateway" }, ...facts }),
    sealed: Buffer.alloc(0),
  });
}

/** For what only takes something away: it happens, and stays, also where it cannot be recorded. */
export const recordClosing = (
  act: PhaseAct,
  acting: Acting | undefined,
  needs: Pick<PhaseNeeds, "audit" | "log">,
): Promise<void> =>
  recordAct(act, acting, needs).catch((error) => {
    needs.log.error({ error, ...act }, "a phase was closed without its audit row");
  });
