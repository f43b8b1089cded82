import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../attack/world.ts";
import { HeadlessBrowser, type Page } from "../support/headless-sign-in.ts";
import { openSamlLogin } from "../support/logins.ts";
import {
  type ScriptedIdentityProvider,
  startScriptedIdentityProvider,
} from "../support/scripted-identity-provider.ts";

const START = "/session/start?to=/session&fresh=1";
const ELSEWHERE = "http://127.0.0.1:1/nowhere";
const OLD_SECONDS = Math.floor(Date.now() / 1000) - 3_600;

/** Presses Continue on the page before the login; stops where `stopAt` begins. */
async function goOn(world: World, browser: HeadlessBrowser, from: string, stopAt = ELSEWHERE) {
  const page = (await browser.open(new URL(from, world.url), ELSEWHERE)) as Page;
  const button = { name: "answer", value: "approve" };
  return browser.submit(page, page.forms[0] as Page["forms"][0], button, stopAt);
}

test("a SAML provider is asked to have people prove themselves again, and only then", async () => {
  let signInUrl = "";
  const world = await openWorld({}, {}, async (url) => {
    const login = await openSamlLogin(url);
    signInUrl = login.provider.signInUrl;
    return login;
  });
  try {
    const requestOf = async (from: string) => {
      const url = (await goOn(world, new HeadlessBrowser(), from, signInUrl)) as URL;
      return inflateRawSync(Buffer.from(url.searchParams.get("SAMLRequest") ?? "", "base64")).toString();
    };
    expect(await requestOf(START)).toContain('ForceAuthn="true"');
    expect(await requestOf("/session")).not.toContain("ForceAuthn");
  } finally {
    await world.stop();
  }
});

let provider: ScriptedIdentityProvider;
let world: World;
beforeAll(async () => {
  provider = await startScriptedIdentityProvider();
  const demo = {
    label: "l",
    issuer: provider.url,
    clientId: "gatehouse",
    clientSecret: { env: "IDP_SECRET" },
  };
  const login = async () => ({ identityProviders: { demo }, stop: provider.stop });
  world = await openWorld({}, { IDP_SECRET: "demo-secret-of-no-worth" }, login);
});
afterAll(() => world?.stop());

const signIn = async (from: string) => (await goOn(world, new HeadlessBrowser(), from)) as Page;
const sessionAge = async () => {
  const [row] = await world.query<{ age: number }>(
    "select extract(epoch from now() - signed_in_at)::float8 as age from web_session order by seen_at desc limit 1",
  );
  return row?.age ?? Number.NaN;
};

test("a sign-in is as old as the identity provider says, however new the session is", async () => {
  provider.play({ claims: { auth_time: OLD_SECONDS } });
  expect((await signIn("/session")).html).toContain("Sign out");
  expect(await sessionAge()).toBeGreaterThanOrEqual(3_600);
});

test("where the provider does not say, an ordinary sign-in is of unknown age and a fresh one none", async () => {
  provider.play({ claims: { auth_time: undefined } });
  expect((await signIn("/session")).html).toContain("Sign out");
  expect(await sessionAge()).toBeGreaterThan(1_000_000_000);
  const page = await signIn(START);
  expect(page).toMatchObject({ status: 403, html: expect.stringContaining("did not say when it asked") });
  expect(await sessionAge()).toBeGreaterThan(1_000_000_000);
});

test("an OpenID provider is asked to have people prove themselves again, and only then", async () => {
  const asked = async (from: string) => {
    const url = (await goOn(world, new HeadlessBrowser(), from, `${provider.url}/auth`)) as URL;
    return [url.searchParams.get("prompt"), url.searchParams.get("max_age")];
  };
  expect(await asked(START)).toEqual(["login", "0"]);
  expect(await asked("/session")).toEqual([null, null]);
});

test("a provider that answers the wish for a fresh login with an old one signs nobody in", async () => {
  provider.play({ claims: { auth_time: OLD_SECONDS } });
  const page = await signIn(START);
  expect(page).toMatchObject({ status: 403, html: expect.stringContaining("did not ask who you are") });
});
