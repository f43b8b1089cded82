import { afterAll, beforeAll, expect, test } from "vitest";
import { AMARA, INGRID, openWorld, type World } from "../attack/world.ts";
import { CookieJar, HeadlessBrowser, type Page } from "../support/headless-sign-in.ts";

const ELSEWHERE = "http://127.0.0.1:1/nowhere";
let world: World;
beforeAll(async () => {
  world = await openWorld({ administrators: { roles: ["everything"] } });
});
afterAll(() => world?.stop());

const open = async (browser: HeadlessBrowser, path: string): Promise<Page> =>
  (await browser.open(new URL(path, world.url), ELSEWHERE)) as Page;

/** A browser in which somebody has signed in on the way to a page. */
async function signedIn(email = AMARA, path = "/session", cookies = new CookieJar()) {
  const browser = new HeadlessBrowser(cookies);
  let page = await open(browser, path);
  for (let step = 0; step < 3 && !page.html.includes("Sign out"); step += 1) {
    const form = page.forms[0];
    const button = form?.buttons.find(({ value }) => value === "approve" || value === email);
    if (!form || !button) throw new Error(`no way on from ${page.url}: ${page.html}`);
    page = (await browser.submit(page, form, button, ELSEWHERE)) as Page;
  }
  return { browser, page };
}

const post = (
  browser: HeadlessBrowser,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) => {
  const url = new URL("/session/end", world.url);
  const cookie = browser.cookies.header(url);
  return fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { cookie, ...headers } });
};
const csrfOf = (page: Page) => page.forms[0]?.fields.get("csrf") ?? "";

test("whoever is sent to sign in comes back to the page they wanted, as themselves", async () => {
  const { page } = await signedIn(AMARA, "/setup?path=%2Fmcp%2Ffast");
  expect(page.url.pathname + page.url.search).toBe("/setup?path=%2Fmcp%2Ffast");
  expect((await signedIn(INGRID)).page.html).toContain("Ingrid Solberg");
});

test("the page before the login says that nothing is connected", async () => {
  const page = await open(new HeadlessBrowser(), "/session");
  expect(page.html).toContain("Sign in to Gatehouse");
  expect(page.html).not.toContain("Stay connected");
});

test("the cookie is out of reach for scripts, and only its hash is stored", async () => {
  const { browser } = await signedIn();
  const [, value = ""] = /gatehouse-session=([^;]+)/.exec(browser.cookies.header(new URL(world.url))) ?? [];
  expect(value).toMatch(/^[\w-]{43}$/);
  const rows = await world.query<{ row: string }>("select web_session::text as row from web_session");
  expect(JSON.stringify(rows)).not.toContain(value);
});

test("a form without its token, with another session's, or from another site changes nothing", async () => {
  const { browser, page } = await signedIn();
  const other = await signedIn(INGRID);
  expect((await post(browser, {})).status).toBe(403);
  expect((await post(browser, { csrf: csrfOf(other.page) })).status).toBe(403);
  expect((await post(browser, { csrf: csrfOf(page) }, { origin: "https://evil.example" })).status).toBe(403);
  expect((await open(browser, "/session")).html).toContain("Amara Osei");
  expect((await post(new HeadlessBrowser(), { csrf: csrfOf(page) })).status).toBe(401);
});

test("signing out ends the session and its grant", async () => {
  const { browser, page } = await signedIn();
  const before = new HeadlessBrowser(browser.cookies);
  const cookie = before.cookies.header(new URL(world.url));
  expect((await post(browser, { csrf: csrfOf(page) })).status).toBe(200);
  const again = await fetch(`${world.url}/session`, { headers: { cookie }, redirect: "manual" });
  expect([again.status, again.headers.get("location")]).toEqual([303, "/session/start?to=%2Fsession"]);
});

test("a new sign-in in the same browser ends the one before", async () => {
  const { browser } = await signedIn();
  const cookie = browser.cookies.header(new URL(world.url));
  await signedIn(INGRID, "/session/start?to=/session", browser.cookies);
  const old = await fetch(`${world.url}/session`, { headers: { cookie }, redirect: "manual" });
  expect(old.status).toBe(303);
});

test.each([
  ["idle", "update web_session set seen_at = now() - interval '2 hours 1 second'"],
  ["old", "update web_session set expires_at = now()"],
  ["without its grant", "delete from oidc_model where model = 'Grant'"],
])("a session that is %s is over", async (_, change) => {
  const { browser } = await signedIn();
  await world.query(change);
  await expect
    .poll(async () => (await open(browser, "/session")).html, { timeout: 2_000 })
    .toContain("Sign in to Gatehouse");
});

test("somebody who was switched off is out at the next request", async () => {
  const { browser } = await signedIn(INGRID);
  const active = (is: boolean) => world.query("update person set active = $1 where email = $2", [is, INGRID]);
  await active(false);
  await expect
    .poll(async () => (await open(browser, "/session")).html, { timeout: 2_000 })
    .toContain("Sign in to Gatehouse");
  await active(true);
});

test.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"])(
  "nobody is led on to %s",
  async (to) => {
    const { page } = await signedIn(AMARA, `/session/start?to=${encodeURIComponent(to)}`);
    expect(page.url.href).toMatch(`${world.url}/session`);
  },
);

test("an answer that this browser did not ask for signs nobody in", async () => {
  const browser = new HeadlessBrowser();
  for (const query of ["", "?code=made-up", `?code=made-up&state=x&iss=${encodeURIComponent(world.url)}`]) {
    const page = await open(browser, `/session/callback${query}`);
    expect(page).toMatchObject({ status: 400, html: expect.stringContaining("expired") });
  }
  await open(browser, "/session/start");
  const page = await open(browser, `/session/callback?code=x&state=x&iss=${encodeURIComponent(world.url)}`);
  expect(page.status).toBe(400);
});

test("the gateway's own client gives nobody else a token", async () => {
  const asked = new URLSearchParams({
    client_id: "gatehouse-web",
    redirect_uri: `${world.url}/session/callback`,
    response_type: "code",
    scope: "mcp:read",
    resource: `${world.url}/mcp`,
    state: "s",
    code_challenge: "c".repeat(43),
    code_challenge_method: "S256",
  });
  const answer = await fetch(`${world.url}/oauth/authorize?${asked}`, { redirect: "manual" });
  expect(new URL(answer.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_target");
});

test("the page for administrators is closed to those without the role", async () => {
  await world.query("update person set groups = '{}' where email = $1", [INGRID]);
  const { browser } = await signedIn(INGRID);
  await world.query("update person set groups = '{}' where email = $1", [INGRID]);
  await expect.poll(async () => (await open(browser, "/setup")).status, { timeout: 2_000 }).toBe(403);
});
