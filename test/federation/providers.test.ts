import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
// @boundaries-ignore these tests speak to the authorization server itself, without the gateway around it
import type { OnTokens } from "../../gateway/src/authorization/sign-in-options.ts";
import { authorizationUrl, REDIRECT_URI, startWorld, type World } from "../authorization/world.ts";
import { HeadlessBrowser, type Page, signIn } from "../support/headless-sign-in.ts";
import { type SamlIdentityProvider, startSamlIdentityProvider } from "../support/saml-identity-provider.ts";
import { type CompanyLogin, startCompanyLogin } from "./company-login.ts";
import { samlSettings } from "./settings.ts";

const AMARA = "amara.osei@halden.example";
const PARTNER = "amara.osei@partner.example";

let halden: CompanyLogin;
let partner: CompanyLogin;
let corp: SamlIdentityProvider;
let world: World;
/** The address that the partner's login vouches for. */
let vouched: string;
const told: Parameters<OnTokens>[] = [];

beforeAll(async () => {
  halden = await startCompanyLogin({ id: "halden" });
  partner = await startCompanyLogin({
    id: "partner",
    claims: () => ({ email: vouched, email_verified: true }),
  });
  corp = await startSamlIdentityProvider(() => `${world.url}/signin/saml/corp/acs`);
  world = await startWorld({
    identityProviders: [
      halden.settings({ mailDomains: ["halden.example"] }),
      partner.settings({ mailDomains: ["partner.example", "partner.test"] }),
      samlSettings(corp, { mailDomains: ["corp.example"] }),
    ],
    async onTokens(...all) {
      told.push(all);
      throw new Error("the vault is closed");
    },
  });
});
beforeEach(() => {
  vouched = PARTNER;
  corp.play();
});
afterAll(async () => {
  await world?.stop();
  await halden?.stop();
  await partner?.stop();
  await corp?.stop();
});

/** Opens the consent page in a browser and answers it with this address. */
async function choose(browser: HeadlessBrowser, email: string, stopAt = REDIRECT_URI): Promise<Page | URL> {
  const page = await browser.open(authorizationUrl(world), stopAt);
  const form = page instanceof URL ? undefined : page.forms[0];
  if (page instanceof URL || !form) throw new Error("nobody was asked");
  form.fields.set("email", email);
  return browser.submit(page, form, { name: "answer", value: "approve" }, stopAt);
}

/** Presses a person's button at a login, up to its way back to us. */
async function comeBack(browser: HeadlessBrowser, page: Page | URL, email: string, callback: string) {
  const form = page instanceof URL ? undefined : page.forms[0];
  if (page instanceof URL || !form) throw new Error("no login page");
  const back = await browser.submit(page, form, { name: "email", value: email }, callback);
  if (!(back instanceof URL)) throw new Error(`stopped at ${back.url.href}`);
  return back;
}

const people = async () => (await world.database.pool.query("select * from person order by issuer")).rows;

test.each([
  ["the first", AMARA, () => halden.url],
  ["the second", "Anybody@PARTNER.example", () => partner.url],
  ["the second's other domain", "anybody@partner.test", () => partner.url],
  ["SAML", "anybody@corp.example", () => corp.url],
])("an address leads to the login of its domain: %s", async (_, email, url) => {
  const page = await choose(new HeadlessBrowser(), email);
  expect(page).not.toBeInstanceOf(URL);
  expect((page as Page).url.origin).toBe(url());
});

test("the address that was typed goes along as a hint", async () => {
  const asked = await choose(new HeadlessBrowser(), AMARA, `${halden.url}/auth`);
  expect(asked instanceof URL && asked.searchParams.get("login_hint")).toBe(AMARA);
});

test.each([
  "somebody@unknown.example",
  "somebody@sub.halden.example",
  "somebody",
  "",
  "<b>@x",
  "a@halden.example@x.example",
])("an address that leads nowhere is asked for again, in clear words: %j", async (email) => {
  const browser = new HeadlessBrowser();
  const page = (await choose(browser, email)) as Page;
  expect(page.status).toBe(400);
  expect(page.html).toContain("No company login is set up for this address");
  expect(page.html).not.toContain("<b>");
  const form = page.forms[0];
  form?.fields.set("email", AMARA);
  const next = form && (await browser.submit(page, form, { name: "answer", value: "approve" }, REDIRECT_URI));
  expect((next as Page).url.origin).toBe(halden.url);
});

test("whoever cancels need not type anything", async () => {
  const back = await signIn(authorizationUrl(world), { email: "", deny: true });
  expect(back.searchParams.get("error")).toBe("access_denied");
});

test("people of one name at two logins are two people", async () => {
  await signIn(authorizationUrl(world), { email: AMARA });
  const browser = new HeadlessBrowser();
  const page = await choose(browser, PARTNER);
  const back = await comeBack(browser, page, AMARA, `${world.url}/signin/callback/partner`);
  expect(await browser.open(back, REDIRECT_URI)).toBeInstanceOf(URL);
  const rows = await people();
  expect(new Set(rows.map(({ subject }) => subject))).toEqual(new Set(["demo:amara.osei"]));
  expect(new Set(rows.map(({ issuer }) => issuer))).toEqual(new Set([halden.url, partner.url]));
});

test("a login may not vouch for an address of another's domain", async () => {
  vouched = AMARA;
  const before = await people();
  const browser = new HeadlessBrowser();
  const page = await choose(browser, PARTNER);
  const back = await comeBack(browser, page, AMARA, `${world.url}/signin/callback/partner`);
  expect(await browser.open(back, REDIRECT_URI)).toMatchObject({
    status: 403,
    html: expect.stringContaining("Your mail address belongs to another login"),
  });
  expect(await people()).toEqual(before);
});

test("neither may one with SAML", async () => {
  const browser = new HeadlessBrowser();
  const page = (await choose(browser, "x@corp.example")) as Page;
  const form = page.forms[0];
  const posting =
    form && ((await browser.submit(page, form, { name: "email", value: AMARA }, REDIRECT_URI)) as Page);
  const answer = posting?.forms[0];
  if (!posting || !answer) throw new Error("the provider did not answer");
  expect(await browser.submit(posting, answer, undefined, REDIRECT_URI)).toMatchObject({
    status: 403,
    html: expect.stringContaining("Your mail address belongs to another login"),
  });
});

test.each([
  ["another provider's address", "/signin/callback/halden"],
  ["the address of a sole provider", "/signin/callback"],
  ["an address nobody has", "/signin/callback/nobody"],
])("an answer that comes to %s grants nothing and is not redeemed", async (_, path) => {
  const browser = new HeadlessBrowser();
  const page = await choose(browser, PARTNER);
  const back = await comeBack(browser, page, AMARA, `${world.url}/signin/callback/partner`);
  const before = [halden, partner].map(({ requests }) => requests.length);
  back.pathname = path;
  expect(await browser.open(back, REDIRECT_URI)).toMatchObject({ status: 400 });
  expect([halden, partner].map(({ requests }) => requests.length)).toEqual(before);
});

test("the state of one protocol opens nothing of the other", async () => {
  const browser = new HeadlessBrowser();
  const page = await choose(browser, AMARA);
  const back = await comeBack(browser, page, AMARA, `${world.url}/signin/callback/halden`);
  const state = back.searchParams.get("state") ?? "";
  const body = new URLSearchParams({ RelayState: state, SAMLResponse: corp.answers[0]?.response ?? "x" });
  const posted = await fetch(`${world.url}/signin/saml/corp/acs`, { method: "POST", body });
  expect(posted.status).toBe(400);
  const asked = await choose(new HeadlessBrowser(), "x@corp.example", corp.signInUrl);
  const relayState = asked instanceof URL ? asked.searchParams.get("RelayState") : undefined;
  const callback = new URL(`/signin/callback/halden?state=${relayState}&code=x`, world.url);
  expect(await browser.open(callback, REDIRECT_URI)).toMatchObject({ status: 400 });
});

test("whoever wants to keep a sign-in's tokens is told of them, and spoils no sign-in", async () => {
  told.length = 0;
  const back = await signIn(authorizationUrl(world), { email: AMARA });
  expect(back.searchParams.has("code")).toBe(true);
  expect(told).toEqual([
    [
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      "halden",
      expect.objectContaining({ accessToken: expect.any(String), idToken: expect.any(String) }),
      AMARA,
    ],
  ]);
  expect(world.logLines.at(-1)).toMatchObject({ message: "sign-in tokens were not kept" });
  expect(JSON.stringify(world.logLines)).not.toContain(told[0]?.[2].accessToken);
});
