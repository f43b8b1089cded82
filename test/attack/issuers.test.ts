import { demoPeople } from "@gatehouse/demo";
import { generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the identity provider is a program of its own, not part of the package's interface
import { createDemoIdentityProvider } from "../../packages/demo/src/identity-provider/demo-identity-provider.ts";
import { HeadlessBrowser, type Page, signIn } from "../support/headless-sign-in.ts";
import { CLIENT_ID } from "../support/house.ts";
import { listen } from "../support/listen.ts";
import { forge, keyFrom, secondsNow } from "./forge.ts";
import { idTokenOf, issuerOf } from "./id-token.ts";
import { authorizationUrl, type Changes, postToken, REDIRECT_URI } from "./oauth.ts";
import { AMARA, openWorld, type World } from "./world.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.stop());

const metadata = async (path: string) =>
  (await (await fetch(`${world.url}${path}`)).json()) as Record<string, unknown>;

test("15: no grant by assertion is advertised", async () => {
  for (const path of ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]) {
    const said = await metadata(path);
    expect(said.grant_types_supported).toEqual(["authorization_code", "refresh_token"]);
    expect(said).not.toHaveProperty("authorization_grant_profiles_supported");
  }
});

test.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
  ["of an unknown issuer", { iss: "https://idp.evil.example" }],
  ["of our own identity provider", {}],
  ["for the MCP URL as audience", { aud: "(url)/mcp" }],
  ["of another client", { client_id: "other-client" }],
  ["with more scope than there is", { scope: "mcp:read mcp:write admin" }],
  ["without a resource", { resource: undefined }],
  ["of any type", {}, { typ: "JWT" }],
])("15: an identity assertion %s is traded for nothing", async (_, changes, header = {}) => {
  const issuer = issuerOf(world);
  const claims = {
    iss: issuer,
    aud: world.url,
    sub: "demo:amara.osei",
    client_id: CLIENT_ID,
    scope: "mcp:read",
    resource: `${world.url}/mcp`,
    jti: "one",
    iat: secondsNow(),
    exp: secondsNow() + 300,
    ...Object.fromEntries(
      Object.entries(changes).map(([name, value]) => [
        name,
        typeof value === "string" ? value.replace("(url)", world.url) : value,
      ]),
    ),
  };
  // Signed with the gateway's own key: no trust in any key may make up for the grant that is not offered.
  const { key } = await keyFrom(world.env.GATEHOUSE_SIGNING_KEY);
  for (const signer of [key, (await generateKeyPair("ES256")).privateKey]) {
    const assertion = await forge(signer, {
      claims,
      header: { typ: "oauth-id-jag+jwt", kid: "signing", ...header },
    });
    expectNothing(
      await postToken(world.url, {
        grant_type: JWT_BEARER,
        client_id: CLIENT_ID,
        scope: "mcp:read",
        assertion,
      }),
    );
  }
});

test.each<[string, Changes]>([
  [
    "a token exchange",
    { grant_type: "urn:ietf:params:oauth:grant-type:token-exchange", subject_token: "(id)" },
  ],
  ["client credentials", { grant_type: "client_credentials", scope: "mcp:read" }],
  ["a password", { grant_type: "password", username: AMARA, password: "x" }],
  ["a device code", { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code: "x" }],
  ["a grant nobody defined", { grant_type: "constructor" }],
  ["no grant type", {}],
])("15: %s gets nothing from the token endpoint", async (_, changes) => {
  const idToken = await idTokenOf(world, AMARA);
  const parameters = Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, value === "(id)" ? idToken : String(value)]),
  );
  expectNothing(await postToken(world.url, { client_id: CLIENT_ID, ...parameters }));
});

function expectNothing({ status, body }: Awaited<ReturnType<typeof postToken>>): void {
  expect(status).toBe(400);
  expect(["unsupported_grant_type", "unauthorized_client", "invalid_request"]).toContain(body.error);
  expect(body).not.toHaveProperty("access_token");
}

test("16: the issuer goes with every code, and the metadata promise it", async () => {
  const back = await signIn(authorizationUrl(world), { email: AMARA });
  expect(back.searchParams.getAll("iss")).toEqual([world.url]);
  const said = await metadata("/.well-known/oauth-authorization-server");
  expect(said).toMatchObject({ issuer: world.url, authorization_response_iss_parameter_supported: true });
});

test.each<[string, Changes]>([
  ["an unknown resource", { resource: "https://elsewhere.example/mcp" }],
  ["no code challenge", { code_challenge: undefined, code_challenge_method: undefined }],
  ["another response type", { response_type: "token" }],
  ["a silent wish", { prompt: "none" }],
  ["a request object", { request: "eyJhbGciOiJub25lIn0.e30." }],
  ["an issuer of its own", { iss: "https://elsewhere.example", prompt: "none" }],
])("16: the issuer goes with the error for %s", async (_, changes) => {
  const response = await fetch(authorizationUrl(world, changes), { redirect: "manual" });
  const location = new URL(response.headers.get("location") ?? "");
  expect(location.searchParams.get("error")).toBeTruthy();
  expect(location.searchParams.getAll("iss")).toEqual([world.url]);
});

test("16: the issuer goes with a person's refusal as well", async () => {
  const back = await signIn(authorizationUrl(world), { email: AMARA, deny: true });
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: "access_denied", iss: world.url });
});

/** A browser that has approved and signed in, held on its way back to our callback. */
async function approachCallback(): Promise<{ browser: HeadlessBrowser; callback: URL }> {
  const browser = new HeadlessBrowser();
  const stopAt = `${world.url}/signin/callback`;
  const buttons = [
    { name: "answer", value: "approve" },
    { name: "email", value: AMARA },
  ];
  let page: Page | URL = await browser.open(authorizationUrl(world), stopAt);
  for (const button of buttons) {
    if (page instanceof URL || page.forms[0] === undefined) throw new Error("a page is missing on the way");
    page = await browser.submit(page, page.forms[0], button, stopAt);
  }
  if (!(page instanceof URL)) throw new Error(`stopped at ${page.url.href}`);
  return { browser, callback: page };
}

test("17: what the tests below alter leads to a code unaltered", async () => {
  const { browser, callback } = await approachCallback();
  expect(callback.searchParams.has("iss")).toBe(true);
  const back = await browser.open(callback, REDIRECT_URI);
  expect(back instanceof URL && back.searchParams.has("code")).toBe(true);
});

test.each<[string, (callback: URL) => void]>([
  ["another issuer", ({ searchParams }) => searchParams.set("iss", "https://other-idp.example")],
  ["no issuer, although the provider promises it", ({ searchParams }) => searchParams.delete("iss")],
  ["two issuers", ({ searchParams }) => searchParams.append("iss", "https://other-idp.example")],
  ["the issuer with a slash", ({ searchParams }) => searchParams.set("iss", `${searchParams.get("iss")}/`)],
  ["ourselves as issuer", ({ searchParams }) => searchParams.set("iss", world.url)],
])("17: a login that comes back with %s grants nothing", async (_, change) => {
  const { browser, callback } = await approachCallback();
  change(callback);
  const page = await browser.open(callback, REDIRECT_URI);
  expect(page).not.toBeInstanceOf(URL);
  expect(page).toMatchObject({ status: 403, html: expect.stringContaining("Nothing was granted") });
});

test("17: a code of another provider is not redeemed with ours, nor sent to it with our secret", async () => {
  const other = await listen();
  const requests: string[] = [];
  const serve = await createDemoIdentityProvider({
    issuer: other.url,
    client: {
      clientId: "gatehouse",
      clientSecret: "demo",
      redirectUris: [`${world.url}/signin/callback`],
    },
    people: demoPeople,
  });
  other.serve((request, response) => {
    requests.push(request.url ?? "");
    serve(request, response);
  });
  const { browser, callback } = await approachCallback();
  callback.searchParams.set("iss", other.url);
  callback.searchParams.set("code", "of-the-other-provider");
  expect(await browser.open(callback, REDIRECT_URI)).toMatchObject({ status: 403 });
  await other.stop();
  expect(requests).toEqual([]);
});
