import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { AMARA, INGRID, MEI, PRIYA } from "../changes/world.ts";
import { DESK, inBrowser, PHONE } from "../support/browser.ts";
import {
  type Console,
  expectSound,
  HOSTILE,
  openConsole,
  shoot,
  signInByKeyboard,
  tabTo,
  watched,
} from "./console-world.ts";

let world: Console;
beforeAll(async () => {
  world = await openConsole();
});
afterAll(() => world?.stop());

/** The cookies of who has signed in before, by mail address: once is enough for most tests. */
const signedIn = new Map<string, Awaited<ReturnType<BrowserContext["storageState"]>>>();

/** Somebody's browser, signed in with the keyboard, on a page. */
async function open(email: string, path: string, device: typeof PHONE | typeof DESK, options = {}) {
  const known = signedIn.get(email);
  const context = await world.browser.open({
    ...device,
    ...options,
    ...(known && { storageState: known }),
  });
  const page = await context.newPage();
  const faults = await watched(page, world.url);
  await page.goto(world.url + path);
  if (known === undefined) await signInByKeyboard(page, email);
  await page.waitForURL((url) => url.pathname === path);
  if (known === undefined) signedIn.set(email, await context.storageState());
  return { context, page, faults };
}

inBrowser(
  "on a phone and by keyboard alone, an approver sees what would change and approves it",
  async () => {
    const path = await world.pay(AMARA, { id: "keyboard", amount: 777, reason: "an invoice" });
    const { context, page, faults } = await open(INGRID, path, PHONE);
    expect(await page.locator("h1").textContent()).toContain("Pay 777 USD from keyboard");
    expect(await page.locator("main").textContent()).toContain("A likely duplicate.");
    await expectSound(page);
    await shoot(page, "request-phone");
    await tabTo(page, "#note");
    await page.keyboard.type("Checked against the invoice");
    await tabTo(page, 'button[value="approve"]');
    await page.keyboard.press("Enter");
    await page.getByText("Your decision is recorded.").waitFor();
    await page.locator(".standing").getByText("done", { exact: true }).waitFor();
    expect(world.ledger.account("keyboard").paid).toBe(777);
    await expectSound(page);
    await shoot(page, "request-phone-done");
    expect(faults).toEqual([]);
    await context.close();
  },
);

inBrowser("what is being carried out is looked at again by the page itself, until it is done", async () => {
  const path = await world.pay(AMARA, { id: "slow", amount: 20, reason: "an invoice" });
  const held = Promise.withResolvers<void>();
  world.ledger.at("accepted", () => held.promise);
  const { context, page, faults } = await open(INGRID, path, DESK);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.locator(".standing").getByText("being carried out", { exact: true }).waitFor();
  held.resolve();
  world.ledger.at("accepted", undefined);
  await page.locator(".standing").getByText("done", { exact: true }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

inBrowser("without scripts a request is rejected all the same, and only with a reason", async () => {
  const path = await world.pay(AMARA, { id: "plain", amount: 30, reason: "an invoice" });
  const { context, page } = await open(INGRID, path, PHONE, { javaScriptEnabled: false });
  await page.getByRole("button", { name: "Reject" }).click();
  expect(await page.getByRole("alert").textContent()).toContain("Say why you reject it");
  await page.getByLabel("Reason").fill("Not ours");
  await page.getByRole("button", { name: "Reject" }).click();
  expect(await page.locator(".standing").textContent()).toContain("rejected");
  expect(await page.locator("main").textContent()).toContain("Not ours");
  await context.close();
});

inBrowser(
  "an old sign-in decides nothing: what was written is kept until the person has signed in again",
  async () => {
    const path = await world.pay(AMARA, { id: "fresh", amount: 40, reason: "an invoice" });
    const { context, page, faults } = await open(PRIYA, path, DESK);
    await world.query(
      `update web_session set signed_in_at = now() - interval '11 minutes'
     where person_id = (select id from person where email = $1)`,
      [PRIYA],
    );
    await page.getByLabel("Reason").fill("I looked it up");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("alert").getByText("Nothing was done yet.").waitFor();
    expect(world.ledger.account("fresh").paid).toBe(0);
    await expectSound(page);
    await shoot(page, "sign-in-again");
    await page.getByRole("link", { name: "Sign in again" }).click();
    await signInByKeyboard(page, PRIYA);
    await page.getByText("You have signed in again.").waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await page.getByLabel("Reason").inputValue()).toBe("I looked it up");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.locator(".standing").getByText("done", { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  },
);

inBrowser("hostile texts stand on the page as texts, with everything invisible marked", async () => {
  const path = await world.pay(AMARA, { id: HOSTILE, amount: 60_000, reason: HOSTILE });
  const { context, page, faults } = await open(INGRID, path, PHONE);
  const heading = page.locator("h1");
  expect(await heading.textContent()).toContain("<script>alert(1)</script>");
  expect(await heading.locator(".mark").allTextContents()).toEqual([
    "invisible character U+202E",
    "invisible character U+200B",
  ]);
  expect(await page.locator("main script").count()).toBe(0);
  await expectSound(page);
  await shoot(page, "hostile");
  await page.goto(`${world.url}/approvals`);
  expect(await page.getByRole("region", { name: "To decide" }).textContent()).toContain("U+202E");
  await expectSound(page);
  await shoot(page, "inbox-phone");
  expect(faults).toEqual([]);
  await context.close();
});

inBrowser("the requester cannot decide, and a stranger gets the page of what does not exist", async () => {
  const path = await world.pay(AMARA, { id: "own", amount: 50, reason: "an invoice" });
  const own = await open(AMARA, path, DESK);
  expect(await own.page.getByRole("button", { name: "Approve" }).count()).toBe(0);
  expect(await own.page.getByRole("region", { name: "You cannot decide this" }).isVisible()).toBe(true);
  await expectSound(own.page);
  await shoot(own.page, "own-desk");
  const stranger = await open("tomas.rivera@halden.example", path, DESK);
  const made = await stranger.page.goto(`${world.url}/approvals/00000000-0000-4000-8000-000000000000`);
  const missing = await stranger.page.locator("main").textContent();
  const answer = await stranger.page.goto(world.url + path);
  expect([answer?.status(), await stranger.page.locator("main").textContent()]).toEqual([404, missing]);
  expect(made?.status()).toBe(404);
  expect((await stranger.page.goto(`${world.url}/approvals/nothing`))?.status()).toBe(404);
  await own.page.getByRole("button", { name: "Withdraw" }).click();
  expect(await own.page.getByRole("status").first().textContent()).toContain("Your request is withdrawn.");
  await Promise.all([own.context.close(), stranger.context.close()]);
});

inBrowser(
  "an administrator sees who calls what, on a chart and in tables, and that is on record",
  async () => {
    for (const id of ["one", "two"]) await world.ask(AMARA, "ledger_get", { id });
    for (const device of [DESK, PHONE]) {
      const { context, page, faults } = await open(MEI, "/overview", device);
      await page.locator(".chart canvas").waitFor();
      expect(await page.getByRole("region", { name: "By tool" }).textContent()).toContain("ledger_get");
      expect(await page.getByRole("region", { name: "By person" }).textContent()).toContain("Amara Osei");
      await expectSound(page);
      await shoot(page, `overview-${device.viewport.width}`);
      await page.getByRole("combobox", { name: "System" }).selectOption("ledger");
      await page.getByRole("button", { name: "Show" }).click();
      await page.waitForURL("**/overview?system=ledger*");
      expect(faults).toEqual([]);
      await context.close();
    }
    const rows = await world.query<{ facts: object }>(
      "select facts from audit_row where tool = 'overview_read'",
    );
    expect(rows.map(({ facts }) => facts)).toContainEqual(expect.objectContaining({ days: 14 }));
  },
);

inBrowser("the overview and the phases are closed to who neither administers nor audits", async () => {
  const { context, page } = await open(AMARA, "/approvals", DESK);
  for (const path of ["/overview", "/phases", "/phases/ledger"]) {
    expect((await page.goto(world.url + path))?.status()).toBe(403);
    expect(await page.locator("h1").textContent()).toBe("This page is for administrators and auditors");
  }
  await context.close();
});

inBrowser(
  "an administrator looks at readiness, proposes a phase with waivers, and pulls the brake",
  async () => {
    const { context, page, faults } = await open(MEI, "/phases", PHONE);
    await expectSound(page);
    await shoot(page, "phases-phone");
    await page.getByRole("link", { name: "Ledger" }).click();
    await page.getByLabel("For whom").selectOption("asker");
    await page.getByRole("button", { name: "Is it ready?" }).click();
    await page.getByRole("heading", { name: "Readiness" }).waitFor();
    await page.getByLabel("Reason").first().fill("A trial with Finance");
    await page.getByLabel("Ticket").fill("IT-1");
    for (const field of await page.getByLabel(/^Missing: /).all()) await field.fill("Known, and on its way");
    await expectSound(page);
    await shoot(page, "propose-phone");
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText("It is proposed.").waitFor();
    await expectSound(page);
    await page.setViewportSize(DESK.viewport);
    await shoot(page, "system-desk");
    await page.goto(`${world.url}/phases`);
    await page.getByText("Close every phase of every system").click();
    await page.getByLabel("Reason").fill("Something is wrong");
    await page.getByRole("button", { name: "Pull the brake on every system" }).click();
    await page.getByText("The brake is pulled").waitFor();
    expect(await page.getByRole("region", { name: "Ledger" }).textContent()).toContain("Open for reading");
    await expectSound(page);
    await shoot(page, "phases-desk");
    expect(faults).toEqual([]);
    await context.close();
  },
);

inBrowser("an approver puts decisions into other hands and takes them back", async () => {
  const { context, page, faults } = await open(INGRID, "/approvals/delegations", PHONE);
  // Decisions go to people who are known here.
  await world.tokensOf(PRIYA);
  const day = new Date().toISOString().slice(0, 10);
  await page.getByLabel("Their mail address").fill(PRIYA);
  await page.getByLabel("From the beginning of").fill(day);
  await page.getByLabel("Until the end of").fill(day);
  await page.getByLabel("Reason").fill("On holiday");
  await page.getByRole("button", { name: "Delegate" }).click();
  await page.getByText("They can decide for you in that time.").waitFor();
  await expectSound(page);
  await shoot(page, "delegations-phone");
  await page.getByRole("button", { name: /^End/ }).click();
  await page.getByText("They decide for you no longer.").waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
