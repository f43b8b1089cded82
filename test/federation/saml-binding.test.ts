import { afterAll, beforeAll, expect, test } from "vitest";
import { authorizationUrl, REDIRECT_URI, startWorld, type World } from "../authorization/world.ts";
import { HeadlessBrowser, type Page, signIn } from "../support/headless-sign-in.ts";
import { type SamlIdentityProvider, startSamlIdentityProvider } from "../support/saml-identity-provider.ts";
import { samlSettings } from "./settings.ts";

const EMAIL = "amara.osei@halden.example";
let provider: SamlIdentityProvider;
let world: World;

beforeAll(async () => {
  provider = await startSamlIdentityProvider(() => `${world.url}/signin/saml/corp/acs`);
  world = await startWorld({ identityProviders: [samlSettings(provider)] });
});
afterAll(async () => {
  await world?.stop();
  await provider?.stop();
});

/** A browser that has signed in at the provider, before the page there posts itself to us. */
async function approachAnswer(cookies = new HeadlessBrowser().cookies) {
  const browser = new HeadlessBrowser(cookies);
  let page = await browser.open(authorizationUrl(world), REDIRECT_URI);
  for (const value of ["approve", EMAIL]) {
    const name = value === "approve" ? "answer" : "email";
    if (page instanceof URL || !page.forms[0]) throw new Error("a page is missing on the way");
    page = await browser.submit(page, page.forms[0], { name, value }, REDIRECT_URI);
  }
  if (page instanceof URL || !page.forms[0]) throw new Error("the provider did not answer");
  const form = page.forms[0];
  return {
    browser,
    fields: form.fields,
    answer: () => browser.submit(page as Page, form, undefined, REDIRECT_URI),
  };
}

const post = (fields: Record<string, string>, origin = world.url, headers: Record<string, string> = {}) =>
  fetch(`${origin}/signin/saml/corp/acs`, {
    method: "POST",
    headers,
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

async function expectExpired(response: Response): Promise<void> {
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("This sign-in has expired");
}

test("an answer is good once, at any replica", async () => {
  const { answer, fields } = await approachAnswer();
  expect(await answer()).toBeInstanceOf(URL);
  await expectExpired(await post(Object.fromEntries(fields)));
  const replica = await world.startReplica();
  await expectExpired(await post(Object.fromEntries(fields), replica.url));
  await replica.stop();
});

test("an assertion that was used is refused even where the attempt that it answers seems open", async () => {
  const { answer, fields } = await approachAnswer();
  const { rows } = await world.database.pool.query(
    "select * from sign_in_attempt order by expires_at desc limit 1",
  );
  await answer();
  const { state_hash, nonce, pkce_verifier, interaction_uid, browser_hash, provider_id } = rows[0];
  await world.database.pool.query(
    `insert into sign_in_attempt (state_hash, nonce, pkce_verifier, interaction_uid, browser_hash, provider_id, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + interval '1 minute')`,
    [state_hash, nonce, pkce_verifier, interaction_uid, browser_hash, provider_id],
  );
  const replica = await world.startReplica();
  expect((await post(Object.fromEntries(fields), replica.url)).status).toBe(403);
  expect(world.events.at(-1)?.reason).toContain("used before");
  await replica.stop();
});

test("an answer nobody asked for is refused before its XML is looked at", async () => {
  const { fields } = await approachAnswer();
  const response = fields.get("SAMLResponse") ?? "";
  for (const RelayState of ["", "made-up"])
    await expectExpired(await post({ SAMLResponse: response, ...(RelayState && { RelayState }) }));
  await expectExpired(await post({ RelayState: fields.get("RelayState") ?? "" }));
});

test("whoever sends somebody else to sign in collects nothing with the state they know", async () => {
  const attacker = await approachAnswer();
  // The victim's browser posts the victim's answer to the attacker's request, and follows.
  const answered = await post(Object.fromEntries(attacker.fields));
  expect(answered.status).toBe(303);
  const next = new URL(answered.headers.get("location") ?? "", world.url);
  await expectExpired(await fetch(next));
  const state = attacker.fields.get("RelayState") ?? "";
  expect(next.searchParams.get("state")).not.toBe(state);
  for (const path of [`/signin/saml/corp/answered?state=${state}`, `/signin/callback?state=${state}&code=x`])
    expect(await attacker.browser.open(new URL(path, world.url), REDIRECT_URI)).toMatchObject({
      status: 400,
    });
});

test("a verified answer is for the browser that began, once and within a minute", async () => {
  const { browser, fields } = await approachAnswer();
  const answered = await post(Object.fromEntries(fields));
  const next = new URL(answered.headers.get("location") ?? "", world.url);
  const { rows } = await world.database.pool.query(
    "select max(expires_at) <= now() + interval '1 minute' as brief from sign_in_attempt where identity is not null",
  );
  expect(rows).toEqual([{ brief: true }]);
  expect(await browser.open(next, REDIRECT_URI)).toBeInstanceOf(URL);
  expect(await browser.open(next, REDIRECT_URI)).toMatchObject({ status: 400 });
});

test("an answer beyond all measure is refused unread", async () => {
  const fields = { RelayState: "x", SAMLResponse: "A".repeat(600_000) };
  expect((await post(fields, world.url, { connection: "close" })).status).toBe(413);
});

test("neither log nor events hold an assertion or a state", async () => {
  const { answer, fields } = await approachAnswer();
  await answer();
  provider.play({ tamper: (xml) => xml.replaceAll("amara", "ingrid") });
  await signIn(authorizationUrl(world), { email: EMAIL }).catch(() => undefined);
  const written = JSON.stringify([world.logLines, world.events]);
  expect(written).not.toContain(fields.get("RelayState"));
  for (const { response } of provider.answers) expect(written).not.toContain(response.slice(0, 60));
  expect(written).not.toMatch(/SAMLResponse|<saml|X509/);
});
