import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { demoPeople } from "@gatehouse/demo";
import type { CatalogEntry, CatalogSystem } from "@gatehouse/tool";
import { exportJWK, generateKeyPair } from "jose";
import { stringify } from "yaml";
import { startTestDatabase } from "./database.ts";
import { signIn } from "./headless-sign-in.ts";
import { type LoginKind, type OpenLogin, openLogin } from "./logins.ts";

/** A system for the house: its catalog, and where its server listens. */
export type HouseSystem = {
  catalog: { system: CatalogSystem; tools: readonly CatalogEntry[] };
  url: string;
  settings?: Record<string, unknown>;
};

export type Tokens = { access_token: string; refresh_token: string; expires_in: number; scope: string };

export const CLIENT_ID = "house-client";
const REDIRECT_URI = "http://127.0.0.1:4321/callback";

export const baseConfig = (
  systems: Record<string, HouseSystem>,
  issuer: string,
): Record<string, unknown> => ({
  company: { name: "Halden Group", contact: "it@halden.example" },
  publicUrl: { env: "GATEHOUSE_PUBLIC_URL" },
  listen: { port: { env: "GATEHOUSE_PORT" } },
  database: { url: { env: "DATABASE_URL" } },
  keys: {
    signing: { env: "GATEHOUSE_SIGNING_KEY" },
    assertion: { env: "GATEHOUSE_ASSERTION_KEY" },
    cookies: { env: "GATEHOUSE_COOKIE_KEY" },
    audit: { env: "GATEHOUSE_AUDIT_KEY" },
  },
  identityProviders: {
    demo: {
      label: "demo login",
      issuer,
      clientId: "gatehouse",
      clientSecret: { env: "IDP_SECRET" },
    },
  },
  clients: [{ id: CLIENT_ID, name: "House client", redirectUris: ["http://127.0.0.1/callback"] }],
  systems: Object.fromEntries(
    Object.entries(systems).map(([id, { url, settings }]) => [id, { url, catalog: `./${id}`, ...settings }]),
  ),
  roles: {
    everything: {
      title: "All tools",
      groups: demoPeople.flatMap(({ groups }) => groups),
      perMinute: 100_000,
      tools: Object.values(systems).flatMap(({ catalog }) => catalog.tools.map(({ name }) => name)),
    },
  },
});

export async function writeCatalog(folder: string, { system, tools }: HouseSystem["catalog"]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { id, title, vendor, grants, scopes } = system;
  const facts = { id, title, vendor, grants, scopes };
  await writeFile(path.join(folder, "system.json"), JSON.stringify(facts));
  for (const tool of tools) await writeFile(path.join(folder, `${tool.name}.json`), JSON.stringify(tool));
}

export async function secrets(
  url: string,
  port: number,
  databaseUrl: string,
): Promise<Record<string, string>> {
  const key = async (kid: string) => {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    return JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg: "ES256" });
  };
  return {
    GATEHOUSE_PUBLIC_URL: url,
    GATEHOUSE_PORT: String(port),
    DATABASE_URL: databaseUrl,
    GATEHOUSE_SIGNING_KEY: await key("signing"),
    GATEHOUSE_ASSERTION_KEY: await key("assertion"),
    GATEHOUSE_COOKIE_KEY: randomBytes(32).toString("base64"),
    GATEHOUSE_AUDIT_KEY: randomBytes(32).toString("base64"),
    IDP_SECRET: "demo",
  };
}

/** Signs somebody in at a gateway and returns the tokens for one of its MCP URLs. */
export async function tokensOf(url: string, email: string, mcpPath: string, scope: string): Promise<Tokens> {
  const verifier = randomBytes(32).toString("base64url");
  const resource = `${url}${mcpPath}`;
  const authorize = new URL("/oauth/authorize", url);
  authorize.search = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: "code",
    scope,
    state: "s",
    resource,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString();
  const code = (await signIn(authorize, { email })).searchParams.get("code") ?? "";
  const response = await fetch(new URL("/oauth/token", url), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
      resource,
    }),
  });
  const tokens = await response.json();
  if (!response.ok) throw new Error(`No tokens for ${email}: ${JSON.stringify(tokens)}`);
  return tokens as Tokens;
}

/** A port that was free a moment ago: for what must know its own address before it listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Whether nobody listens on this port of the loopback address. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

export type HouseOptions = {
  systems: Record<string, HouseSystem>;
  config?: Record<string, unknown>;
  env?: Record<string, string>;
  login?: LoginKind | OpenLogin;
  /** Where it listens, for who must know that before it does; any free port unless given. */
  port?: number;
};

/** All that a gateway needs to be opened on: a fresh database, a login, catalogs, secrets, and its configuration in a file. */
export async function furnishHouse({
  systems,
  config: overrides = {},
  env: more = {},
  login = "oidc",
  port: wanted,
}: HouseOptions) {
  const database = await startTestDatabase();
  const folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-house-"));
  const port = wanted ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const provider = await (typeof login === "string" ? openLogin(login, url) : login(url));
  for (const [id, { catalog }] of Object.entries(systems)) await writeCatalog(path.join(folder, id), catalog);
  const { identityProviders } = provider;
  const config: Record<string, unknown> = { ...baseConfig(systems, ""), identityProviders, ...overrides };
  const configFile = path.join(folder, "gatehouse.yaml");
  await writeFile(configFile, stringify(config));
  const env = { ...(await secrets(url, port, database.url)), ...more };
  return {
    url,
    database,
    config,
    configFile,
    env,
    async stop() {
      await provider.stop();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Signs a demo person in and gives the tokens for one MCP URL. */
export const tokensFor =
  (url: string) =>
  (email: string, mcpPath = "/mcp", scope = "mcp:read offline_access"): Promise<Tokens> =>
    tokensOf(url, email, mcpPath, scope);
