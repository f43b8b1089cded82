import { afterAll, beforeAll, expect } from "vitest";
import { INGRID, openVendorWorld, TOMAS, type VendorWorld } from "../credentials/world.ts";
import { type Browser, DESK, inBrowser, PHONE, startBrowser } from "../support/browser.ts";

let world: VendorWorld;
let browser: Browser;
beforeAll(async () => {
  world = await openVendorWorld();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** Somebody's browser, signed in with the keyboard, on the page of their connections. */
async function connectionsOf(email: string, device: typeof PHONE | typeof DESK) {
  const context = await browser.open(device);
  const page = await context.newPage();
  const errors: string[] = [];
  // What the page is refused, say by its content policy; a browser also looks for an icon, which there is none of.
  page.on("console", (message) => {
    const { url } = message.location();
    const isOurs = url.startsWith(world.url) && !url.endsWith("/favicon.ico");
    if (message.type() === "error" && isOurs) errors.push(message.text());
  });
  await page.goto(`${world.url}/connections`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(`button[value="${email}"]`).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/connections");
  return { context, page, errors };
}

inBrowser(
  "on a phone and with the keyboard alone, somebody connects an account at its vendor, sees it, and disconnects it",
  async () => {
    const { context, page, errors } = await connectionsOf(INGRID, PHONE);
    expect(await page.locator("h1").textContent()).toBe("Your connections");
    expect(await page.locator("section").count()).toBe(4);
    expect(await page.getByRole("region", { name: "SharePoint" }).textContent()).toContain(
      `Connected through your company login as ${INGRID}`,
    );
    await shoot(page, "before");

    await page.getByRole("button", { name: "Connect BambooHR" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(`${world.bamboohr.origin}/**`);
    await page.getByRole("button", { name: /Ingrid Solberg/ }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/connections#bamboohr");
    const bamboo = page.getByRole("region", { name: "BambooHR" });
    expect(await bamboo.textContent()).toContain(`Connected as ${INGRID}`);
    await bamboo.getByText("What it was granted").focus();
    await page.keyboard.press("Enter");
    expect(await bamboo.getByText("employee_directory").isVisible()).toBe(true);
    // Nothing sticks out of a phone's width.
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(overflow).toBeLessThanOrEqual(0);
    await shoot(page, "connected");

    await page.getByRole("button", { name: "Disconnect BambooHR" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/connections/bamboohr/disconnect");
    expect(await page.getByRole("status").textContent()).toContain("BambooHR is disconnected");
    await shoot(page, "disconnected");
    expect(await page.content()).not.toContain("<script");
    expect(errors).toEqual([]);
    await context.close();
  },
);

inBrowser("at a desk, the account of somebody else is refused in words that say what to do", async () => {
  const { context, page, errors } = await connectionsOf(TOMAS, DESK);
  await page.getByRole("button", { name: "Connect BambooHR" }).click();
  await page.getByRole("button", { name: /Ingrid Solberg/ }).click();
  await page.waitForURL("**/connections/bamboohr/callback*");
  expect(await page.locator("h1").textContent()).toBe("This is not your account");
  expect(await page.locator("main").textContent()).toContain("Sign out of BambooHR in this browser");
  await shoot(page, "foreign");
  await page.getByRole("link", { name: "Try again" }).click();
  await page.waitForURL("**/connections");
  expect(await page.getByRole("region", { name: "BambooHR" }).textContent()).toContain("Not connected");
  // A refused page answers 403, which a browser notes.
  expect(errors.filter((text) => !text.includes("403"))).toEqual([]);
  await context.close();
});

/** For people to look at, where a folder is named. */
async function shoot(page: { screenshot(options: object): Promise<unknown> }, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/connections-${name}.png`, fullPage: true });
}
