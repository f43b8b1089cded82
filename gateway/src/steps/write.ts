import { type Change, ToolError } from "@gatehouse/tool";
import { record } from "../audit/describe.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Answer, Call, Exchange, Identity } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { WireError } from "../protocol/wire-error.ts";
import { type AskNeeds, ask } from "../systems/ask.ts";
import { ConnectionError } from "../systems/connection.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import { noAnswer } from "../systems/no-answer.ts";
import type { System } from "../systems/systems.ts";

type Needs = AskNeeds & Pick<Dependencies, "assertions">;
type Write = { call: Call; identity: Identity; tool: KnownTool; system: System };

/**
 * A write: preview first, then its intent made durable, then the commit, bound to the state the preview saw. A commit that
 * was sent and not answered has an unknown outcome; it is never sent again.
 */
export async function write(exchange: Exchange, write: Write, needs: Needs): Promise<Answer> {
  const { call, identity, tool, system } = write;
  const phase = identity.rights.phases.get(system.id) ?? 1;
  const grant = { tool: tool.entry.name, arguments: call.params.arguments ?? {} };
  const token = (step: "preview" | "commit") =>
    needs.assertions.forStep(identity, system.id, phase, { step, ...grant });

  const preview = await ask(
    exchange,
    { call, identity, system, token: await token("preview"), request: { step: "preview" } },
    needs,
  ).catch((error) => {
    throw noAnswer(error, system, "nothing was changed");
  });
  if (preview.result.isError === true) return preview;
  const change = changeFrom(preview, system);
  const blocked = change.checks.filter(({ outcome }) => outcome === "block");
  if (blocked.length > 0)
    throw new ToolError(
      "conflict",
      `Nothing was changed: ${blocked.map(({ message }) => message).join(" ")}`,
    );

  await record(exchange, "intent", "pending", needs.audit).catch((cause) => {
    throw new ToolError(
      "upstream_unavailable",
      "Gatehouse cannot record this change right now; nothing was changed.",
      { cause },
    );
  });
  exchange.isIntended = true;
  const request = { step: "commit" as const, change: { before: change.before, after: change.after } };
  return ask(exchange, { call, identity, system, token: await token("commit"), request }, needs).catch(
    (error) => {
      throw commitFailure(error, system);
    },
  );
}

function changeFrom({ result }: Answer, { title }: System): Change<unknown> {
  const change = result.structuredContent;
  if (isObject(change) && Array.isArray(change.checks)) return change as Change<unknown>;
  throw new ToolError(
    "upstream_unavailable",
    `${title} could not say what would change; nothing was changed.`,
  );
}

function commitFailure(error: unknown, { title }: System): unknown {
  if (error instanceof ToolError || error instanceof WireError) return error;
  if (error instanceof ConnectionError && !error.sent)
    return new ToolError("upstream_unavailable", `${title} was not reached; nothing was changed.`, {
      cause: error,
    });
  return new ToolError(
    "outcome_unknown",
    `${title} did not confirm the change; it may or may not have happened.`,
    { cause: error },
  );
}
