import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { expectSound, shoot, tabTo } from "../browser/console-world.ts";
import { DESK, PHONE, inBrowser as step } from "../support/browser.ts";
import { AMARA, INGRID, MEI, openStory, SANDRA, type Story, TOMAS, YARA } from "./world.ts";

// One story from a closed system to a braked one: each test goes on from where the one before it ended.
let world: Story;
beforeAll(async () => {
  world = await openStory();
});
afterAll(() => world?.stop());

const ORDER = { kind: "purchase_order", decision: "approve", reason: "Within the project's estimate" };
const decide = (id: string) => world.says(INGRID, "netsuite_decide_approval", { ...ORDER, id });
const requestOf = (id: string) => world.says(INGRID, "gatehouse_get_request", { id });
const pathOf = (link: string) => new URL(link).pathname;
const standing = (page: Page) => page.locator(".standing");

/** One administrator proposes on the page, with a reason for all that is missing. */
async function propose(email: string, phase: 2 | 3): Promise<Page> {
  const page = await world.visit(email, "/phases/netsuite", DESK);
  await page.getByLabel("Phase", { exact: true }).selectOption(String(phase));
  await page.getByRole("button", { name: "Is it ready?" }).click();
  await page.getByRole("heading", { name: "Readiness" }).waitFor();
  await page.getByLabel("Reason").first().fill("Approvals take days while the approvers travel");
  await page.getByLabel("Ticket").fill(`IT-${phase}`);
  for (const field of await page.getByLabel(/^Missing: /).all())
    await field.fill("A trial on the demo account");
  await page.getByRole("button", { name: "Propose", exact: true }).click();
  await page.getByText("It is proposed.").waitFor();
  return page;
}

async function confirm(email: string, phase: 2 | 3): Promise<void> {
  const page = await world.visit(email, "/phases/netsuite", DESK);
  await page.getByRole("button", { name: `Confirm and open phase ${phase}` }).click();
  await page.getByText("The phase is open.").waitFor();
}

/** Sends what the page does not offer to this person, by bending the form with which they could take theirs back. */
async function forge(
  page: Page,
  action: string,
  fields: Record<string, string> = {},
): Promise<string | null> {
  const form = `document.querySelector('form[action$="/withdraw"]')`;
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  );
  await page.evaluate(`${form}.insertAdjacentHTML("beforeend", ${JSON.stringify(inputs.join(""))})`);
  await page.evaluate(`${form}.action = ${form}.action.replace("withdraw", ${JSON.stringify(action)})`);
  await page.getByRole("button", { name: /^Withdraw/ }).click();
  return page.getByRole("alert").textContent();
}

async function confirmOwn(page: Page): Promise<string | null> {
  await page.getByText("Take the proposal back").click();
  return forge(page, "confirm");
}

/** Reads a request and approves it with nothing but a keyboard, on a phone. */
async function approveByKeyboard(email: string, link: string, note: string): Promise<Page> {
  const page = await world.visit(email, pathOf(link), PHONE);
  await tabTo(page, "#note");
  await page.keyboard.type(note);
  await tabTo(page, 'button[value="approve"]');
  await page.keyboard.press("Enter");
  await page.getByText("Your decision is recorded.").waitFor();
  return page;
}

step("two administrators open low-risk and then high-impact changes, and neither does it alone", async () => {
  const before = await decide("9007");
  expect([before.code, before.text]).toEqual([
    "phase_closed",
    expect.stringContaining("mei.tanaka@halden.example"),
  ]);
  for (const [phase, one, other] of [
    [2, MEI, YARA],
    [3, YARA, MEI],
  ] as const) {
    const page = await propose(one, phase);
    expect(await page.locator("main").textContent()).toContain("another administrator has to confirm it");
    expect(await page.getByRole("button", { name: /^Confirm/ }).count()).toBe(0);
    expect(await confirmOwn(page)).toContain("Another administrator than the one who proposed it");
    await confirm(other, phase);
  }
});

let large: { id: string; link: string };
let edited: string;
let contact: string;

step("what an assistant asks for waits with a link, once, and whoever asked cannot approve it", async () => {
  expect(await world.connect(INGRID)).toBe(`netsuite: Connected as ${INGRID}.`);
  const { id: order } = world.simulator.planted.largeDuplicate;
  const { data, text } = await decide(order);
  large = data?.gatehouse_request;
  expect(large).toMatchObject({ state: "pending", amount: { value: 164_300.75, currency: "USD" } });
  expect(text).toContain(
    `2 people (Finance or Operations leads, who approve orders) must approve it at ${large.link}`,
  );
  expect((await decide(order)).data?.gatehouse_request.id).toBe(large.id);

  const page = await world.visit(INGRID, pathOf(large.link), PHONE);
  expect(await page.getByRole("region", { name: "You cannot decide this" }).isVisible()).toBe(true);
  expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
  await expectSound(page);
  await shoot(page, "story-own");
  expect(await forge(page, "decide", { decision: "approve" })).toMatch(
    /^Nothing was done\..*(your own|asked)/,
  );
  expect(world.simulator.effects).toEqual([]);
});

step(
  "two approvers see before, after and the warning, decide by keyboard on a phone, and it happens once",
  async () => {
    const { id: order } = world.simulator.planted.largeDuplicate;
    const page = await world.visit(AMARA, pathOf(large.link), PHONE);
    const change = await page.getByRole("region", { name: "What changes" }).textContent();
    expect(change).toMatch(/status.*pending.*approved/);
    expect(await page.getByRole("row").filter({ hasText: "likely duplicate" }).textContent()).toContain(
      "warning",
    );
    await expectSound(page);
    await shoot(page, "story-pending");
    await approveByKeyboard(AMARA, large.link, "Looked at both orders: two deliveries");
    expect(await standing(page).textContent()).toContain("One more person must approve it");
    expect(world.simulator.effects).toEqual([]);

    const second = await approveByKeyboard(SANDRA, large.link, "Agreed with Amara");
    await standing(second).getByText("done", { exact: true }).waitFor();
    await expectSound(second);
    await shoot(second, "story-done");
    expect(world.simulator.effects).toEqual([
      { kind: "update", recordType: "purchaseOrder", id: order, by: INGRID },
    ]);

    const { data } = await requestOf(large.id);
    expect(data).toMatchObject({ state: "done", decisions: [{ by: "Amara Osei" }, { by: "Sandra Kumar" }] });
    expect(JSON.parse(data?.answer)).toMatchObject({ approval_status: "approved", verified: true });
    const { data: seen } = await world.says(AMARA, "netsuite_get_transaction", {
      id: order,
      include: ["approval"],
    });
    expect(seen).toMatchObject({ amount: 164_300.75, approval: { status: "Approved" } });
  },
);

step(
  "an order that is edited meanwhile is refused as stale, with the difference, and nothing is changed",
  async () => {
    const { editedOrder: order, editBetweenPreviewAndCommit: edit } = world.simulator.planted;
    const asked = (await decide(order)).data?.gatehouse_request;
    expect(asked).toMatchObject({ state: "pending", amount: { value: 32_115.2 } });
    edited = asked.id;
    await world.simulator.edit(edit);
    const effects = world.simulator.effects.length;

    const page = await approveByKeyboard(AMARA, asked.link, "Fine for the site");
    await standing(page).getByText("failed", { exact: true }).waitFor();
    const moved = page.getByRole("region", { name: "What had changed meanwhile" });
    expect(await moved.textContent()).toMatch(/amount.*32115.2.*46115.2/);
    expect(await moved.textContent()).toContain("Scope extended by the site");
    await expectSound(page);
    await shoot(page, "story-stale");

    const { data } = await requestOf(edited);
    expect(data).toMatchObject({ state: "failed", explanation: expect.stringContaining("had changed") });
    expect(data?.moved).toContainEqual({ field: "amount", before: "32115.2", after: "46115.2" });
    expect(world.simulator.effects).toHaveLength(effects);
  },
);

step(
  "an order over the requester's own limit in NetSuite is blocked at its preview, and nothing waits",
  async () => {
    const { data: before } = await world.says(INGRID, "gatehouse_my_requests");
    const refused = await decide("9001");
    expect([refused.code, refused.text]).toEqual([
      "conflict",
      expect.stringMatching(/Nothing was changed.*above/),
    ]);
    expect((await world.says(INGRID, "gatehouse_my_requests")).data).toEqual(before);
  },
);

const CONTACT = { kind: "contact", id: "1475" };
const contactNow = () => world.simulator.snapshot();

step("a contact is shown before it changes, changes once its requester confirms, and is undone", async () => {
  expect(await world.connect(TOMAS)).toBe(`netsuite: Connected as ${TOMAS}.`);
  const before = contactNow();
  const changes = { title: "Accounts Payable", phone: "+1 303 555 0199" };
  const { data, text } = await world.says(TOMAS, "netsuite_update_contact_info", { ...CONTACT, changes });
  const { id, ...waiting } = data?.gatehouse_request ?? {};
  contact = id;
  expect(text).toContain(`call gatehouse_confirm with id ${id}`);
  expect(waiting).toMatchObject({
    state: "confirming",
    after: { title: "Accounts Payable" },
    withheld: ["changes.phone", "phone"],
  });
  expect(JSON.stringify(waiting)).not.toContain("0199");
  expect(contactNow()).toEqual(before);

  expect((await world.says(TOMAS, "gatehouse_confirm", { id })).data).toMatchObject({ state: "done" });
  expect(contactNow()).not.toEqual(before);
  expect((await world.says(TOMAS, "gatehouse_undo", { id })).data).toMatchObject({
    kind: "undo",
    state: "done",
  });
  expect(contactNow()).toEqual(before);
});

const BRAKE = ["phase", "brake", "netsuite", "--reason", "Orders came twice", "--by", MEI] as const;
const contactCall = () =>
  world.says(TOMAS, "netsuite_update_contact_info", { ...CONTACT, changes: { title: "Buyer" } });

step("a brake from the command line closes within a second, and opening again takes two", async () => {
  const told = await world.gatehouse(...BRAKE);
  expect(told).toMatchObject({ stdout: expect.stringContaining("closed 2 openings") });
  await expect
    .poll(async () => (await contactCall()).code, { timeout: 1_000, interval: 10 })
    .toBe("phase_closed");
  const { text } = await contactCall();
  const today = new Date().toISOString().slice(0, 10);
  for (const said of [`since ${today}`, "Orders came twice", "Mei Tanaka", "Ask mei.tanaka@halden.example"])
    expect(text).toContain(said);
  expect(await world.toolsOf(INGRID)).toContain("netsuite_decide_approval");
  expect(await world.toolsOf(TOMAS)).toContain("netsuite_update_contact_info");

  const page = await propose(MEI, 2);
  expect(await confirmOwn(page)).toContain("Another administrator");
  expect((await contactCall()).code).toBe("phase_closed");
  await confirm(YARA, 2);
  await expect.poll(async () => (await contactCall()).code, { timeout: 1_000, interval: 10 }).toBe("ok");
});

step(
  "all of it is on record: who asked, what was sent and what came of it, who decided, opened and closed",
  async () => {
    const rows = await world.query<{ said: string; change: string | null; facts: Record<string, unknown> }>(
      `select concat_ws(' ', kind, r.tool, outcome, split_part(p.email, '.', 1)) as said, facts->>'change' as change, facts
     from audit_row r left join person p on p.id = r.person order by at, seq`,
    );
    const saidOf = (change: string) => rows.filter((row) => row.change === change).map(({ said }) => said);
    expect(saidOf(large.id)).toEqual([
      "request netsuite_decide_approval needs_approval ingrid",
      "request netsuite_decide_approval needs_approval ingrid",
      "operation request_approved ok amara",
      "operation request_approved ok sandra",
      "intent netsuite_decide_approval pending ingrid",
      "outcome netsuite_decide_approval ok ingrid",
    ]);
    expect(saidOf(edited).slice(-2)).toEqual([
      "intent netsuite_decide_approval pending ingrid",
      "outcome netsuite_decide_approval conflict ingrid",
    ]);
    expect(saidOf(contact)).toEqual([
      "request netsuite_update_contact_info needs_approval tomas",
      "intent netsuite_update_contact_info pending tomas",
      "outcome netsuite_update_contact_info ok tomas",
      "request gatehouse_confirm ok tomas",
    ]);
    const approvers = await world.query<{ id: string }>(
      "select id from person where email = any($1) order by email",
      [[AMARA, SANDRA]],
    );
    const sent = rows.find(({ change, said }) => change === large.id && said.startsWith("outcome"));
    expect(sent?.facts.approvers).toEqual(approvers.map(({ id }) => id));
    expect(rows.map(({ said }) => said).filter((said) => said.startsWith("operation phase"))).toEqual([
      "operation phase_proposed ok mei",
      "operation phase_opened ok yara",
      "operation phase_proposed ok yara",
      "operation phase_opened ok mei",
      "operation phase_brake ok mei",
      "operation phase_proposed ok mei",
      "operation phase_opened ok yara",
    ]);
    const blocked = rows.filter(({ said }) => said === "refusal netsuite_decide_approval conflict ingrid");
    expect(blocked).toHaveLength(1);
  },
);

step("the overview shows the calls", async () => {
  const page = await world.visit(MEI, "/overview", DESK);
  expect(await page.getByRole("region", { name: "By tool" }).textContent()).toContain(
    "netsuite_decide_approval",
  );
  expect(await page.getByRole("region", { name: "By person" }).textContent()).toContain("Ingrid Solberg");
  expect(await world.faults()).toEqual([]);
});
