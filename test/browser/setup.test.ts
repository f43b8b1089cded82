import { afterAll, beforeAll, expect } from "vitest";
import { AMARA, openWorld, type World } from "../attack/world.ts";
import { type Browser, inBrowser, PHONE, startBrowser } from "../support/browser.ts";

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await openWorld(
    {
      administrators: { roles: ["everything"] },
      clients: {
        known: ["vscode"],
        own: [
          { id: "house-client", name: "House client", redirectUris: ["http://127.0.0.1/callback"] },
          { id: "claude-halden", name: "Claude", redirectUris: "claude", secret: { env: "CLAUDE_SECRET" } },
        ],
      },
    },
    { CLAUDE_SECRET: "never-shown-to-anybody-who-looks" },
  );
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

inBrowser(
  "an administrator signs in with the keyboard on a phone and finds exact values, checked, without a script or a secret",
  async () => {
    const context = await browser.open(PHONE);
    const page = await context.newPage();
    const errors: string[] = [];
    // What the page itself is refused, say by its content policy; a browser also looks for an icon, which there is none of.
    page.on("console", (message) => {
      if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico"))
        errors.push(message.text());
    });

    await page.goto(`${world.url}/setup`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(`button[value="${AMARA}"]`).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/setup");

    expect(await page.locator("h1").textContent()).toBe("Connect clients");
    expect(await page.locator(".findings .fault").count()).toBe(0);
    expect(await page.locator(".findings .ok").count()).toBe(8);
    const text = await page.locator("main").textContent();
    expect(text).toContain(`claude mcp add --transport http halden-group ${world.url}/mcp`);
    expect(text).toContain("claude-halden");
    expect(text).toContain("clients: { known: [cursor] }");
    expect(await page.content()).not.toMatch(/never-shown|<script/);

    // Nothing sticks out of a phone's width but what scrolls in its own box.
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(PHONE.viewport.width);

    await page.getByRole("link", { name: "/mcp/fast" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/setup?path=*");
    expect(await page.locator("main").textContent()).toContain(`${world.url}/mcp/fast`);
    await page.getByRole("button", { name: "Sign out" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/session/end");
    expect(await page.locator("h1").textContent()).toBe("You are signed out");
    expect(errors).toEqual([]);
    await context.close();
  },
);
