import { ToolError } from "@gatehouse/tool";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { ask } from "../systems/ask.ts";
import { ConnectionError } from "../systems/connection.ts";
import { openStreams } from "../systems/open-streams.ts";
import { relayAt } from "../systems/relay.ts";
import type { System } from "../systems/systems.ts";
import { write } from "./write.ts";

type Needs = Pick<Dependencies, "systems" | "assertions" | "audit" | "requestStates" | "log">;

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
      exchange.answer = await write(exchange, { call, identity, tool, system }, needs);
      return;
    }
    const phase = identity.rights.phases.get(system.id) ?? 1;
    const assertion = needs.assertions.forRead(identity, system.id, phase);
    const token = typeof assertion === "string" ? assertion : await assertion;
    const isStream = call.method === "subscriptions/listen";
    const timeoutMs = isStream ? LIMITS.streamMs : system.timeoutMs;
    const read = () =>
      ask(exchange, { call, identity, system, token, timeoutMs }, needs).catch((error) => {
        throw readFailure(error, system);
      });
    exchange.answer = await (isStream ? streaming(identity.id, read) : read());
  };
};

function readFailure(error: unknown, { title }: System): unknown {
  if (!(error instanceof ConnectionError)) return error;
  return new ToolError("upstream_unavailable", `${title} did not answer; nothing was returned.`, {
    cause: error,
  });
}
