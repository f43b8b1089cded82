import { ERRORS, ToolError } from "@gatehouse/tool";
import { record } from "../audit/describe.ts";
import { isDisclosing } from "../audit/disclosing.ts";
import type { AuditKind } from "../audit/record.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { methodLabel } from "../protocol/method-label.ts";
import { WireError } from "../protocol/wire-error.ts";
import { TooOften } from "./limit-rate.ts";

type Needs = Pick<Dependencies, "audit" | "log" | "metrics">;

/** Records how the exchange ended. Where the row cannot be made durable the answer is dropped: no row, no call. */
export const closeAudit = ({ audit, log }: Needs) =>
  function closeAudit(exchange: Exchange): void | Promise<void> {
    const { identity, call, refusal } = exchange;
    const outcome = outcomeOf(exchange);
    if (refusal !== undefined) tellLog(exchange, outcome, log);
    if (
      identity === undefined ||
      call === undefined ||
      !isDisclosing(exchange) ||
      (refusal instanceof TooOften && !refusal.excess.first)
    ) {
      audit.counts.add({ method: methodLabel(call), outcome, person: identity?.id });
      return;
    }
    return record(exchange, kindOf(exchange), outcome, audit).catch((cause) => {
      delete exchange.answer;
      throw unrecorded(exchange, cause);
    });
  };

/** A write that ends without an intent went no further than its preview, whoever refused it. */
function kindOf({ isIntended, refusal, tool }: Exchange): AuditKind {
  if (isIntended) return "outcome";
  return refusal !== undefined || (tool !== undefined && tool.entry.risk !== "read") ? "refusal" : "read";
}

/** `ok` or the code of what went wrong, from our own vocabulary whatever a system calls it. */
export function outcomeOf({ refusal, answer }: Exchange): string {
  if (refusal instanceof ToolError) return refusal.code;
  if (refusal instanceof WireError) return refusal.kind;
  if (refusal !== undefined) return "internal";
  if (answer?.result.isError !== true) return "ok";
  const meta = answer.result._meta;
  const error = isObject(meta) ? meta["gatehouse/error"] : undefined;
  const code = isObject(error) ? error.code : undefined;
  return typeof code === "string" && Object.hasOwn(ERRORS, code) ? code : "tool_error";
}

function unrecorded({ isIntended }: Exchange, cause: unknown): ToolError {
  if (isIntended) {
    return new ToolError(
      "outcome_unknown",
      "The change was sent, but its outcome could not be recorded and is not shown.",
      { cause },
    );
  }
  return new ToolError(
    "upstream_unavailable",
    "Gatehouse cannot record this call right now, so its answer was withheld.",
    { cause },
  );
}

function tellLog({ requestId, refusal, tool, identity }: Exchange, outcome: string, log: Needs["log"]): void {
  const { cause } = refusal as Error;
  if (cause === undefined && outcome !== "internal") return;
  log.warn(
    { requestId, outcome, tool: tool?.entry.name, person: identity?.id, error: cause ?? refusal },
    "a call was refused",
  );
}
