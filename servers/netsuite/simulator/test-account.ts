import type { Hono } from "hono";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { type SimulatorOptions, simulateNetSuite } from "./simulate-net-suite.ts";

const origin = "http://localhost";
const tokenUrl = `${origin}/services/rest/auth/oauth2/v1/token`;
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

type Answer = { status: number; headers: Headers; body: Body };
/** Enough of every answer's shape for tests to read it without casts. */
type Body = Record<string, unknown> & {
  items: Record<string, string>[];
  totalResults: number;
  access_token: string;
  "o:errorDetails": Record<string, string>[];
};

type Call = { method?: string; path: string; body?: unknown; headers?: Record<string, string> };

/** One simulated account for a test file, with a certificate per role and short ways to call it; calls use the first role unless told. */
export async function createTestAccount(roles: string[], options: Partial<SimulatorOptions> = {}) {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = await exportJWK(publicKey);
  const clients = roles.map((role) => ({
    clientId: `client ${role}`,
    certificateId: role,
    publicKey: jwk,
    role,
    entity: "ingrid.solberg@halden.example",
  }));
  const simulator = simulateNetSuite({ ...options, clients: [...clients, ...(options.clients ?? [])] });
  const send = senderTo(simulator.app);
  const askToken = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    send(new URL(tokenUrl).pathname, { method: "POST", body: new URLSearchParams(form), headers });
  const exchange = (assertion: string) =>
    askToken({
      grant_type: "client_credentials",
      client_assertion_type: jwtBearer,
      client_assertion: assertion,
    });
  const sign = (
    role: string,
    claims: Claims = {},
    header: Record<string, string> = {},
    key: Key = privateKey,
  ) => signAssertion(role, claims, header, key);
  const tokens = new Map<string, string>();
  const tokenOf = async (role: string): Promise<string> => {
    const token = tokens.get(role) ?? (await exchange(await sign(role))).body.access_token;
    tokens.set(role, token);
    return token;
  };
  const call = async (
    { method = "GET", path, body, headers = {} }: Call,
    role = roles[0] ?? "",
  ): Promise<Answer> =>
    send(path, {
      method,
      headers: { authorization: `Bearer ${await tokenOf(role)}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { simulator, sign, send, askToken, exchange, tokenOf, call, ...shortcuts(call) };
}

type Claims = Record<string, unknown>;
type Key = Parameters<SignJWT["sign"]>[0];

/** A client assertion in which `claims` and `header` replace what a correct one has. */
function signAssertion(
  role: string,
  claims: Claims,
  header: Record<string, string>,
  key: Key,
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const correct = {
    iss: `client ${role}`,
    aud: tokenUrl,
    scope: ["rest_webservices"],
    iat: now,
    exp: now + 300,
  };
  return new SignJWT({ ...correct, ...claims })
    .setProtectedHeader({ alg: "ES256", kid: role, typ: "JWT", ...header })
    .sign(key);
}

const senderTo =
  (app: Hono) =>
  async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await app.request(origin + path, init);
    const text = await response.text();
    const body = (text.startsWith("{") ? JSON.parse(text) : {}) as Body;
    return { status: response.status, headers: response.headers, body };
  };

function shortcuts(call: (call: Call, role?: string) => Promise<Answer>) {
  return {
    record: (path: string, role?: string) => call({ path: `/services/rest/record/v1${path}` }, role),
    write: (
      method: string,
      path: string,
      body?: unknown,
      role?: string,
      headers: Record<string, string> = {},
    ) => call({ method, path: `/services/rest/record/v1${path}`, body, headers }, role),
    query: (
      q: string,
      params: unknown[] = [],
      { role, page = "" }: { role?: string; page?: string } = {},
    ) => {
      const path = `/services/rest/query/v1/suiteql${page}`;
      return call({ method: "POST", path, body: { q, params }, headers: { prefer: "transient" } }, role);
    },
  };
}
