import type { ChangeRequest } from "../changes/change-request.ts";
import type { LookedAfter } from "../changes/change-rows.ts";
import { inTurns } from "../directory/in-transaction.ts";
import type { Person } from "../store/liveness.ts";
import type { ApprovalNeeds } from "./approval-needs.ts";
import type { Inbox } from "./approvals.ts";
import { type Looked, look } from "./look.ts";
import type { Possible, RequestView } from "./request-view.ts";
import { viewOf } from "./view-of.ts";

const INBOX_MAX = 200;
const OWN_MAX = 50;

/** Each look asks several things at once, and whoever only looks must leave connections to those who act. */
const inTurn = inTurns(2);

/** What waits for this person, and what they asked for themselves. */
export async function inboxOf(person: Person, needs: ApprovalNeeds): Promise<Inbox> {
  const { rows } = needs;
  const [waiting, reviews, own] = await Promise.all([
    rows.lookedAfterBy(person.id, await lookedAfterBy(person, needs), INBOX_MAX),
    openReviews(needs),
    rows.ofPerson(person.id, { needs: ["approval", "confirmation"] }, OWN_MAX),
  ]);
  const looked = async (requests: readonly ChangeRequest[]): Promise<Looked[]> => {
    const found = await Promise.all(requests.map((request) => inTurn(() => look(request, person, needs))));
    return found.filter((one) => one !== undefined);
  };
  const views = (found: readonly Looked[], what?: Possible): Promise<RequestView[]> => {
    const shown = found.filter(({ may }) => what === undefined || may.has(what));
    return Promise.all(shown.map((one) => inTurn(() => viewOf(one, needs))));
  };
  const others = await looked(waiting);
  const [toDecide, toSettle] = await Promise.all([views(others, "decide"), views(others, "settle")]);
  return {
    toDecide,
    toSettle,
    toReview: await views(await looked(reviews), "close_review"),
    own: await views(await looked(own)),
  };
}

/** Where this person decides on anything, by roles of their own or lent ones. What each request wants of them is asked after. */
async function lookedAfterBy(person: Person, needs: ApprovalNeeds): Promise<LookedAfter> {
  const { administrators, decidedBy } = needs.approvals();
  const { rolesOf } = needs.policy();
  const roles = rolesOf(person);
  const delegations = (await needs.delegations.of(person.id)).filter(({ to }) => to.id === person.id);
  const lent = await Promise.all(
    delegations.map(async ({ from, system }) => {
      const lender = await needs.people.active(from.id);
      const decided = lender === undefined ? [] : decidedBy(rolesOf(lender));
      return decided.filter((one) => system === undefined || one.system === system);
    }),
  );
  const all = [...decidedBy(roles), ...lent.flat()];
  return {
    systems: all.filter(({ tool }) => tool === undefined).map(({ system }) => system),
    tools: all.flatMap(({ tool }) => tool ?? []),
    isEverywhere: administrators.some((role) => roles.includes(role)),
  };
}

async function openReviews({ pool, rows }: ApprovalNeeds): Promise<ChangeRequest[]> {
  const { rows: open } = await pool.query<{ request: string }>(
    "select request from break_glass_review where closed_at is null order by opened_at limit $1",
    [INBOX_MAX],
  );
  const found: ChangeRequest[] = [];
  for (const { request } of open) {
    const one = await rows.find(pool, request);
    if (one !== undefined) found.push(one);
  }
  return found;
}
