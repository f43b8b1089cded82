import { randomUUID } from "node:crypto";
import { ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
// @boundaries-ignore the channels are seen here without the gateway around them
import type { Approvals } from "../../gateway/src/approvals/approvals.ts";
// @boundaries-ignore as above
import type { PeopleRows } from "../../gateway/src/approvals/people-rows.ts";
// @boundaries-ignore as above
import type { RequestView } from "../../gateway/src/approvals/request-view.ts";
// @boundaries-ignore as above
import type { ChangeRequest } from "../../gateway/src/changes/change-request.ts";
// @boundaries-ignore as above
import type { ChangeState } from "../../gateway/src/changes/states.ts";
// @boundaries-ignore as above
import type { Announce } from "../../gateway/src/channels/announce.ts";
// @boundaries-ignore as above
import { type SlackRules, slackMayDecide } from "../../gateway/src/channels/slack/may-decide.ts";
// @boundaries-ignore as above
import { inTransaction } from "../../gateway/src/directory/in-transaction.ts";

/** As much of the approvals as channels look at: what is asked lies in memory, where it stands in the database. */
export type SmallApprovals = Pick<Approvals, "view" | "decide" | "approversOf" | "freshMs"> & {
  ask(requester: string, approvers: readonly string[], content?: Partial<Asked>): Promise<string>;
  move(id: string, ...states: ChangeState[]): Promise<void>;
};

type Asked = {
  amount: number | undefined;
  summary: string;
  currency: string;
  needed: number;
  warning: string;
};

const FRESH_MS = 600_000;

export function smallApprovals(
  pool: Pool,
  people: Pick<PeopleRows, "active">,
  announce: () => Announce,
  rules: SlackRules,
): SmallApprovals {
  const views = new Map<string, RequestView & { asked: readonly string[] }>();
  const found = (id: string) => {
    const view = views.get(id);
    if (view === undefined) throw new ToolError("not_found", "There is no such request.");
    return view;
  };
  const move = async (id: string, ...states: ChangeState[]) => {
    const { request } = found(id);
    for (const state of states) {
      request.state = state;
      await inTransaction(pool, async (client) => {
        await client.query("update change_request set state = $2 where id = $1", [id, state]);
        await announce()(client, request, { about: "settled" });
      });
    }
  };
  return {
    freshMs: () => FRESH_MS,
    move,
    async ask(requester, approvers, content) {
      const view = await viewOf(requester, content ?? {}, people);
      views.set(view.request.id, { ...view, asked: approvers });
      await inTransaction(pool, async (client) => {
        await client.query(INSERT, [view.request.id, requester, Buffer.from("sealed")]);
        const who = approvers.map((id) => ({ id }));
        await announce()(client, view.request, { about: "asked", approvers: who });
      });
      return view.request.id;
    },
    async view(id) {
      const { rows } = await pool.query<{ state: ChangeState }>(
        "select state from change_request where id = $1",
        [id],
      );
      const view = found(id);
      return { ...view, request: { ...view.request, state: rows[0]?.state ?? view.request.state } };
    },
    async approversOf(id) {
      const active = await Promise.all(found(id).asked.map(people.active));
      return active.filter((person) => person !== undefined);
    },
    async decide(id, { person, channel, signedInAt }, decision) {
      const view = found(id);
      if (channel === "slack" && slackMayDecide(view.request, signedInAt, rules) !== undefined)
        throw new ToolError("not_allowed", "This is decided on the page.");
      if (view.request.state !== "pending") throw new ToolError("conflict", "It was settled before.");
      const approver = { id: person.id, name: person.name ?? "", email: person.email };
      const made = { approver, decision, channel, onBehalfOf: undefined, note: undefined, at: new Date() };
      view.decisions = [...view.decisions, made];
      if (view.decisions.length >= view.approvers.needed) await move(id, "approved");
      return view;
    },
  };
}

async function viewOf(requester: string, content: Partial<Asked>, people: Pick<PeopleRows, "active">) {
  const person = await people.active(requester);
  const { summary = "Purchase order PO-1 to Acme", currency = "USD", needed = 1, warning } = content;
  const amount = "amount" in content ? content.amount : 120;
  const checks =
    warning === undefined ? [] : [{ name: "duplicate", outcome: "warn", message: warning } as const];
  const request = {
    id: randomUUID(),
    kind: "change",
    state: "pending" as ChangeState,
    needs: "approval",
    person: requester,
    system: "netsuite",
    tool: "netsuite_approve_purchase_order",
    amount,
    currency,
    why: undefined,
    expiresAt: new Date(Date.now() + 3_600_000),
    content: {
      summary,
      before: { bank: "CANARY" },
      after: { bank: "CANARY" },
      checks,
      hasPreview: true,
      arguments: {},
    },
  } as unknown as ChangeRequest;
  return {
    request,
    toolTitle: "Approve a purchase order",
    systemTitle: "NetSuite",
    requester: { id: requester, name: person?.name ?? "", email: person?.email },
    decisions: [] as RequestView["decisions"],
    history: [],
    approvers: { roles: ["finance"], titles: ["Finance"], needed },
    may: new Set(),
    whyNot: undefined,
    review: undefined,
    withheld: [],
  } satisfies RequestView;
}

const INSERT = `insert into change_request (id, kind, state, needs, person, grant_id, client_id, system, tool, phase,
    definition_hash, policy_version, idempotency_key, arguments_hash, before_hash, after_hash, content)
  values ($1::uuid, 'change', 'pending', 'approval', $2, 'g', 'c', 'netsuite', 't', 3, '', '', $1::uuid::text, '', '', '', $3)`;
