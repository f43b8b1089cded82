import type { ChangeRequest } from "../changes/change-request.ts";
import type { Person } from "../store/liveness.ts";
import type { ApprovalNeeds } from "./approval-needs.ts";
import type { Inbox } from "./approvals.ts";
import { type Looked, look } from "./look.ts";
import type { Possible, RequestView } from "./request-view.ts";
import { viewOf } from "./view-of.ts";

const INBOX_MAX = 200;
const OWN_MAX = 50;

/** What waits for this person, and what they asked for themselves. */
export async function inboxOf(person: Person, needs: ApprovalNeeds): Promise<Inbox> {
  const { rows } = needs;
  const [waiting, reviews, own] = await Promise.all([
    rows.inStates(["pending", "unknown"], INBOX_MAX),
    openReviews(needs),
    rows.ofPerson(person.id, ["approval", "confirmation"], OWN_MAX),
  ]);
  const views = async (requests: readonly ChangeRequest[], what?: Possible): Promise<RequestView[]> => {
    const found = await Promise.all(requests.map((request) => look(request, person, needs)));
    const shown = found.filter((one) => one !== undefined && (what === undefined || one.may.has(what)));
    return Promise.all(shown.map((one) => viewOf(one as Looked, needs)));
  };
  const [toDecide, toSettle, toReview, mine] = await Promise.all([
    views(waiting, "decide"),
    views(waiting, "settle"),
    views(reviews, "close_review"),
    views(own),
  ]);
  return { toDecide, toSettle, toReview, own: mine };
}

async function openReviews({ pool, rows }: ApprovalNeeds): Promise<ChangeRequest[]> {
  const { rows: open } = await pool.query<{ request: string }>(
    "select request from break_glass_review where closed_at is null order by opened_at limit $1",
    [INBOX_MAX],
  );
  const requests = await Promise.all(open.map(({ request }) => rows.find(pool, request)));
  return requests.filter((request) => request !== undefined);
}
