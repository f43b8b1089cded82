import { ToolError } from "@gatehouse/tool";
import { record } from "../audit/describe.ts";
import { isDisclosing } from "../audit/disclosing.ts";
import type { AuditKind } from "../audit/record.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { methodLabel } from "../protocol/method-label.ts";
import { WireError } from "../protocol/wire-error.ts";
import { codeOf } from "../systems/withheld-outcome.ts";
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
function kindOf({ isIntended, change, refusal, tool }: Exchange): AuditKind {
  if (isIntended) return "outcome";
  if (change !== undefined && refusal === undefined) return "request";
  return refusal !== undefined || (tool !== undefined && tool.entry.risk !== "read") ? "refusal" : "read";
}

/** `ok` or the code of what went wrong, from our own vocabulary whatever a system calls it. */
export function outcomeOf(exchange: Exchange): string {
  const { refusal, answer } = exchange;
  if (refusal instanceof ToolError) return refusal.code;
  if (refusal instanceof WireError) return refusal.kind;
  if (refusal !== undefined) return "internal";
  if (exchange.isOwnAnswer && exchange.change?.state !== "done") return WAITS;
  if (answer?.result.isError !== true) return "ok";
  return codeOf(answer) ?? "tool_error";
}

/** Of a write that was answered with a request: nothing has been done, and nothing went wrong. */
const WAITS = "needs_approval";

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
