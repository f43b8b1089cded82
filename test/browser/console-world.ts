import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { querier } from "../attack/world.ts";
import { openWorld } from "../changes/world.ts";
import { startBrowser } from "../support/browser.ts";

/** Marked up, reordered and hidden: nothing of it may do anything, and all of it must be seen. */
export const HOSTILE = "<script>alert(1)</script>\u202egnp\u200b";

/** The ledger's people in a real browser, on a gateway with administrators and auditors. */
export async function openConsole() {
  const world = await openWorld({ config: { auditors: { roles: ["approver"] } } });
  const browser = await startBrowser();
  return {
    ...world,
    query: querier(world),
    browser,
    async stop() {
      await browser.close();
      await world.stop();
    },
    /** Asks for a payment as somebody's assistant would; resolves with its page. */
    async pay(email: string, args: { id: string; amount: number; reason: string }): Promise<string> {
      const { data, texts } = await world.ask(email, "ledger_pay", args);
      const id = data?.gatehouse_request?.id;
      if (typeof id !== "string") throw new Error(`no request came of it: ${texts.join(" ")}`);
      return `/approvals/${id}`;
    },
  };
}

export type Console = Awaited<ReturnType<typeof openConsole>>;

/** What a page did that it must not: errors on its console, and what its content policy refused. */
export async function watched(page: Page, url: string): Promise<string[]> {
  const faults: string[] = [];
  page.on("console", (message) => {
    const isOurs = message.location().url.startsWith(url) && !message.location().url.endsWith("/favicon.ico");
    // A refusal answers 4xx, which a browser notes.
    if (message.type() === "error" && isOurs && !message.text().includes("status of 4"))
      faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.exposeFunction("tellViolation", (what: string) => faults.push(what));
  await page.addInitScript(
    `document.addEventListener("securitypolicyviolation", (event) => tellViolation(event.violatedDirective + " " + event.blockedURI))`,
  );
  return faults;
}

/** Tab, as often as it takes, until what matches is focused. Fails where it cannot be reached so. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`Tab never reaches ${selector} on ${page.url()}`);
}

/** From any page behind a sign-in through the company login back to it, with Tab and Enter alone. */
export async function signInByKeyboard(page: Page, email: string): Promise<void> {
  await tabTo(page, 'button[value="approve"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector(`button[value="${email}"]`);
  await tabTo(page, `button[value="${email}"]`);
  await page.keyboard.press("Enter");
}

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Nothing that axe finds, in light and in dark, and nothing that sticks out of the window; of a page or of a frame on it. */
export async function expectSound(page: Page, part: Pick<Page, "evaluate" | "url"> = page): Promise<void> {
  await part.evaluate(axe);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // Nothing but colours differs in the dark.
    const rules = `{ resultTypes: ["violations"]${colorScheme === "dark" ? ', runOnly: ["color-contrast"]' : ""} }`;
    const found = (await part.evaluate(`axe.run(document, ${rules})`)) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    const told = found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
    expect(told, `${part.url()} ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
  const overflow = await part.evaluate("document.documentElement.scrollWidth - innerWidth");
  expect(overflow, part.url()).toBeLessThanOrEqual(0);
}

/** For people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder)
    await page.screenshot({ path: path.resolve(os.tmpdir(), folder, `console-${name}.png`), fullPage: true });
}
