import { ToolError } from "@gatehouse/tool";
import type { Dependencies } from "../dependencies.ts";
import type { Answer, Call, Exchange, Identity } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { mayUse } from "../rules/decision-on.ts";
import { ask } from "../systems/ask.ts";
import { noAnswer } from "../systems/no-answer.ts";
import { openStreams } from "../systems/open-streams.ts";
import { relayAt } from "../systems/relay.ts";
import type { System } from "../systems/systems.ts";
import { whileAllowed } from "../systems/while-allowed.ts";

type Needs = Pick<
  Dependencies,
  "systems" | "assertions" | "audit" | "requestStates" | "log" | "people" | "policy" | "changes"
>;

/** Sends the call to its system, as the gateway, for the person. A read goes straight on; a write takes its steps. */
export const forward = (needs: Needs) => {
  const streaming = openStreams();
  return async function forward(exchange: Exchange): Promise<void> {
    const { call, identity, tool, endpoint, answer } = exchange;
    if (call === undefined || identity === undefined || answer !== undefined) return;
    const system =
      tool?.system === undefined ? relayAt(endpoint, needs.systems) : needs.systems.get(tool.system);
    if (system === undefined)
      throw new ToolError("upstream_unavailable", "This system is not connected; nothing was done.");
    if (tool !== undefined && tool.entry.risk !== "read") {
      const undertaking = Object.assign(exchange, { identity, tool, call });
      exchange.answer = await needs.changes.commit({ undertaking, system });
      return;
    }
    const read: Read = { call, identity, system };
    exchange.answer = await (call.method === "subscriptions/listen"
      ? streaming(identity.id, () =>
          whileAllowed(
            () => isStillAllowed(read, needs),
            (ended) => readOnce(exchange, { ...read, timeoutMs: LIMITS.streamMs, ended }, needs),
          ),
        )
      : readOnce(exchange, read, needs));
  };
};

type Read = { call: Call; identity: Identity; system: System; timeoutMs?: number; ended?: AbortSignal };

async function readOnce(exchange: Exchange, read: Read, needs: Needs): Promise<Answer> {
  const { identity, system } = read;
  const ended = (error: unknown) => {
    throw noAnswer(error, system, "nothing was returned");
  };
  // Nobody else's server ever sees a word of ours for a person.
  if (system.kind === "third-party") return ask(exchange, { ...read, token: "" }, needs).catch(ended);
  const phase = identity.rights.phases.get(system.id) ?? 1;
  const assertion = needs.assertions.forRead(identity, system.id, phase);
  const token = typeof assertion === "string" ? assertion : await assertion;
  return ask(exchange, { ...read, token }, needs).catch(ended);
}

/** Asks anew what `authenticate` and `authorize` asked when the stream began. */
async function isStillAllowed({ identity, system }: Read, { people, policy }: Needs): Promise<boolean> {
  const person = await people.get(identity.id, identity.grantId);
  return person !== undefined && mayUse(system.tools, policy().rightsOf(person));
}
