import { createHash, randomBytes } from "node:crypto";
import { createNetSuite, type NetSuite, system, tools } from "@gatehouse/netsuite";
import { simulateNetSuite } from "@gatehouse/netsuite/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import type { Caller } from "@gatehouse/tool";
import { authorizationCode, clientCredentials, singleRefreshToken } from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";
import { failing } from "./failing.ts";
import type { Between, Subject, World } from "./subject.ts";

/** The operations director: next approver of many orders, with a role that may edit. */
const caller: Caller = { id: "ingrid", email: "ingrid.solberg@halden.example", roles: ["finance"] };
const redirectUri = "http://127.0.0.1/callback";
const service = { clientId: "service", certificateId: "certificate" };
const person = { clientId: "person", redirectUris: [redirectUri] };

export const netsuite: Subject<NetSuite> = {
  system,
  tools,
  simulate,
  vendorText: /Error ID|INVALID_|CONCURRENCY|UNEXPECTED|Login Audit|simulator|NONEXISTENT|USER_ERROR/i,
};

async function simulate(between: Between = (app) => app): Promise<World<NetSuite>> {
  const keys = await generateKeyPair("ES256", { extractable: true });
  const publicKey = await exportJWK(keys.publicKey);
  const client = { ...service, publicKey, role: "service_read", entity: "mei.tanaka@halden.example" };
  const simulator = simulateNetSuite({ clients: [client, person] });
  const { url: origin, close } = await serveSimulator({ ...simulator, app: between(simulator.app) });
  const { title, grants, scopes } = system;
  const privateKey = await exportJWK(keys.privateKey);
  const serviceTokens = await clientCredentials({
    title,
    origin,
    grant: grants.service,
    clientId: service.clientId,
    credential: { keyId: service.certificateId, privateKey },
    scopes: scopes[1],
  });
  const refreshTokens = singleRefreshToken(caller.email, await signIn(origin));
  const personTokens = await authorizationCode({
    title,
    origin,
    grant: grants.person,
    clientId: person.clientId,
    refreshTokens,
  });
  return {
    caller,
    createApi: (risk, timeoutMs = 10_000) =>
      createNetSuite({
        origin,
        account: "1234567_SB1",
        tokens: risk === "read" ? serviceTokens : personTokens,
        allScopeRoles: ["finance"],
        customFields: { insuranceExpiry: "custentity_insurance_expiry", costCode: "custcol_cost_code" },
        now: () => new Date(simulator.company.today),
        timeoutMs,
        backoffMs: [1, 1],
      })(caller),
    requests: simulator.requests,
    writes: simulator.writes,
    snapshot: simulator.snapshot,
    ...failing(simulator.switches),
    close,
  };
}

/** What a browser does once per person: authorization code with PKCE (RFC 7636), for the refresh token it ends in. */
async function signIn(origin: string): Promise<string> {
  const verifier = randomBytes(32).toString("base64url");
  const post = (path: string, form: Record<string, string>) =>
    fetch(`${origin}${path}`, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  const allowed = await post(new URL(system.grants.person.authorizeUrl).pathname, {
    response_type: "code",
    client_id: person.clientId,
    redirect_uri: redirectUri,
    scope: system.scopes[3].join(" "),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    entity: caller.email,
    role: "approver",
  });
  const code = new URL(allowed.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const tokens = await post(system.grants.person.tokenPath, {
    grant_type: "authorization_code",
    client_id: person.clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  });
  return ((await tokens.json()) as { refresh_token: string }).refresh_token;
}
