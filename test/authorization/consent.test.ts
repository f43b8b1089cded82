import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CookieJar, HeadlessBrowser, type Page, signIn } from "../support/headless-sign-in.ts";
import {
  type ScriptedIdentityProvider,
  startScriptedIdentityProvider,
} from "../support/scripted-identity-provider.ts";
import { authorizationUrl, CLIENT, providerSettings, REDIRECT_URI, startWorld, type World } from "./world.ts";

const HOSTILE = {
  clientId: "hostile",
  name: `<script>alert(1)</script>"><img src=x>`,
  redirectUris: ["https://app.example/back"],
};

let world: World;
let provider: ScriptedIdentityProvider;
let browser: HeadlessBrowser;
beforeAll(async () => {
  provider = await startScriptedIdentityProvider();
  world = await startWorld({
    clients: [CLIENT, HOSTILE],
    identityProviders: [providerSettings(provider.url)],
  });
});
beforeEach(() => {
  browser = new HeadlessBrowser();
});
afterAll(async () => {
  await world.stop();
  await provider.stop();
});

async function openConsent(changes: Record<string, string | undefined> = {}): Promise<Page> {
  const page = await browser.open(authorizationUrl(world, changes), REDIRECT_URI);
  if (page instanceof URL) throw new Error(`Nobody was asked: ${page.href}`);
  return page;
}

/** Posts the consent form by hand. */
const post = (page: Page, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(page.url, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams(fields),
    headers: { cookie: browser.cookies.header(page.url), ...headers },
  });

const csrfOf = (page: Page) => page.forms[0]?.fields.get("csrf") ?? "";

test("the page says who asks, for what, and where the answer goes", async () => {
  const { html, status } = await openConsent({ scope: "mcp:read mcp:write" });
  expect(status).toBe(200);
  const facts = [
    CLIENT.name,
    "Read, as you",
    "Ask for changes",
    "127.0.0.1:4321",
    world.resource,
    "the demo login",
  ];
  for (const fact of facts) expect(html).toContain(fact);
});

test("an answer that goes to this computer carries a warning, one that goes to a website does not", async () => {
  expect((await openConsent()).html).toContain("a program on this computer");
  const website = await openConsent({
    client_id: HOSTILE.clientId,
    redirect_uri: "https://app.example/back",
  });
  expect(website.html).not.toContain("a program on this computer");
  expect(website.html).toContain("app.example");
});

test("markup in a client's name stays text", async () => {
  const { html } = await openConsent({
    client_id: HOSTILE.clientId,
    redirect_uri: "https://app.example/back",
  });
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toMatch(/<script|<img/);
});

test("nobody may frame the page, and nothing foreign loads in it", async () => {
  const { headers } = await openConsent();
  const policy = headers.get("content-security-policy");
  for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
    expect(policy).toContain(part);
  expect(policy).not.toMatch(/unsafe|script-src/);
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("cache-control")).toBe("no-store");
});

test("the identity provider is not asked before the person has approved", async () => {
  const before = provider.visits();
  const page = await openConsent();
  expect(page.url.pathname).toMatch(/^\/signin\//);
  expect(provider.visits()).toBe(before);
  const approved = await post(page, { csrf: csrfOf(page), answer: "approve" });
  expect(approved.headers.get("location")).toContain(`${provider.url}/auth?`);
});

test("without the page's answer there is no code, not even by going on where the page would lead", async () => {
  const page = await openConsent();
  const resume = new URL(`/oauth/authorize/${page.url.pathname.split("/").at(-1)}`, world.url);
  const next = await browser.open(resume, REDIRECT_URI);
  expect(next).not.toBeInstanceOf(URL);
});

test("the same browser is asked again each time, for the same client too", async () => {
  const cookies = new CookieJar();
  await signIn(authorizationUrl(world), { email: "", cookies });
  const again = await new HeadlessBrowser(cookies).open(authorizationUrl(world), REDIRECT_URI);
  expect(again).toMatchObject({ status: 200, html: expect.stringContaining("Connect <strong>") });
});

test("whoever cancels is not signed in, and the client learns it with issuer and state", async () => {
  const before = provider.visits();
  const back = await signIn(authorizationUrl(world), { email: "", deny: true });
  const answer = { error: "access_denied", iss: world.url, state: "client-state" };
  expect(Object.fromEntries(back.searchParams)).toMatchObject(answer);
  expect(provider.visits()).toBe(before);
});

test.each([
  ["no token", {}],
  ["a made-up token", { csrf: "x".repeat(43) }],
])("an approval with %s is refused", async (_, fields) => {
  const page = await openConsent();
  const answer = await post(page, { ...fields, answer: "approve" });
  expect(answer.status).toBe(403);
  expect(answer.headers.get("location")).toBeNull();
});

test("an approval is refused with the token of another browser, or of another request", async () => {
  const page = await openConsent();
  const own = browser;
  browser = new HeadlessBrowser();
  const foreign = csrfOf(await openConsent());
  browser = own;
  expect((await post(page, { csrf: foreign, answer: "approve" })).status).toBe(403);
  const other = csrfOf(await openConsent());
  expect((await post(page, { csrf: other, answer: "approve" })).status).toBe(403);
  expect((await post(page, { csrf: csrfOf(page), answer: "approve" })).status).toBe(303);
});

test("an approval from another site is refused even with the right token", async () => {
  const page = await openConsent();
  const fields = { csrf: csrfOf(page), answer: "approve" };
  for (const origin of ["https://evil.example", "null"])
    expect((await post(page, fields, { origin })).status).toBe(403);
});

test("a page of another browser's request says that it has expired", async () => {
  const page = await openConsent();
  const stranger = await fetch(page.url);
  expect(stranger.status).toBe(400);
  expect(await stranger.text()).toContain("This sign-in has expired");
});

test("while the identity provider is down the page says so, and the next attempt works", async () => {
  const fresh = await startWorld({ identityProviders: [providerSettings(provider.url)] });
  try {
    provider.play({ isDown: true });
    await expect(signIn(authorizationUrl(fresh), { email: "" })).rejects.toThrow(
      "Your company login does not answer",
    );
    provider.play();
    const back = await signIn(authorizationUrl(fresh), { email: "" });
    expect(back.searchParams.get("code")).toBeTruthy();
  } finally {
    await fresh.stop();
  }
});
