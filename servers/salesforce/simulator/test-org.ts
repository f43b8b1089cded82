import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { type SimulatorOptions, simulateSalesforce } from "./simulate-salesforce.ts";

const origin = "http://127.0.0.1";
const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const version = "/services/data/v66.0";

/** Enough of every answer's shape for tests to read it without casts. */
type Body = Record<string, unknown> & {
  records: Row[];
  totalSize: number;
  access_token: string;
  error_description: string;
};
/** A record of an answer; relations are looked at with `toMatchObject`. */
type Row = Record<string, string>;
export type Answer = {
  status: number;
  headers: Headers;
  body: Body;
  errors: { errorCode: string; message: string }[];
};

type Call = { method?: string; path: string; body?: unknown; headers?: Record<string, string> };

export const DANIEL = "daniel.kowalski";
export const INGRID = "ingrid.solberg";
export const AMARA = "amara.osei";
export const TOMAS = "tomas.rivera";
export const RUTH = "ruth.abara";

/** One simulated org for a test file, and short ways to call it as somebody, by the name before the @; as Daniel unless told. */
export async function createTestOrg(options: Partial<SimulatorOptions> = {}) {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const bearer = { clientId: "gatehouse", publicKey: await exportJWK(publicKey) };
  const simulator = simulateSalesforce({ ...options, clients: [bearer, ...(options.clients ?? [])] });
  const send = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const { status, headers, text } = await fetchText(simulator.app.request(origin + path, init));
    const parsed = /^[{[]/.test(text) ? (JSON.parse(text) as unknown) : {};
    return { status, headers, body: parsed as Body, errors: parsed as Answer["errors"] };
  };
  const askToken = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    send("/services/oauth2/token", { method: "POST", body: new URLSearchParams(form), headers });
  const exchange = (assertion: string) => askToken({ grant_type: jwtBearer, assertion });
  const sign = (
    name: string,
    claims: Claims = {},
    header: Record<string, string> = {},
    key: Key = privateKey,
  ) => signAssertion(`${name}@halden.example`, claims, header, key);
  const tokens = new Map<string, string>();
  const tokenOf = async (name: string): Promise<string> => {
    const token = tokens.get(name) ?? (await exchange(await sign(name))).body.access_token;
    tokens.set(name, token);
    return token;
  };
  const call = async ({ method = "GET", path, body, headers = {} }: Call, name = DANIEL): Promise<Answer> =>
    send(path.startsWith("/services") ? path : version + path, {
      method,
      headers: { authorization: `Bearer ${await tokenOf(name)}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  return { simulator, send, sign, askToken, exchange, tokenOf, call, ...shortcuts(call) };
}

async function fetchText(answer: Response | Promise<Response>) {
  const response = await answer;
  return { status: response.status, headers: response.headers, text: await response.text() };
}

type Claims = Record<string, unknown>;
type Key = Parameters<SignJWT["sign"]>[0];

/** An assertion in which `claims` and `header` replace what a correct one has. */
function signAssertion(
  username: string,
  claims: Claims,
  header: Record<string, string>,
  key: Key,
): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + 170;
  return new SignJWT({
    iss: "gatehouse",
    sub: username,
    aud: "https://login.salesforce.com",
    exp,
    ...claims,
  })
    .setProtectedHeader({ alg: "RS256", ...header })
    .sign(key);
}

function shortcuts(call: (call: Call, name?: string) => Promise<Answer>) {
  return {
    get: (path: string, name?: string, headers: Record<string, string> = {}) => call({ path, headers }, name),
    write: (
      method: string,
      path: string,
      body?: unknown,
      name?: string,
      headers: Record<string, string> = {},
    ) => call({ method, path, body, headers }, name),
    query: (soql: string, name?: string, headers: Record<string, string> = {}) =>
      call({ path: `/query?q=${encodeURIComponent(soql)}`, headers }, name),
    queryAll: (soql: string, name?: string) =>
      call({ path: `/queryAll?q=${encodeURIComponent(soql)}` }, name),
    count: async (soql: string, name?: string) => {
      const { body } = await call({ path: `/query?q=${encodeURIComponent(soql)}` }, name);
      return body.totalSize;
    },
  };
}
