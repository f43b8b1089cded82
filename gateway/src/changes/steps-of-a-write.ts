import { isDeepStrictEqual } from "node:util";
import { type Change, canonicalJson, ToolError } from "@gatehouse/tool";
import type { Answer } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { WireError } from "../protocol/wire-error.ts";
import { phaseOf } from "../rules/decision-on.ts";
import { type AskNeeds, ask, isQuestion, isTurnedAway } from "../systems/ask.ts";
import type { Assertions } from "../systems/assertions.ts";
import { ConnectionError } from "../systems/connection.ts";
import { noAnswer } from "../systems/no-answer.ts";
import type { System } from "../systems/systems.ts";
import { codeOf } from "../systems/withheld-outcome.ts";
import type { Previewed, Why } from "./change-request.ts";
import type { Write } from "./undertaking.ts";

export type StepNeeds = AskNeeds & { assertions: Assertions };

export type Amount = { value: number; currency: string };

/** What a preview came to: what would change, or the system's own refusal as it goes to the caller. */
export type Preview = { previewed: Previewed; amount: Amount | undefined } | { refused: Answer };

/** How an attempt to do it ended. `unknown`: it was sent, and nobody can say what became of it. */
export type Attempt =
  | { state: "done"; answer: Answer }
  | { state: "failed"; why: Why; answer?: Answer; error?: unknown }
  | { state: "unknown"; why: Why; answer?: Answer; error?: unknown };

/** Asks what would change and changes nothing. A tool without previews says only what it was given. */
export async function previewOf(write: Write, needs: StepNeeds): Promise<Preview> {
  const { undertaking, system } = write;
  const { tool, call } = undertaking;
  if (tool.hasPreview === false) {
    const given = (call.params.arguments ?? {}) as Record<string, unknown>;
    const summary = `Call ${tool.entry.title} with these arguments; ${system.title} cannot say beforehand what would change`;
    return {
      previewed: { summary, before: null, after: given, checks: [], hasPreview: false },
      amount: undefined,
    };
  }
  const answer = await takeStep(write, "preview", needs).catch((error) => {
    throw noAnswer(error, system, "nothing was changed");
  });
  if (answer.result.isError === true) return { refused: answer };
  const change = changeFrom(answer, system);
  const { summary, before, after, checks, amount } = change;
  return {
    previewed: { summary, before: before ?? null, after: after ?? null, checks, hasPreview: true },
    amount,
  };
}

/**
 * Does it, bound to the state that was seen. `assertOpen` is asked right before it is sent, and throws a ToolError where it must not
 * be any more. Never throws itself: whatever happened is said.
 */
export async function attempt(
  write: Write,
  step: "commit" | "undo",
  change: Pick<Previewed, "before" | "after">,
  needs: StepNeeds,
  assertOpen?: () => void,
): Promise<Attempt> {
  try {
    const answer = await takeStep(write, step, needs, { change, assertOpen });
    // Nobody can answer a question that a system asks in the middle of a change, nor say how far it got before it asked.
    if (answer.result.resultType === "input_required") throw new Error("a question instead of an outcome");
    if (answer.result.isError !== true) return { state: "done", answer };
    const code = codeOf(answer);
    if (code === "outcome_unknown") return { state: "unknown", why: "no_answer", answer };
    // Of a third party nobody knows what its failures leave behind.
    if (write.undertaking.tool.hasPreview === false && code === undefined)
      return { state: "unknown", why: "no_answer", answer };
    return { state: "failed", why: code === "conflict" ? "stale" : "refused", answer };
  } catch (error) {
    return failedAttempt(error, write.system);
  }
}

function failedAttempt(error: unknown, { title }: System): Attempt {
  if (!isQuestion(error) && (error instanceof WireError || error instanceof ToolError))
    return { state: "failed", why: whyUnsent(error), error };
  if (isTurnedAway(error) || (error instanceof ConnectionError && !error.sent)) {
    const said = new ToolError("upstream_unavailable", `${title} was not reached; nothing was changed.`, {
      cause: error,
    });
    return { state: "failed", why: "not_reached", error: said };
  }
  const said = new ToolError(
    "outcome_unknown",
    `${title} did not confirm the change; it may or may not have happened.`,
    { cause: error },
  );
  return { state: "unknown", why: "no_answer", error: said };
}

/** Why it was not sent, by the gateway's own refusal of it. */
export function whyUnsent(error: ToolError | WireError): Why {
  const code = error instanceof ToolError ? error.code : undefined;
  if (code === "phase_closed") return "phase_closed";
  return code === "upstream_unavailable" ? "not_reached" : "refused";
}

async function takeStep(
  { undertaking, system }: Write,
  step: "preview" | "commit" | "undo",
  needs: StepNeeds,
  {
    change,
    assertOpen,
  }: { change?: Pick<Previewed, "before" | "after">; assertOpen?: (() => void) | undefined } = {},
): Promise<Answer> {
  const { identity, call, tool } = undertaking;
  const isSeenThrough = step !== "preview";
  // Steps are between the gateway and its own servers; to anybody else a write is a call like others.
  if (tool.hasPreview === false)
    return ask(undertaking, { call, identity, system, token: "", isSeenThrough, assertOpen }, needs);
  // A preview changes nothing, and must be possible while a phase is closed: it tells what became of what was sent before.
  const open = identity.rights.phases.get(system.id) ?? 1;
  const phase = step === "preview" ? phaseOf(tool.entry, identity.rights) : open;
  const grant = { step, tool: tool.entry.name, arguments: call.params.arguments ?? {} };
  const token = await needs.assertions.forStep(identity, system.id, phase, grant);
  const request = { step, ...(change && { change: { before: change.before, after: change.after } }) };
  return ask(undertaking, { call, identity, system, token, request, isSeenThrough, assertOpen }, needs);
}

function changeFrom({ result }: Answer, { title }: System): Change<unknown> & { amount?: Amount } {
  const change = result.structuredContent;
  if (isObject(change) && Array.isArray(change.checks))
    return change as Change<unknown> & { amount?: Amount };
  throw new ToolError(
    "upstream_unavailable",
    `${title} could not say what would change; nothing was changed.`,
  );
}

/** Whether two states are the same one, whatever the order of their fields. */
export const isSameState = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(canonicalJson(one)), JSON.parse(canonicalJson(other)));
