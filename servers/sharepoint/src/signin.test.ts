import { createHash, randomBytes } from "node:crypto";
import type { Caller } from "@gatehouse/tool";
import { codeOf, failureOf } from "@gatehouse/tool/for-tests";
import {
  authorizationCode,
  clientCredentials,
  onBehalfOf,
  singleRefreshToken,
  type TokenSource,
} from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SharePointSimulator, serveSharePoint, simulateSharePoint } from "../simulator/index.ts";
import { createSharePoint } from "./sharepoint.ts";
import { HOST, INGRID } from "./simulated-tenant.ts";
import { SERVICE_SCOPES, system } from "./system.ts";

const redirectUri = "http://127.0.0.1/callback";
const thumbprint = randomBytes(32).toString("base64url");
const pair = await generateKeyPair("PS256", { extractable: true });
const app = { clientId: "app", clientSecret: "a secret of the test", redirectUris: [redirectUri] };
const certified = {
  clientId: "certified",
  publicKey: await exportJWK(pair.publicKey),
  certificateId: thumbprint,
};

let simulator: SharePointSimulator;
let origin: string;
let close: () => Promise<void>;
beforeAll(async () => {
  simulator = simulateSharePoint({
    clients: [app, { ...certified, appRoles: ["Sites.Selected"], sites: { operations: "read" } }],
  });
  ({ url: origin, close } = await serveSharePoint(simulator));
});
afterAll(() => close());

const ingrid: Caller = { id: "ingrid", email: INGRID, roles: [] };
const common = () => ({ title: system.title, origin, variables: { tenant: simulator.tenantId } });
const signal = () => AbortSignal.timeout(5_000);

const delegated = (assertionOf = (email: string) => simulator.userToken(email, { clientId: app.clientId })) =>
  onBehalfOf({
    ...common(),
    grant: system.grants.delegated,
    clientId: app.clientId,
    credential: { secret: app.clientSecret },
    scopes: system.scopes[1],
    assertionOf: ({ email }) => assertionOf(email),
  });

/** Titles of the sites found under a way of signing in. */
async function sitesUnder(tokens: TokenSource, openSites: string[] = []) {
  const api = createSharePoint({ origin, tokens, hosts: [HOST], openSites, backoffMs: [1] })(ingrid);
  const { sites } = await api.directory.find("operations", 10, signal());
  return sites.map(({ title }) => title);
}

/** What a browser does once per person: authorization code with PKCE (RFC 7636), for the refresh token it ends in. */
async function connect(): Promise<string> {
  const verifier = randomBytes(32).toString("base64url");
  const path = (url: string) => new URL(url).pathname.replace("%7Btenant%7D", simulator.tenantId);
  const post = (to: string, form: Record<string, string>) =>
    fetch(`${origin}${to}`, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  const allowed = await post(path(system.grants.person.authorizeUrl), {
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope: [...system.scopes[1], "offline_access"].join(" "),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    email: INGRID,
  });
  const code = new URL(allowed.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const tokens = await post(system.grants.person.tokenPath.replace("{tenant}", simulator.tenantId), {
    grant_type: "authorization_code",
    client_id: app.clientId,
    client_secret: app.clientSecret,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  });
  return ((await tokens.json()) as { refresh_token: string }).refresh_token;
}

test("a person who connected once reads as themselves", async () => {
  const tokens = await authorizationCode({
    ...common(),
    grant: system.grants.person,
    clientId: app.clientId,
    credential: { secret: app.clientSecret },
    refreshTokens: singleRefreshToken(INGRID, await connect()),
  });
  expect(await sitesUnder(tokens)).toEqual(["Operations"]);
  expect(await codeOf(tokens.token({ ...ingrid, id: "bob", email: "bob@halden.example" }))).toBe(
    "not_connected",
  );
});

test("a person's own token for this application is exchanged, once for many calls", async () => {
  const tokens = await delegated();
  expect(await sitesUnder(tokens)).toEqual(["Operations"]);
  const before = simulator.requests.length;
  expect(await sitesUnder(tokens)).toEqual(["Operations"]);
  expect(simulator.requests.slice(before).filter((request) => request.includes("/oauth2/"))).toEqual([]);
});

test("a token for another audience, and a person of whom more proof is wanted, are not connected", async () => {
  const foreign = await delegated((email) =>
    simulator.userToken(email, { clientId: app.clientId, audience: "api://other" }),
  );
  expect((await failureOf(foreign.token(ingrid))).code).toBe("not_connected");
  simulator.switches.moreProofWanted = [INGRID];
  const error = await failureOf((await delegated()).token(ingrid));
  simulator.switches.moreProofWanted = [];
  expect(error).toMatchObject({ code: "not_connected", next: expect.stringContaining("proof") });
  expect(`${error.message} ${error.next}`).not.toContain("AADSTS");
});

test("an application with a certificate reads the sites it was granted", async () => {
  const privateKey = { ...(await exportJWK(pair.privateKey)), alg: "PS256" };
  const tokens = await clientCredentials({
    ...common(),
    grant: system.grants.service,
    clientId: certified.clientId,
    credential: { privateKey, certificateThumbprint: thumbprint },
    scopes: SERVICE_SCOPES,
  });
  expect(await sitesUnder(tokens, ["operations", "projects"])).toEqual(["Operations"]);
});

test("an access token that has run out is renewed without anybody noticing", async () => {
  const tokens = await delegated();
  await tokens.token(ingrid);
  simulator.switches.faults = [{ kind: "expiredToken" }];
  expect(await sitesUnder(tokens)).toEqual(["Operations"]);
});
