import { ToolError } from "@gatehouse/tool";
import type { PoolClient } from "pg";
import { slackMayDecide } from "../channels/slack/may-decide.ts";
import { inTransaction, inTurns } from "../directory/in-transaction.ts";
import type { ApprovalNeeds } from "./approval-needs.ts";
import type { Acting } from "./approvals.ts";
import { approversFor } from "./approvers-for.ts";
import { isEnough } from "./authority.ts";
import { type Looked, look, unknownRequest } from "./look.ts";
import { noted } from "./noted.ts";
import { recordAct } from "./record-act.ts";
import type { DecisionKind, RequestView } from "./request-view.ts";
import { requireFresh } from "./require-fresh.ts";
import { viewOf } from "./view-of.ts";

/**
 * Writes one decision down. The request is held still meanwhile, so two who decide at once are one after the other; role,
 * freshness, state and phase are asked here and now, whatever the page showed. Nothing is sent to any system here.
 */
export async function decide(
  id: string,
  acting: Acting,
  decision: DecisionKind,
  note: string,
  needs: ApprovalNeeds,
): Promise<RequestView> {
  const reason = noted(note, decision === "approve" ? "optional" : "needed");
  // Each holds one connection and asks on others: a crowd of deciders must not take them all.
  await inTurn(() =>
    inTransaction(needs.pool, async (client) => {
      const request = await needs.rows.lock(client, id);
      // Whoever was let in minutes ago may hold other roles by now, or none.
      const person = await needs.people.active(acting.person.id);
      const looked = request && person && (await look(request, person, needs));
      if (looked === undefined) throw unknownRequest();
      requireRecent(looked, acting, needs);
      requirePossible(looked, decision);
      await requireOpen(looked, decision, needs);
      const { authority, role } = authorityOf(looked, decision, acting);
      const at = new Date();
      const row = {
        approver: acting.person.id,
        authority,
        role,
        decision,
        isOpener: looked.isOpener || looked.hasOpened(authority),
        channel: acting.channel,
        signedInAt: acting.signedInAt,
        at,
        note: reason,
      };
      await needs.decisions.insert(client, looked.request, row);
      await recordAct(
        RECORDED[decision],
        looked.request,
        { person: acting.person, channel: acting.channel, row },
        needs,
      );
      await move(client, looked, row, needs);
    }),
  );
  return seen(id, acting, needs);
}

const inTurn = inTurns(2);

const RECORDED = {
  approve: "request_approved",
  reject: "request_rejected",
  break_glass: "glass_broken",
} as const;

export async function seen(
  id: string,
  { person }: Pick<Acting, "person">,
  needs: ApprovalNeeds,
): Promise<RequestView> {
  const request = await needs.rows.find(needs.pool, id);
  const looked = request && (await look(request, person, needs));
  if (looked === undefined) throw unknownRequest();
  return viewOf(looked, needs);
}

type Row = {
  approver: string;
  authority: string;
  decision: DecisionKind;
  isOpener: boolean;
  channel: "page" | "slack";
  note: string | undefined;
};

async function move(client: PoolClient, looked: Looked, row: Row, needs: ApprovalNeeds): Promise<void> {
  const { request, rule, humanOf } = looked;
  const step = { actor: row.approver, channel: row.channel, note: row.note };
  if (row.decision === "reject") {
    // Whoever repeats the call at once is told so, and nobody is asked again.
    const ended = { outcome: "not_allowed", repeatsForSeconds: needs.approvals().repeatMinutes * 60 };
    await needs.rows.move(client, request, { ...step, to: "rejected", isDecision: true, ended });
    await needs.announce(client, request, { about: "settled" });
    return;
  }
  const needed = Math.max(request.approvalsNeeded, rule?.count ?? 0);
  if (!isEnough([...looked.decisions, row], needed, humanOf)) {
    await needs.rows.note(client, request, step);
    return;
  }
  const isBroken = row.decision === "break_glass";
  if (isBroken)
    await client.query("insert into break_glass_review (request, opened_by) values ($1, $2)", [
      request.id,
      row.approver,
    ]);
  const why = isBroken ? ({ why: "break_glass" } as const) : {};
  await needs.rows.move(client, request, { ...step, ...why, to: "approved", isDecision: true });
  const told = isBroken ? { approvers: await approversFor(request, needs) } : {};
  await needs.announce(client, request, { about: "settled", ...told });
}

/** A decision on a page wants a sign-in that is minutes old; one in Slack what its own rule wants. */
function requireRecent({ request }: Looked, { channel, signedInAt }: Acting, needs: ApprovalNeeds): void {
  if (channel === "slack") {
    const { system, amount, currency } = request;
    const refusal =
      needs.slack === undefined
        ? "not_here"
        : slackMayDecide({ system, amount, currency }, signedInAt, needs.slack());
    if (refusal === undefined) return;
    throw new ToolError("not_allowed", "This cannot be decided in Slack; nothing was decided.", {
      next: "Open the request's page and decide there.",
    });
  }
  requireFresh({ signedInAt }, needs);
}

function requirePossible({ request, may, whyNot, isOpener }: Looked, decision: DecisionKind): void {
  if (may.has(decision === "break_glass" ? "break_glass" : "decide")) return;
  if (request.state !== "pending")
    throw new ToolError("conflict", `This is ${request.state} already; nothing more was decided.`, {
      next: "Look at how it ended.",
    });
  const said =
    decision === "break_glass"
      ? `You may not approve this alone${isOpener ? ": you had a part in opening the phase it needs" : ""}.`
      : (whyNot ?? "You may not decide on this.");
  throw new ToolError("not_allowed", `${said} Nothing was decided.`, { next: "Leave it to who may." });
}

/** What is approved while the phase is closed could only fail; whoever approves must know. */
async function requireOpen({ request }: Looked, decision: DecisionKind, needs: ApprovalNeeds): Promise<void> {
  if (decision === "reject") return;
  const person = await needs.people.active(request.person);
  const open = person === undefined ? 1 : (needs.policy().rightsOf(person).phases.get(request.system) ?? 1);
  if (open >= request.phase) return;
  const title = needs.systems.get(request.system)?.title ?? request.system;
  throw new ToolError(
    "phase_closed",
    `${title} is closed for such changes now, or whoever asked has no access any more; nothing was decided.`,
    { next: "Decide once it is open again, or reject it." },
  );
}

function authorityOf({ authority, viewer }: Looked, decision: DecisionKind, { person }: Acting) {
  if (decision === "break_glass") return { authority: person.id, role: viewer.roles[0] ?? "" };
  if ("whyNot" in authority) throw new ToolError("not_allowed", `${authority.whyNot} Nothing was decided.`);
  return authority;
}
