import { afterAll, beforeAll, expect, test } from "vitest";
import { CookieJar, HeadlessBrowser, type Page, signIn } from "../support/headless-sign-in.ts";
import { authorizationUrl, type Changes, OTHER_CLIENT_ID, REDIRECT_URI, TWO_CLIENTS } from "./oauth.ts";
import { AMARA, openWorld, type World } from "./world.ts";

const CLAUDE = "https://claude.ai/oauth/mcp-oauth-client-metadata";
const CALLBACK = "https://claude.ai/api/mcp/auth_callback";
const NOWHERE = "http://127.0.0.1:1/nowhere";
const HOSTILE = {
  id: "hostile",
  name: `<script>alert(1)</script>"><img src=x onerror=alert(2)>`,
  redirectUris: ["https://app.example/back"],
};

let world: World;
beforeAll(async () => {
  world = await openWorld({ clients: [...TWO_CLIENTS.clients, HOSTILE] });
});
afterAll(() => world?.stop());

async function consent(browser = new HeadlessBrowser(), changes: Changes = {}): Promise<Page> {
  const page = await browser.open(authorizationUrl(world, changes), REDIRECT_URI);
  if (page instanceof URL) throw new Error(`nobody was asked: ${page.href}`);
  return page;
}

test("2: what the redirects below alter is asked about unaltered", async () => {
  const page = await consent(undefined, { client_id: CLAUDE, redirect_uri: CALLBACK });
  expect(page).toMatchObject({ status: 200, html: expect.stringContaining("<strong>Claude</strong>") });
});

test.each([
  "https://claude.ai/api/mcp/auth_callback/",
  "https://claude.ai/api/mcp/Auth_Callback",
  "https://claude.ai/api/mcp/auth_callback?next=https://evil.example",
  "https://claude.ai/api/mcp/auth_callback#",
  "https://claude.ai/api/mcp/../mcp/auth_callback",
  "https://claude.ai/api/mcp/auth%5Fcallback",
  "https://claude.ai:8443/api/mcp/auth_callback",
  "https://CLAUDE.AI/api/mcp/auth_callback",
  "http://claude.ai/api/mcp/auth_callback",
  "https://claude.ai.evil.tld/api/mcp/auth_callback",
  "https://claude.ai@evil.tld/api/mcp/auth_callback",
  "https://evil.tld/https://claude.ai/api/mcp/auth_callback",
  "https://claude.ai\\@evil.tld/api/mcp/auth_callback",
  "//claude.ai/api/mcp/auth_callback",
  "javascript:alert(1)",
  "",
])("2: the redirect %j leads nowhere", async (redirect_uri) => {
  const answer = await fetch(authorizationUrl(world, { client_id: CLAUDE, redirect_uri }), {
    redirect: "manual",
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
  expect(await answer.text()).toContain("cannot be accepted");
});

test.each([
  "http://127.0.0.1:4321/callback/",
  "http://127.0.0.1:4321/Callback",
  "http://127.0.0.1:4321/callback?x=1",
  "https://127.0.0.1:4321/callback",
  "http://127.0.0.2:4321/callback",
  "http://127.0.0.1.evil.tld/callback",
  "http://2130706433/callback",
  "http://[::1]:4321/callback",
])("2: of a loopback redirect only the port is free, so %j leads nowhere", async (redirect_uri) => {
  const answer = await fetch(authorizationUrl(world, { redirect_uri }), { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
});

test("3: somebody signed in at the company login is asked by us first, and without their answer there is no code", async () => {
  const cookies = new CookieJar();
  await signIn(authorizationUrl(world), { email: AMARA, cookies });
  const browser = new HeadlessBrowser(cookies);
  const page = await consent(browser, { client_id: OTHER_CLIENT_ID });
  expect([page.url.origin, page.url.pathname.startsWith("/signin/")]).toEqual([world.url, true]);
  const uid = page.url.pathname.split("/").at(-1);
  for (const path of [
    `/oauth/authorize/${uid}`,
    "/signin/callback",
    `/signin/callback?code=x&state=${uid}`,
  ]) {
    const next = await browser.open(new URL(path, world.url), REDIRECT_URI);
    expect(next).not.toBeInstanceOf(URL);
    expect((next as Page).url.origin).toBe(world.url);
  }
});

test("5: the page cannot be framed, and runs nothing", async () => {
  const { headers } = await consent();
  const policy = headers.get("content-security-policy");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src|unsafe/);
  expect(headers.get("x-frame-options")).toBe("DENY");
});

test.each<[string, (page: Page) => { fields: Record<string, string>; headers?: Record<string, string> }]>([
  ["without a token", () => ({ fields: {} })],
  ["with a made-up token", () => ({ fields: { csrf: "x".repeat(43) } })],
  ["from another site", (page) => ({ fields: csrfOf(page), headers: { origin: "https://evil.example" } })],
  ["from a sandboxed frame", (page) => ({ fields: csrfOf(page), headers: { origin: "null" } })],
])("5: an approval %s is refused", async (_, make) => {
  const browser = new HeadlessBrowser();
  const page = await consent(browser);
  const { fields, headers = {} } = make(page);
  const answer = await fetch(page.url, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ ...fields, answer: "approve" }),
    headers: { cookie: browser.cookies.header(page.url), ...headers },
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([403, null]);
});

test("5: an approval without the browser's cookies is refused", async () => {
  const page = await consent();
  const body = new URLSearchParams({ ...csrfOf(page), answer: "approve" });
  const answer = await fetch(page.url, { method: "POST", redirect: "manual", body });
  expect(answer.status).toBe(400);
  expect(answer.headers.get("location")).toBeNull();
});

test("5: a client's name is text, and the page shows where the answer goes", async () => {
  const changes = { client_id: HOSTILE.id, redirect_uri: "https://app.example/back" };
  const { html } = await consent(undefined, changes);
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toContain("app.example");
  expect(html).not.toContain("a program on this computer");
  const loopback = await consent();
  expect(loopback.html).toContain("127.0.0.1:4321");
  expect(loopback.html).toContain("a program on this computer");
});

test("6: a second authorization of the same person, browser and client asks again, and so does a third", async () => {
  const cookies = new CookieJar();
  await signIn(authorizationUrl(world), { email: AMARA, cookies });
  for (const changes of [{}, { prompt: "login" }]) {
    const page = await new HeadlessBrowser(cookies).open(authorizationUrl(world, changes), NOWHERE);
    expect(page).toMatchObject({ status: 200, html: expect.stringContaining("Connect <strong>") });
  }
  const silent = await fetch(authorizationUrl(world, { prompt: "none" }), {
    redirect: "manual",
    headers: { cookie: cookies.header(new URL(world.url)) },
  });
  expect(new URL(silent.headers.get("location") ?? "").searchParams.has("code")).toBe(false);
});

const csrfOf = (page: Page) => ({ csrf: page.forms[0]?.fields.get("csrf") ?? "" });
