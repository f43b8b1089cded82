import { record } from "../audit/describe.ts";
import { outcomeOf } from "./execute.ts";
import type { ChangeNeeds } from "./needs.ts";
import type { Attempt } from "./steps-of-a-write.ts";
import type { Write } from "./undertaking.ts";

/** The second row of a write that nobody waits for; where somebody does, the exchange records it. */
export async function recordOutcome(
  { undertaking }: Write,
  ended: Attempt,
  { audit, log }: Pick<ChangeNeeds, "audit" | "log">,
): Promise<void> {
  if (ended.answer !== undefined) undertaking.answer = ended.answer;
  const kind = undertaking.isIntended ? "outcome" : "refusal";
  await record(undertaking, kind, outcomeOf(ended), audit).catch((error) => {
    // The outcome itself is stored with the request, which names the intent; what misses is its second row.
    log.error(
      { error, requestId: undertaking.requestId, change: undertaking.change?.id },
      "an outcome has no row",
    );
  });
}
