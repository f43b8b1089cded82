import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { authorizationUrl, startWorld, type World } from "../authorization/world.ts";
import { type Browser, DESK, inBrowser, PHONE, startBrowser } from "../support/browser.ts";
import { type Listening, listen } from "../support/listen.ts";
import { type SamlIdentityProvider, startSamlIdentityProvider } from "../support/saml-identity-provider.ts";
import { samlSettings } from "./settings.ts";

const EMAIL = "amara.osei@halden.example";
let browser: Browser;
let provider: SamlIdentityProvider;
let world: World;
let app: Listening;

beforeAll(async () => {
  browser = await startBrowser();
  provider = await startSamlIdentityProvider(() => `${world.url}/signin/saml/corp/acs`);
  // By another name: to a browser this is another site than ours at 127.0.0.1, as a provider's is.
  const signInUrl = provider.signInUrl.replace("127.0.0.1", "localhost");
  world = await startWorld({ identityProviders: [samlSettings(provider, { signInUrl })] });
  app = await listen((_request, response) => void response.end("connected"));
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
  await provider?.stop();
  await app?.stop();
});

const request = () => authorizationUrl(world, { redirect_uri: `${app.url}/callback` }).href;

async function signInOn(page: Page): Promise<URL> {
  await page.goto(request());
  await page.getByRole("button", { name: "Continue with the SAML login" }).click();
  await page.getByRole("button", { name: EMAIL }).click();
  await page.waitForURL(`${app.url}/callback?*`);
  return new URL(page.url());
}

inBrowser.for([
  ["desk", DESK],
  ["phone", PHONE],
] as const)(
  "a browser at a %s signs in at a provider on another site, whose post brings no cookie of ours",
  async ([_, device]) => {
    const context = await browser.open(device);
    const page = await context.newPage();
    const posts: Record<string, string>[] = [];
    const follows: Record<string, string>[] = [];
    page.on("request", (sent) => {
      const seen = new URL(sent.url()).pathname;
      if (seen.endsWith("/acs")) sent.allHeaders().then((headers) => posts.push(headers));
      if (seen.endsWith("/answered")) sent.allHeaders().then((headers) => follows.push(headers));
    });
    const back = await signInOn(page);
    expect(back.searchParams.get("code")).toBeTruthy();
    await expect.poll(() => [posts.length, follows.length]).toEqual([1, 1]);
    expect(posts[0]).toMatchObject({ "sec-fetch-site": "cross-site" });
    expect(posts[0]?.cookie ?? "").not.toContain("gatehouse-browser");
    expect(follows[0]?.cookie).toContain("gatehouse-browser");
    await context.close();
  },
);

inBrowser("another person's browser cannot finish what one began", async () => {
  const signIns = () => world.events.filter(({ kind }) => kind === "sign_in").length;
  const before = signIns();
  const [attacker, victim] = await Promise.all([browser.open(DESK), browser.open(DESK)]);
  const page = await attacker.newPage();
  await page.goto(request());
  const sent = page.waitForRequest((one) => one.url().startsWith("http://localhost"));
  await page.getByRole("button", { name: "Continue with the SAML login" }).click();
  const lure = (await sent).url();
  const lured = await victim.newPage();
  await lured.goto(lure);
  await lured.getByRole("button", { name: EMAIL }).click();
  await lured.getByText("This sign-in has expired").waitFor();
  expect(signIns()).toBe(before);
  await attacker.close();
  await victim.close();
});

inBrowser(
  "whoever opens the metadata in a browser gets a page to copy from, without sideways scrolling",
  async () => {
    const context = await browser.open(PHONE);
    const page = await context.newPage();
    await page.goto(`${world.url}/signin/saml/corp/metadata`);
    await page.getByText(`${world.url}/signin/saml/corp/acs`).waitFor();
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBe(0);
    await context.close();
  },
);
