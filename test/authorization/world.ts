import { createHash, randomBytes } from "node:crypto";
import { type DemoPerson, demoPeople } from "@gatehouse/demo";
import { exportJWK, generateKeyPair } from "jose";
// @boundaries-ignore these tests speak to the authorization server itself, without the gateway around it
import * as gateway from "../../gateway/src/authorization/authorization-server.ts";
// @boundaries-ignore as above
import type { AuthorizationEvent } from "../../gateway/src/authorization/events.ts";
// @boundaries-ignore as above
import type { Key } from "../../gateway/src/authorization/keys/key-set.ts";
// @boundaries-ignore as above
import type { OidcSettings } from "../../gateway/src/federation/settings.ts";
// @boundaries-ignore as above
import { type Database, openDatabase } from "../../gateway/src/store/database.ts";
// @boundaries-ignore as above
import { migrate } from "../../gateway/src/store/migrate.ts";
// @boundaries-ignore the identity provider is a program of its own, not part of the package's interface
import { createDemoIdentityProvider } from "../../packages/demo/src/identity-provider/demo-identity-provider.ts";
import { startTestDatabase, type TestDatabase } from "../support/database.ts";
import { signIn } from "../support/headless-sign-in.ts";
import { type Listening, listen } from "../support/listen.ts";

export const CLIENT = {
  clientId: "test-client",
  name: "Test client",
  redirectUris: ["http://127.0.0.1/callback"],
};
export const OTHER_CLIENT = { ...CLIENT, clientId: "other-client", name: "Other client" };
export const REDIRECT_URI = "http://127.0.0.1:4321/callback";

interface LogLine {
  level: "info" | "warn" | "error";
  message: string;
  details: Record<string, unknown>;
}

export interface World {
  url: string;
  providerUrl: string;
  resource: string;
  server: gateway.AuthorizationServer;
  database: Database;
  testDatabase: TestDatabase;
  events: AuthorizationEvent[];
  logLines: LogLine[];
  signingKey: Key;
  /** Another replica with the same keys, database and public address. */
  startReplica(): Promise<Listening>;
  stop(): Promise<void>;
}

/** Settings of an identity provider whose groups are in `groups`. */
export const providerSettings = (issuer: string, clientSecret = "demo-secret-of-no-worth"): OidcSettings => ({
  kind: "oidc",
  id: "demo",
  profile: "generic",
  issuer,
  tenant: undefined,
  clientId: "gatehouse",
  authentication: { secret: clientSecret },
  scope: "openid profile email",
  groupsClaim: "groups",
  rolesClaim: "roles",
  trustsHundredGroups: false,
  graph: undefined,
  label: "the demo login",
  trustsEmail: false,
  trustsPrompt: false,
  mailDomains: [],
});

type Overrides = Partial<gateway.AuthorizationServerOptions> & { people?: readonly DemoPerson[] };

/** The authorization server on a fresh database, with the demo identity provider in place of a company's. */
export async function startWorld({ people = demoPeople, ...overrides }: Overrides = {}): Promise<World> {
  const testDatabase = await startTestDatabase();
  const database = openDatabase({ url: testDatabase.url });
  await migrate(database);
  const main = await listen();
  const provider = await listen();
  const relyingParty = { clientId: "gatehouse", clientSecret: "demo-secret-of-no-worth" };
  const redirectUris = [`${main.url}/signin/callback`];
  provider.serve(
    await createDemoIdentityProvider({
      issuer: provider.url,
      client: { ...relyingParty, redirectUris },
      people,
    }),
  );
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const signingKey: Key = { ...(await exportJWK(privateKey)), kid: "first", alg: "ES256" };
  const cookieKey = randomBytes(32).toString("base64url");
  const events: AuthorizationEvent[] = [];
  const logLines: LogLine[] = [];
  const write = (level: LogLine["level"]) => (details: object, message: string) =>
    void logLines.push({ level, message, details: { ...details } });
  const options: gateway.AuthorizationServerOptions = {
    publicUrl: main.url,
    resources: [`${main.url}/mcp`, `${main.url}/mcp/netsuite`],
    database,
    signingKeys: () => [signingKey],
    cookieKeys: () => [cookieKey],
    clients: [CLIENT, OTHER_CLIENT],
    identityProviders: [providerSettings(provider.url, relyingParty.clientSecret)],
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    onEvent: (event) => void events.push(event),
    ...overrides,
  };
  const server = gateway.createAuthorizationServer(options);
  main.serve(server.handler);
  return {
    url: main.url,
    providerUrl: provider.url,
    resource: `${main.url}/mcp`,
    server,
    database,
    testDatabase,
    events,
    logLines,
    signingKey,
    startReplica: () => listen(gateway.createAuthorizationServer(options).handler),
    async stop() {
      await Promise.all([main.stop(), provider.stop()]);
      await database.close();
      await testDatabase.stop();
    },
  };
}

export const VERIFIER = randomBytes(32).toString("base64url");

/** A complete, valid authorization request; `changes` alter parameters, `undefined` takes one away. */
export function authorizationUrl(world: World, changes: Record<string, string | undefined> = {}): URL {
  const url = new URL("/oauth/authorize", world.url);
  const parameters = {
    client_id: CLIENT.clientId,
    redirect_uri: REDIRECT_URI,
    response_type: "code",
    scope: "mcp:read offline_access",
    state: "client-state",
    resource: world.resource,
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

/** A token response; the failures of OAuth as well. */
export interface TokenAnswer {
  status: number;
  body: Record<string, string | undefined>;
}

export async function postToken(
  world: Pick<World, "url">,
  parameters: Record<string, string>,
): Promise<TokenAnswer> {
  const response = await fetch(new URL("/oauth/token", world.url), {
    method: "POST",
    body: new URLSearchParams(parameters),
  });
  return { status: response.status, body: (await response.json()) as TokenAnswer["body"] };
}

export const codeParameters = (code: string, changes: Record<string, string> = {}) => ({
  grant_type: "authorization_code",
  client_id: CLIENT.clientId,
  redirect_uri: REDIRECT_URI,
  code_verifier: VERIFIER,
  code,
  ...changes,
});

export const refresh = (world: Pick<World, "url">, refreshToken = "", changes: Record<string, string> = {}) =>
  postToken(world, {
    grant_type: "refresh_token",
    client_id: CLIENT.clientId,
    refresh_token: refreshToken,
    ...changes,
  });

export const SOMEBODY = demoPeople[0]?.email ?? "";

/** A fresh authorization code of a demo person. */
export async function newCode(
  world: World,
  changes: Record<string, string | undefined> = {},
): Promise<string> {
  const back = await signIn(authorizationUrl(world, changes), { email: SOMEBODY });
  const code = back.searchParams.get("code");
  if (!code) throw new Error(`No code came back: ${back.search}`);
  return code;
}

/** The tokens of a fresh sign-in. */
export async function newTokens(world: World, changes: Record<string, string | undefined> = {}) {
  const answer = await postToken(world, codeParameters(await newCode(world, changes)));
  if (answer.status !== 200) throw new Error(`No tokens came back: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
