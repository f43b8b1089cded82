import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, inBrowser, startBrowser } from "../../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

inBrowser("a page", async () => {
  await browser.open();
});

inBrowser.for(["desk", "phone"])("a page at a %s", async () => {
  await browser.open();
});

test("no page", () => {
  expect(browser).toBeDefined();
});
