import { shownTo } from "../changes/shown.ts";
import type { ApprovalNeeds } from "./approval-needs.ts";
import type { Decision } from "./decision-rows.ts";
import type { Looked } from "./look.ts";
import type { DecisionView, Named, RequestView } from "./request-view.ts";

/** The view that pages, messages and tools are made of. */
export async function viewOf(looked: Looked, needs: ApprovalNeeds): Promise<RequestView> {
  const { request, rule, decisions, review, viewer } = looked;
  const tool = needs.systems.tool(request.tool);
  const history = await needs.rows.history(request);
  const names = await needs.people.named([
    request.person,
    ...concernedIn(decisions),
    ...history.map(({ actor }) => actor),
    review?.openedBy,
    review?.closedBy,
  ]);
  const named = (id: string) => names.get(id) as RequestView["requester"];
  const shown = shownTo(request, tool, viewer.sees);
  const roles = rule?.approvers ?? [];
  return {
    request: {
      ...request,
      content: { ...request.content, arguments: shown.arguments, before: shown.before, after: shown.after },
      result: shown.result,
      found: shown.found,
    },
    toolTitle: tool?.entry.title ?? request.tool,
    systemTitle: needs.systems.get(request.system)?.title ?? request.system,
    requester: named(request.person),
    decisions: decisionViews(decisions, names),
    history: history.map((event) => ({
      ...event,
      by: event.actor === undefined ? undefined : named(event.actor),
    })),
    approvers: {
      roles,
      titles: needs.approvals().titlesOf(roles),
      needed: Math.max(request.approvalsNeeded, rule?.count ?? 0),
    },
    may: looked.may,
    whyNot: looked.whyNot,
    review: review && {
      openedBy: named(review.openedBy),
      openedAt: review.openedAt,
      closedBy: review.closedBy === undefined ? undefined : named(review.closedBy),
      closedAt: review.closedAt,
      note: review.note,
    },
    withheld: looked.withheld,
  };
}

/** What was decided, with names in place of ids. */
export const decisionViews = (
  decisions: readonly Decision[],
  names: ReadonlyMap<string, Named>,
): DecisionView[] =>
  decisions.map(({ approver, authority, decision, channel, note, at }) => ({
    approver: names.get(approver) as Named,
    onBehalfOf: authority === approver ? undefined : names.get(authority),
    decision,
    channel,
    note,
    at,
  }));

/** Ids of everybody whom decisions name. */
export const concernedIn = (decisions: readonly Decision[]): string[] =>
  decisions.flatMap(({ approver, authority }) => [approver, authority]);
