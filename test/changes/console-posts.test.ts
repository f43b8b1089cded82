import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
// @boundaries-ignore the pages' own list of addresses is what this test goes by
import { consolePages } from "../../gateway/src/console/console.ts";
import { type Office, openOffice } from "./office.ts";
import { AMARA, INGRID, MEI, TOMAS } from "./people.ts";

const STRANGER = "leon.fischer@halden.example";
/** Asks elsewhere, and sees all of what others did. */
const AUDITOR = TOMAS;

let office: Office;
/** What stands open for whoever may: a request, one approved alone, lent approvals and a proposal. */
let open: { request: string; broken: string; lent: string; proposal: string };
beforeAll(async () => {
  office = await openOffice({
    config: { auditors: { roles: ["careful"] }, approvals: { breakGlass: { roles: ["it"] } } },
  });
  const [request, broken] = [await office.pay(AMARA, "c1"), await office.pay(AMARA, "c2")];
  await office.press(MEI, broken, "break-glass", { note: "the plant stands still" });
  await vi.waitUntil(async () => (await office.row(broken)).state === "done", { timeout: 15_000 });
  await office.idOf(TOMAS);
  await office.post(INGRID, "/approvals/delegations", lending(TOMAS));
  const [lent] = await office.query<{ id: string }>("select id from approval_delegation");
  // Lent to the auditor by then, it would let them approve.
  await office.query("update approval_delegation set starts_at = now() + interval '1 day'");
  const [proposal] = await office.query<{ id: string }>(
    `insert into phase_proposal (system, phase, role, reason, ticket, report, proposed_by)
     values ('ledger', 2, 'asker', 'a trial', 'IT-1', $2, $1) returning id`,
    [randomUUID(), { system: "ledger", phase: 2, at: new Date().toISOString(), items: [] }],
  );
  open = { request, broken, lent: lent?.id ?? "", proposal: proposal?.id ?? "" };
});
afterAll(() => office?.stop());

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const lending = (email: string) => ({ email, system: "", from: day(0), until: day(1), reason: "on leave" });

type Line = { who: string; path?: () => string; fields: () => Record<string, string> };

const onRequest = (action: string, of: () => string) => ({ path: () => `/approvals/${of()}/${action}` });
const onLedger = (action: string) => ({ path: () => `/phases/ledger/${action}` });

/** What does something at each address where people press, and somebody who may. */
const LINES: Record<string, Line> = {
  "/approvals/:id/decide": {
    who: INGRID,
    ...onRequest("decide", () => open.request),
    fields: () => ({ decision: "approve" }),
  },
  "/approvals/:id/withdraw": {
    who: AMARA,
    ...onRequest("withdraw", () => open.request),
    fields: () => ({}),
  },
  "/approvals/:id/break-glass": {
    who: MEI,
    ...onRequest("break-glass", () => open.request),
    fields: () => ({ note: "no time" }),
  },
  "/approvals/:id/settle": {
    who: MEI,
    ...onRequest("settle", () => open.request),
    fields: () => ({ happened: "yes", note: "seen" }),
  },
  "/approvals/:id/close-review": {
    who: INGRID,
    ...onRequest("close-review", () => open.broken),
    fields: () => ({ note: "looked at it" }),
  },
  "/approvals/delegations": { who: INGRID, fields: () => lending(MEI) },
  "/approvals/delegations/:id/revoke": {
    who: INGRID,
    path: () => `/approvals/delegations/${open.lent}/revoke`,
    fields: () => ({}),
  },
  "/phases/brake": { who: MEI, fields: () => ({ reason: "an incident" }) },
  "/phases/:system/propose": {
    who: MEI,
    ...onLedger("propose"),
    fields: () => ({ phase: "3", role: "asker", reason: "a trial", ticket: "IT-2" }),
  },
  "/phases/:system/confirm": {
    who: MEI,
    ...onLedger("confirm"),
    fields: () => ({ proposal: open.proposal }),
  },
  "/phases/:system/withdraw": {
    who: MEI,
    ...onLedger("withdraw"),
    fields: () => ({ proposal: open.proposal }),
  },
  "/phases/:system/close": { who: MEI, ...onLedger("close"), fields: () => ({ to: "1", reason: "over" }) },
  "/phases/:system/brake": { who: MEI, ...onLedger("brake"), fields: () => ({ reason: "an incident" }) },
};

test("every address of the pages at which something can be done stands in this list", () => {
  const pages = consolePages({
    publicUrl: office.url,
    checked: { config: {} },
    systems: { all: [] },
    database: {},
    audit: {},
  } as never);
  const posted = pages.routes.filter(({ method }) => method !== "GET" && method !== "ALL");
  expect([...new Set(posted.map(({ path }) => path))].sort()).toEqual(Object.keys(LINES).sort());
});

const TABLES = [
  ["change_request", "id"],
  ["approval_decision", "at"],
  ["break_glass_review", "request"],
  ["approval_delegation", "id"],
  ["phase_proposal", "id"],
  ["phase_opening", "id"],
];
const everything = () =>
  Promise.all(TABLES.map(([table, by]) => office.query(`select * from ${table} order by ${by}`)));

test.each(Object.keys(LINES))("%s does nothing for a stranger, an auditor or another site", async (route) => {
  const { who, path = () => route, fields } = LINES[route] as Line;
  const before = await everything();
  for (const email of [STRANGER, AUDITOR])
    expect((await office.post(email, path(), fields())).status, email).toBeOneOf([403, 404]);
  expect(await office.postForged(who, path(), fields()), "another site").toBe(403);
  const body = new URLSearchParams(fields());
  const unsigned = await fetch(new URL(path(), office.url), { method: "POST", body, redirect: "manual" });
  expect(unsigned.status, "nobody").toBe(401);
  expect(await everything()).toEqual(before);
});

test("what waits for a second administrator is shown as it stands now, with what has changed since it was proposed", async () => {
  const [{ html }, again] = [
    await office.look(MEI, "/phases/ledger"),
    await office.look(AUDITOR, "/phases/ledger"),
  ];
  for (const page of [html, again.html]) {
    expect(page).toContain("Calls in phase 1");
    expect(page.match(/When proposed:/g)?.length).toBeGreaterThan(3);
  }
});

test("an overview that takes too long says so, and however many look, one connection is taken", async () => {
  const blocker = new pg.Client({ connectionString: office.database.url });
  await blocker.connect();
  try {
    await blocker.query("begin; lock table audit_count in access exclusive mode");
    const looks = [office.look(MEI, "/overview"), office.look(MEI, "/overview")];
    const waiting = async () =>
      (
        await office.query(
          "select 1 from pg_stat_activity where state = 'active' and wait_event_type = 'Lock' and query like '%sum(count)%'",
        )
      ).length;
    let isOver = false;
    const over = Promise.all(looks).finally(() => {
      isOver = true;
    });
    let most = 0;
    // Whichever of the two comes first.
    while (!isOver) most = Math.max(most, await waiting());
    expect(most).toBe(1);
    for (const page of await over)
      expect(page).toMatchObject({ status: 503, html: expect.stringContaining("took too long") });
  } finally {
    await blocker.end();
  }
  expect(await office.look(MEI, "/overview")).toMatchObject({ status: 200 });
});
