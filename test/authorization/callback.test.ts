import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { HeadlessBrowser, type Page, signIn } from "../support/headless-sign-in.ts";
import {
  type Script,
  type ScriptedIdentityProvider,
  startScriptedIdentityProvider,
} from "../support/scripted-identity-provider.ts";
import { authorizationUrl, providerSettings, REDIRECT_URI, startWorld, type World } from "./world.ts";

let world: World;
let provider: ScriptedIdentityProvider;
beforeAll(async () => {
  provider = await startScriptedIdentityProvider();
  world = await startWorld({ identityProviders: [providerSettings(provider.url)] });
});
beforeEach(() => provider.play());
afterAll(async () => {
  await world.stop();
  await provider.stop();
});

/** A browser that has approved and signed in, held at the address of our callback. */
async function approachCallback(): Promise<{ browser: HeadlessBrowser; callback: URL }> {
  const browser = new HeadlessBrowser();
  const callbackUrl = `${world.url}/signin/callback`;
  const page = await browser.open(authorizationUrl(world), callbackUrl);
  if (page instanceof URL) throw new Error("Nobody was asked.");
  const [form] = page.forms;
  if (!form) throw new Error("The consent page has no form.");
  const callback = await browser.submit(page, form, { name: "answer", value: "approve" }, callbackUrl);
  if (!(callback instanceof URL)) throw new Error(`Stopped at ${callback.url}.`);
  return { browser, callback };
}

const finish = (browser: HeadlessBrowser, callback: URL) => browser.open(callback, REDIRECT_URI);

const signInWith = (script: Partial<Script>) => {
  provider.play(script);
  return signIn(authorizationUrl(world), { email: "" });
};

const personOf = async (subject: string) =>
  (await world.database.pool.query("select * from person where subject = $1", [subject])).rows[0];

function expectExpired(page: Page | URL): void {
  expect(page).toMatchObject({ status: 400, html: expect.stringContaining("This sign-in has expired") });
}

test("the callback of the browser that approved leads back to the client", async () => {
  const { browser, callback } = await approachCallback();
  expect(await finish(browser, callback)).toBeInstanceOf(URL);
});

test("a callback without the cookie is refused, and does not spoil the right browser's", async () => {
  const { browser, callback } = await approachCallback();
  expectExpired(await finish(new HeadlessBrowser(), callback));
  expect(await finish(browser, callback)).toBeInstanceOf(URL);
});

test("a callback in another browser is refused, also in one that has an attempt of its own", async () => {
  const victim = await approachCallback();
  const attacker = await approachCallback();
  const before = world.events.length;
  expectExpired(await finish(victim.browser, attacker.callback));
  expect(world.events.slice(before).map(({ kind }) => kind)).toEqual(["refused"]);
});

test("a callback is good once", async () => {
  const { browser, callback } = await approachCallback();
  await finish(browser, callback);
  expectExpired(await finish(browser, callback));
});

test("a callback after ten minutes is refused", async () => {
  const { browser, callback } = await approachCallback();
  const { rows } = await world.database.pool.query(
    "select extract(epoch from expires_at - now())::int as seconds from sign_in_attempt order by expires_at desc limit 1",
  );
  expect(rows[0]?.seconds).toBeLessThanOrEqual(600);
  await world.database.pool.query("update sign_in_attempt set expires_at = now()");
  expectExpired(await finish(browser, callback));
});

test("a callback with a state nobody gave out is refused", async () => {
  const { browser, callback } = await approachCallback();
  callback.searchParams.set("state", "made-up");
  expectExpired(await finish(browser, callback));
});

test.each<[string, Partial<Script>]>([
  ["another issuer in the callback", { callback: { iss: "https://other-idp.example" } }],
  ["another issuer in the id token", { claims: { iss: "https://other-idp.example" } }],
  ["an id token for another client", { claims: { aud: "another-client" } }],
  ["an id token with another nonce", { claims: { nonce: "made-up" } }],
  ["an id token signed with an unknown key", { isForged: true }],
  ["an expired id token", { claims: { exp: 1_700_000_000 } }],
  ["an error of the identity provider", { callback: { error: "access_denied" } }],
])("%s grants nothing", async (_, script) => {
  await expect(signInWith(script)).rejects.toThrow("Your company login did not let you in");
});

test("groups that were replaced by a reference are neither none nor any: refused", async () => {
  const claims = {
    _claim_names: { groups: "src1" },
    _claim_sources: { src1: { endpoint: "https://graph.example" } },
  };
  await expect(signInWith({ claims: { sub: "many-groups", ...claims } })).rejects.toThrow(
    "groups could not be read",
  );
  expect(await personOf("many-groups")).toBeUndefined();
});

test("a person is known by issuer and subject, whatever happens to the e-mail address", async () => {
  const shared = { email: "shared@example.com", email_verified: true };
  const renamed = { email: "renamed@example.com", email_verified: true };
  await signInWith({ claims: { sub: "one", ...shared, groups: ["a"], roles: ["r"] } });
  await signInWith({ claims: { sub: "two", ...shared } });
  await signInWith({ claims: { sub: "one", ...renamed, groups: ["b"], amr: ["mfa"] } });
  const [one, two] = await Promise.all([personOf("one"), personOf("two")]);
  expect(one.id).not.toBe(two.id);
  expect(one).toMatchObject({
    issuer: provider.url,
    email: "renamed@example.com",
    groups: ["b"],
    app_roles: [],
  });
  expect(one).toMatchObject({ amr: ["mfa"], revision: "2" });
  expect(two).toMatchObject({ email: "shared@example.com", groups: [], revision: "1" });
});

test("an address that the provider has not verified is not kept, and the person is signed in without one", async () => {
  await signInWith({ claims: { sub: "three", email: "claimed@example.com", email_verified: true } });
  await signInWith({ claims: { sub: "three", email: "claimed@example.com", email_verified: false } });
  expect(await personOf("three")).toMatchObject({ email: null, active: true });
});

test("groups that only the userinfo endpoint tells are taken from there", async () => {
  const fresh = await startScriptedIdentityProvider();
  fresh.play({ userinfo: { groups: ["from-userinfo"] } });
  const other = await startWorld({ identityProviders: [providerSettings(fresh.url)] });
  try {
    await signIn(authorizationUrl(other), { email: "" });
    const { rows } = await other.database.pool.query("select groups from person");
    expect(rows).toEqual([{ groups: ["from-userinfo"] }]);
  } finally {
    await other.stop();
    await fresh.stop();
  }
});

test("a person who was switched off gets no code, and stays switched off", async () => {
  await signInWith({ claims: { sub: "leaver" } });
  await world.database.pool.query("update person set active = false where subject = 'leaver'");
  await expect(signInWith({ claims: { sub: "leaver" } })).rejects.toThrow("Your access is switched off");
  expect(await personOf("leaver")).toMatchObject({ active: false });
});

test("a refused sign-in is an event with the reference that the page shows", async () => {
  const failure = await signInWith({ isForged: true }).catch((error: Error) => error.message);
  const event = world.events.findLast(({ kind }) => kind === "refused");
  expect(failure).toContain(event?.reference);
});
