import type { Dependencies } from "./dependencies.ts";
import type { Exchange, Step } from "./exchange.ts";
import { answerHere } from "./steps/answer-here.ts";
import { authenticate } from "./steps/authenticate.ts";
import { authorize } from "./steps/authorize.ts";
import { checkOrigin } from "./steps/check-origin.ts";
import { closeAudit } from "./steps/close-audit.ts";
import { countRequest } from "./steps/count-request.ts";
import { forward } from "./steps/forward.ts";
import { limitBody } from "./steps/limit-body.ts";
import { limitRate } from "./steps/limit-rate.ts";
import { mask } from "./steps/mask.ts";
import { nameRequest } from "./steps/name-request.ts";
import { openAudit } from "./steps/open-audit.ts";
import { readCall } from "./steps/read-call.ts";
import { reply } from "./steps/reply.ts";
import { requireApproval } from "./steps/require-approval.ts";
import { showCard } from "./steps/show-card.ts";
import { tellChange } from "./steps/tell-change.ts";

/** Every request to an MCP URL meets these steps in this order. Any step may refuse; the rest of `work` then never runs. */
export const pipeline = (needs: Dependencies) => ({
  work: [
    //                         learns              refuses with
    nameRequest(), //          requestId
    openAudit(needs), //       origin              (nothing: refusals are recorded too)
    checkOrigin(needs), //                         foreign_origin
    limitBody(), //                                method_not_allowed, unsupported_media, body_too_large
    authenticate(needs), //    identity            unauthenticated, upstream_unavailable
    countRequest(needs), //    excess              (nothing: limitRate refuses, once a tool result could say so)
    readCall(needs), //        call, tool          parse_error, invalid_request, body_too_large, header_mismatch, ...
    limitRate(needs), //                           rate_limited
    authorize(needs), //       decision, relay     insufficient_scope, unknown tool, phase_closed, not_allowed, invalid_input
    requireApproval(needs), //  answer              needs_approval, conflict (a write that somebody must agree to first)
    answerHere(needs), //      answer              unknown_method, invalid_params (what needs no system is answered)
    forward(needs), //         answer, isIntended  not_allowed, conflict, upstream_unavailable, outcome_unknown, ...
    mask(needs), //            withheld            invalid_input (too long), internal (not as promised)
    tellChange(needs), //      answer              (nothing: what was done is done)
    showCard(needs), //        answer              (nothing: it stands without its card)
  ] satisfies Step[],
  // However the work ended: recorded first, answered then. Nothing is disclosed unrecorded.
  ending: [closeAudit(needs), reply(needs)] satisfies Step[],
});

/**
 * Runs the steps over one exchange. A step that returns nothing costs no promise, and counting through them no object a step,
 * as an iterator across an await would. Never throws.
 */
export function runner(needs: Dependencies): (exchange: Exchange) => Promise<void> {
  const { work, ending } = pipeline(needs);
  return async function run(exchange) {
    try {
      for (let at = 0; at < work.length; at += 1) {
        const pending = work[at]?.(exchange);
        if (pending !== undefined) await pending;
      }
    } catch (error) {
      exchange.refusal = error;
    }
    for (let at = 0; at < ending.length; at += 1) {
      try {
        const pending = ending[at]?.(exchange);
        if (pending !== undefined) await pending;
      } catch (error) {
        exchange.refusal = error;
      }
    }
    const { requestId, response, refusal } = exchange;
    if (response.writableEnded || response.destroyed) return;
    // An answer that could not be written must not leave its caller waiting for it.
    needs.log.error({ requestId, error: refusal }, "an answer could not be written");
    response.destroy();
  };
}
