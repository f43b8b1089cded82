import type { AuthorizationEvent, OnEvent } from "../authorization/events.ts";
import { seal } from "../crypto/sealed-box.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Log } from "../observe/log.ts";

export type SignInRecorder = {
  onEvent: OnEvent;
  /** Resolves once whatever was told until now is durable or known to have failed. */
  settled(): Promise<void>;
};

/**
 * Records sign-ins, tokens and revocations. They disclose nothing of any system, so they are written without holding up
 * the person; before anyone is known they are only counted.
 */
export function signInRecorder(
  { writer, counts, personKeys }: Dependencies["audit"],
  log: Log,
): SignInRecorder {
  const underWay = new Set<Promise<void>>();
  const write = async (event: AuthorizationEvent, person: string) => {
    const { kind, reference, address, firstAddress, personId: _person, reason, ...facts } = event;
    const key = await personKeys.get(person);
    await writer.write({
      requestId: reference,
      at: new Date().toISOString(),
      kind: "sign_in",
      person,
      system: null,
      tool: kind,
      outcome: kind === "refused" ? "unauthenticated" : "ok",
      facts: JSON.stringify({ schema: 1, reason, ...facts }),
      sealed: seal(key, JSON.stringify({ address, firstAddress }), reference),
    });
  };
  const onEvent: OnEvent = (event) => {
    if (event.personId === undefined) {
      counts.add({
        method: event.kind,
        outcome: event.kind === "refused" ? "unauthenticated" : "ok",
        person: undefined,
      });
      return;
    }
    const written = write(event, event.personId)
      .catch((error) => log.error({ error, kind: event.kind }, "a sign-in event was not recorded"))
      .finally(() => underWay.delete(written));
    underWay.add(written);
  };
  return {
    onEvent,
    async settled() {
      await Promise.all(underWay);
    },
  };
}
