import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Console,
  expectSound,
  HOSTILE,
  openConsole,
  shoot,
  signInByKeyboard,
  tabTo,
} from "../browser/console-world.ts";
import { AMARA, INGRID, TOMAS } from "../changes/world.ts";
import { DESK, inBrowser, PHONE } from "../support/browser.ts";
import { openClient, showAnswer } from "./card-client.ts";

const SCOPE = "mcp:read mcp:write";
const CARD = "ui://gatehouse/request";

let world: Console;
let amara: Client;
beforeAll(async () => {
  world = await openConsole();
  amara = await clientOf(AMARA);
});
afterAll(async () => {
  await amara?.close();
  await world?.stop();
});

async function clientOf(email: string, mode: "auto" | "legacy" = "auto", extensions?: object) {
  const { access_token: token } = await world.tokensOf(email, "/mcp", SCOPE);
  return openClient(`${world.url}/mcp`, token, mode, extensions);
}

const pay = (id: string, amount: number, reason = "an invoice") =>
  amara.callTool({ name: "ledger_pay", arguments: { id, amount, reason } });

const requestIn = ({ structuredContent }: Awaited<ReturnType<typeof pay>>) =>
  (structuredContent as { gatehouse_request: { id: string } }).gatehouse_request.id;

/** The card of a payment that waits, on a screen. */
async function showPayment(
  id: string,
  amount: number,
  device: object = PHONE,
  reason?: string,
  options = {},
) {
  const answer = await pay(id, amount, reason);
  const card = await showAnswer(amara, await world.browser.open(device), "ledger_pay", answer, options);
  return { ...card, id: requestIn(answer) };
}

async function approve(email: string, id: string) {
  const context = await world.browser.open(DESK);
  const page = await context.newPage();
  await page.goto(`${world.url}/approvals/${id}`);
  await signInByKeyboard(page, email);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.locator(".standing").getByText("done", { exact: true }).waitFor();
  await context.close();
}

inBrowser("a card shows what would change, the checks, who decides and until when", async () => {
  const { page, frame, faults, asked, close } = await showPayment("shown", 777);
  const text = await frame.locator("main").textContent();
  for (const said of [
    "Ledger · Pay from an account",
    "waits for approval",
    "A likely duplicate.",
    "One of: Approvers",
    "Until",
  ])
    expect(text).toContain(said);
  const row = frame.getByRole("row").filter({ hasText: "paid" });
  expect(await row.getByRole("cell").allInnerTexts()).toEqual(["0", "777"]);
  expect(await frame.getByRole("button", { name: /approve/i }).count()).toBe(0);
  await expectSound(page, frame);
  await shoot(page, "card-phone");
  expect(asked).toEqual(["/", "/app"]);
  expect(faults).toEqual([]);
  await close();
});

inBrowser(
  "what is hostile in a request stands on the card as text, with everything invisible marked",
  async () => {
    const { page, frame, faults, asked, close } = await showPayment(HOSTILE, 60_000, PHONE, HOSTILE);
    const heading = frame.getByRole("heading", { level: 1 });
    expect(await heading.textContent()).toContain("<script>alert(1)</script>");
    expect(await heading.locator(".mark").allTextContents()).toEqual([
      "invisible character U+202E",
      "invisible character U+200B",
    ]);
    expect(await frame.locator("dl .mark").count()).toBe(2);
    expect(await frame.locator("main script").count()).toBe(0);
    expect(await frame.locator("main").textContent()).toContain("2 of: Approvers");
    await shoot(page, "card-hostile");
    expect(asked).toEqual(["/", "/app"]);
    expect(faults).toEqual([]);
    await close();
  },
);

inBrowser("refreshed by keyboard after somebody approved it, the card shows that it is done", async () => {
  const { page, frame, faults, told, id, close } = await showPayment("approved", 120, DESK);
  await shoot(page, "card-desk");
  await frame.getByRole("button", { name: "Refresh" }).click();
  await frame.getByRole("status").getByText("Nothing has changed since.").waitFor();
  await approve(INGRID, id);
  await frame.getByRole("button", { name: "Refresh" }).press("Enter");
  await frame.locator(".standing .tag").getByText("done", { exact: true }).waitFor();
  expect(await frame.locator("main").textContent()).toContain("Ingrid Solberg approved");
  expect(await frame.getByRole("status").textContent()).toContain("It has moved on: done.");
  expect(await frame.getByRole("button").allInnerTexts()).toEqual(["Open the request"]);
  expect(told).toEqual([`Request ${id} at Gatehouse: done.`]);
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "card-desk-done-dark");
  await expectSound(page, frame);
  expect(faults).toEqual([]);
  await close();
});

inBrowser("the host opens the request's page, and nothing else leaves the card", async () => {
  const { frame, opened, asked, id, close } = await showPayment("opened", 130);
  await frame.getByRole("button", { name: "Open the request" }).click();
  await expect.poll(() => opened).toEqual([`${world.url}/approvals/${id}`]);
  const fetched = "fetch('https://halden.example/').then(() => 'sent', () => 'refused')";
  expect(await frame.evaluate(fetched)).toBe("refused");
  expect(asked).toEqual(["/", "/app"]);
  await close();
});

inBrowser(
  "asked for later, a request has the same card; where no links are opened it says its page",
  async () => {
    const id = requestIn(await pay("later", 140));
    const later = await amara.callTool({ name: "gatehouse_get_request", arguments: { id } });
    const context = await world.browser.open(PHONE);
    const { frame, close } = await showAnswer(amara, context, "gatehouse_get_request", later, {
      mayOpenLinks: false,
    });
    expect(await frame.getByRole("heading", { level: 1 }).textContent()).toBe("Pay 140 USD from later");
    expect(await frame.getByRole("button", { name: "Open the request" }).count()).toBe(0);
    expect(await frame.locator(".fine").textContent()).toContain(`${world.url}/approvals/${id}`);
    await close();
  },
);

inBrowser("in an old conversation the card looks by itself where its request stands now", async () => {
  const answer = await pay("old", 160);
  const id = requestIn(answer);
  await amara.callTool({ name: "gatehouse_withdraw", arguments: { id } });
  const drawn = answer._meta?.["gatehouse/card"] as { at: string };
  drawn.at = "2026-01-01T00:00:00Z";
  const card = await showAnswer(amara, await world.browser.open(PHONE), "ledger_pay", answer);
  await card.frame.locator(".standing .tag").getByText("withdrawn", { exact: true }).waitFor();
  await card.close();
});

inBrowser("the requester takes a request back in the card", async () => {
  const { page, frame, told, id, close } = await showPayment("withdrawn", 150);
  await tabTo(page, "iframe");
  expect(await frame.evaluate("document.activeElement.id")).toBe("open");
  for (let presses = 0; presses < 2; presses += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await frame.locator(".standing .tag").getByText("withdrawn", { exact: true }).waitFor();
  expect(await frame.evaluate("document.activeElement.id")).toBe("heading");
  expect(told).toEqual([`Request ${id} at Gatehouse: withdrawn.`]);
  expect((await world.ask(AMARA, "gatehouse_get_request", { id })).data.state).toBe("withdrawn");
  await shoot(page, "card-withdrawn");
  await close();
});

inBrowser("a client of the older era shows the card of a change that its person confirms first", async () => {
  const tomas = await clientOf(TOMAS, "legacy");
  const answer = await tomas.callTool({ name: "ledger_set_label", arguments: { id: "t", label: "paid" } });
  const context = await world.browser.open(PHONE);
  const hostContext = { theme: "dark", locale: "de-DE", timeZone: "Europe/Berlin" } as const;
  const { page, frame, faults, close } = await showAnswer(tomas, context, "ledger_set_label", answer, {
    hostContext,
  });
  expect(await frame.locator(".standing").textContent()).toContain("Say in the conversation");
  expect(await frame.evaluate("getComputedStyle(document.documentElement).colorScheme")).toBe("dark");
  await shoot(page, "card-confirming");
  expect(faults).toEqual([]);
  await close();
  await tomas.close();
});

inBrowser("an answer that speaks of no request is said in its own words", async () => {
  const answer = await amara.callTool({
    name: "ledger_pay",
    arguments: { id: "over", amount: 300_000, reason: "an invoice" },
  });
  const card = await showAnswer(amara, await world.browser.open(PHONE), "ledger_pay", answer);
  expect(answer.isError).toBe(true);
  expect(await card.frame.locator("main").textContent()).toContain("This is above your own limit.");
  await shoot(card.page, "card-refused");
  await card.close();
});

test("who shows no cards hears nothing of them, and who does is told of one resource", async () => {
  const plain = await clientOf(AMARA, "auto", {});
  const { tools } = await plain.listTools();
  expect(tools.filter(({ _meta }) => _meta !== undefined)).toEqual([]);
  expect(plain.getServerCapabilities()).toEqual({ tools: {} });
  const waiting = await plain.callTool({
    name: "ledger_pay",
    arguments: { id: "plain", amount: 5, reason: "an invoice" },
  });
  expect(Object.keys(waiting._meta ?? {})).not.toContain("gatehouse/card");
  await plain.close();

  const shown = (await amara.listTools()).tools.filter(({ _meta }) => _meta !== undefined);
  expect(shown.map(({ name }) => name)).toEqual(["gatehouse_get_request", "ledger_pay"]);
  expect(amara.getServerCapabilities()).toMatchObject({
    resources: {},
    extensions: { "io.modelcontextprotocol/ui": {} },
  });
  expect((await amara.listResources()).resources.map(({ uri }) => uri)).toEqual([CARD]);
});
