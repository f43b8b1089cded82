import type { CheckDecisions } from "../changes/carry-out.ts";
import type { Log } from "../observe/log.ts";
import type { ApprovalPolicy } from "./approval-policy.ts";
import { isEnough } from "./authority.ts";
import type { DecisionRows } from "./decision-rows.ts";
import type { PeopleRows } from "./people-rows.ts";
import { concernedIn } from "./view-of.ts";

/**
 * Looks at the decisions on a request once more, right before it is carried out: that they are ours, not the requester's, and
 * enough by the stricter of the rule when it was asked and the rule now.
 */
export const checkDecisions =
  (
    decisions: DecisionRows,
    people: Pick<PeopleRows, "humans">,
    approvals: () => ApprovalPolicy,
    log: Log,
  ): CheckDecisions =>
  async (client, request) => {
    const found = await decisions.of(client, request);
    if (found.some(({ isGenuine }) => !isGenuine)) {
      log.error(
        { change: request.id },
        "a decision on a request does not bear our mark; nothing was carried out",
      );
      return { refused: "A decision on this was not made here; IT was told." };
    }
    const humanOf = await people.humans([request.person, ...concernedIn(found)]);
    const requester = humanOf(request.person);
    if (concernedIn(found).some((account) => humanOf(account) === requester))
      return { refused: "Whoever asked for this cannot approve it." };
    const { amount, currency, system, tool, approvalsNeeded } = request;
    const stake = amount === undefined || currency === undefined ? undefined : { value: amount, currency };
    const needed = Math.max(approvalsNeeded, approvals().ruleFor(system, tool, stake)?.count ?? 0);
    if (!isEnough(found, needed, humanOf))
      return { refused: "The rules now want more approvals than there are." };
    return { approvers: found.map(({ approver }) => approver) };
  };
