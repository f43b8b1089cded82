import { ToolError } from "@gatehouse/tool";
import { settle } from "../changes/recover.ts";
import { inTransaction, inTurns } from "../directory/in-transaction.ts";
import type { ApprovalNeeds } from "./approval-needs.ts";
import type { Acting, Approvals } from "./approvals.ts";
import { approversFor } from "./approvers-for.ts";
import { decide, seen } from "./decide.ts";
import { delegating } from "./delegating.ts";
import { inboxOf } from "./inbox.ts";
import { type Looked, look, unknownRequest } from "./look.ts";
import { noted } from "./noted.ts";
import { recordAct } from "./record-act.ts";
import type { Possible } from "./request-view.ts";
import { requireFresh } from "./require-fresh.ts";
import { concernedIn, decisionViews, viewOf } from "./view-of.ts";

export function openApprovals(needs: ApprovalNeeds): Approvals {
  const { rows, pool } = needs;
  return {
    freshMs: () => needs.approvals().freshMinutes * 60_000,
    undoHours: () => needs.approvals().undoHours,
    isAdministrator: (roles) => needs.approvals().administrators.some((role) => roles.includes(role)),
    inboxOf: (person) => inboxOf(person, needs),
    view: async (id, person) => viewOf(await looked(id, { person }, needs), needs),
    decide: (id, acting, decision, note) => decide(id, acting, decision, note, needs),
    breakGlass: (id, acting, reason) => decide(id, acting, "break_glass", reason, needs),
    ...delegating(needs),

    async closeReview(id, acting, note) {
      const { request } = await requiring(id, acting, "close_review", needs);
      const reason = noted(note, "needed");
      await inTurn(() =>
        inTransaction(pool, async (client) => {
          const { rowCount } = await client.query(CLOSE_REVIEW, [id, acting.person.id, reason]);
          if (rowCount !== 1)
            throw new ToolError("conflict", "Somebody has closed this review just now; nothing was changed.");
          await recordAct("break_glass_reviewed", request, { ...acting, note: reason }, needs);
        }),
      );
      return seen(id, acting, needs);
    },

    async settle(id, acting, happened, note) {
      const { request } = await requiring(id, acting, "settle", needs);
      const reason = noted(note, "needed") ?? "";
      const told = happened ? "outcome_told_done" : "outcome_told_undone";
      await recordAct(told, request, { ...acting, note: reason }, needs);
      const [to, why] = happened ? (["done", "told_done"] as const) : (["failed", "told_undone"] as const);
      if (!(await settle(request, to, why, needs, { actor: acting.person.id, note: reason })))
        throw new ToolError("conflict", "Its outcome has become known meanwhile; nothing was changed.");
      return seen(id, acting, needs);
    },

    async withdraw(id, person, channel) {
      const { request, may } = await looked(id, { person }, needs);
      if (may.has("withdraw")) await recordAct("request_withdrawn", request, { person, channel }, needs);
      if (!may.has("withdraw") || !(await needs.changes.withdraw(request, person.id, channel)))
        throw new ToolError("conflict", "This is decided or over already, so it cannot be withdrawn.");
      return seen(id, { person }, needs);
    },

    async decisionsOn(id) {
      const request = await rows.find(pool, id);
      const found = request === undefined ? [] : await needs.decisions.of(pool, request);
      const genuine = found.filter(({ isGenuine }) => isGenuine);
      return decisionViews(genuine, await needs.people.named(concernedIn(genuine)));
    },

    async approversOf(id) {
      const request = await rows.find(pool, id);
      return request === undefined ? [] : approversFor(request, needs);
    },
  };
}

/** Each holds one connection and asks on another. */
const inTurn = inTurns(1);

const CLOSE_REVIEW = `update break_glass_review set closed_by = $2, closed_at = now(), note = $3
  where request = $1 and closed_at is null and opened_by <> $2`;

/** The request as this person may see it; `not_found` where they may not. */
async function looked(id: string, { person }: Pick<Acting, "person">, needs: ApprovalNeeds): Promise<Looked> {
  const request = await needs.rows.find(needs.pool, id);
  const found = request && (await look(request, person, needs));
  if (found === undefined) throw unknownRequest();
  return found;
}

async function requiring(id: string, acting: Acting, what: Possible, needs: ApprovalNeeds): Promise<Looked> {
  requireFresh(acting, needs);
  const found = await looked(id, acting, needs);
  if (found.may.has(what)) return found;
  throw new ToolError("not_allowed", "This is not yours to do, or was done already; nothing was changed.");
}
