import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { cursorsWith, httpApp, listen as listenOn, trustGateway } from "@gatehouse/server";
import { ASSERTION, argumentsHash, defineSystem, toolFor } from "@gatehouse/tool";
import { exportJWK, type JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { listen } from "../support/listen.ts";
import { callTool, MODERN, post } from "../support/mcp.ts";
import { assemble, forge, keyFrom, secondsNow } from "./forge.ts";
import { AMARA, openWorld, type World } from "./world.ts";

/** What the product's own state is: each commit adds one. */
let commits: string[] = [];

const defineTool = toolFor<undefined>();
const output = z.object({ said: z.string() });
const read = defineTool({
  name: "vault_read",
  title: "Read",
  description: "Reads.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ text: z.string() }),
  output,
  example: { text: "x" },
  handler: async ({ input, caller }) => ({ said: `${caller.email} ${input.text}` }),
});
const change = defineTool({
  name: "vault_change",
  title: "Change",
  description: "Changes.",
  phase: 2,
  risk: "reversible",
  input: z.strictObject({ text: z.string() }),
  output,
  example: { text: "x" },
  preview: async () => ({ summary: "adds", before: commits.length, after: commits.length + 1, checks: [] }),
  async handler({ input }) {
    commits.push(input.text);
    return { said: input.text };
  },
  async undo() {
    commits.pop();
  },
});

const system = defineSystem({
  id: "vault",
  title: "Vault",
  vendor: "Gatehouse",
  grants: {},
  scopes: { 1: [], 2: [], 3: [] },
});

let world: World;
let server: Awaited<ReturnType<typeof listenOn>>;
let own: Awaited<ReturnType<typeof keyFrom>>;
beforeAll(async () => {
  world = await openWorld();
  own = await keyFrom(world.env.GATEHOUSE_ASSERTION_KEY);
  const product = { system, version: "1", tools: [read, change], api: () => undefined };
  const trust = trustGateway(world.url, "vault");
  server = await listenOn(httpApp({ product, trust, cursors: cursorsWith(randomBytes(32)), log() {} }), 0);
});
beforeEach(() => {
  commits = [];
});
afterAll(async () => {
  await server?.close();
  await world?.stop();
});

const now = secondsNow;
const claims = (changes: Record<string, unknown> = {}): JWTPayload => ({
  iss: ASSERTION.issuer,
  aud: ASSERTION.audience("vault"),
  sub: "0b9d1c5e-0000-4000-8000-000000000000",
  email: AMARA,
  roles: ["everything"],
  phase: 2,
  jti: randomUUID(),
  iat: now(),
  exp: now() + 60,
  ...changes,
});
const header = { typ: ASSERTION.type, kid: "assertion" };
const assertion = (changes: Record<string, unknown> = {}, headerChanges: Record<string, unknown> = {}) =>
  forge(own.key, { claims: claims(changes), header: { ...header, ...headerChanges } });

type Ask = { tool?: string; text?: string; step?: string; before?: unknown };

/** A call straight to the server, as the gateway would write it. */
function ask(token: string, { tool = "vault_read", text = "x", step, before = 0 }: Ask = {}) {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
    ...(step !== undefined && { "gatehouse/step": step, "gatehouse/change": { before, after: text } }),
  };
  return post(
    `${server.url}/mcp`,
    { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: tool, arguments: { text }, _meta } },
    {
      ...(token && { authorization: `Bearer ${token}` }),
      "mcp-protocol-version": MODERN,
      "mcp-method": "tools/call",
      "mcp-name": tool,
    },
  );
}

/** For one step on `vault_change` with the text x, as the gateway grants it. */
const granted = (step: string, changes: Record<string, unknown> = {}) =>
  assertion({ step, tool: "vault_change", arguments_hash: argumentsHash({ text: "x" }), ...changes });

async function expectRefused(token: string): Promise<void> {
  const { status, body, text } = await ask(token);
  expect(status).toBe(401);
  expect(body?.result).toBeUndefined();
  expect(text).not.toContain("vault_read");
}

test("33: what the tests below alter is served unaltered", async () => {
  const { body } = await ask(await assertion());
  expect(body?.result.structuredContent).toEqual({ said: `${AMARA} x` });
  const done = await ask(await granted("commit"), { tool: "vault_change", step: "commit" });
  expect(done.body?.result.structuredContent).toEqual({ said: "x" });
  expect(commits).toEqual(["x"]);
});

test.each<[string, () => Promise<string> | string]>([
  ["no assertion", () => ""],
  ["the access token of a person", async () => (await world.tokensOf(AMARA)).access_token],
  ["no algorithm", () => assemble({ ...header, alg: "none" }, claims(), "")],
  ["the key that signs access tokens", async () => signedBy("GATEHOUSE_SIGNING_KEY")],
  ["a key of its own under our key id", () => foreign({})],
  ["a key of its own in the header", () => foreign({ jwk: true, kid: undefined })],
  ["another type", () => assertion({}, { typ: "at+jwt" })],
  ["no type", () => assertion({}, { typ: undefined })],
  ["another issuer", () => assertion({ iss: "https://elsewhere.example" })],
  ["the audience of another server", () => assertion({ aud: ASSERTION.audience("netsuite") })],
  ["no audience", () => assertion({ aud: undefined })],
  ["an end in the past", () => assertion({ iat: now() - 120, exp: now() - 60 })],
  ["a life of an hour, an hour old", () => assertion({ iat: now() - 3_600, exp: now() + 60 })],
  ["a beginning in the future", () => assertion({ nbf: now() + 60 })],
  ["no age", () => assertion({ iat: undefined })],
  ["no end", () => assertion({ exp: undefined })],
  ["no person", () => assertion({ sub: undefined })],
  ["no address of a person", () => assertion({ email: undefined })],
  ["no id", () => assertion({ jti: undefined })],
  ["a phase that does not exist", () => assertion({ phase: 4 })],
  ["a step that does not exist", () => granted("execute")],
  ["a step for nothing", () => assertion({ step: "commit" })],
])("33: a server that is reached with %s answers 401 and nothing else", async (_, make) => {
  await expectRefused(await make());
});

async function signedBy(name: string): Promise<string> {
  const { key, kid } = await keyFrom(world.env[name]);
  return forge(key, { claims: claims(), header: { ...header, kid } });
}

async function foreign(headerChanges: Record<string, unknown>): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = headerChanges.jwk === true ? await exportJWK(publicKey) : undefined;
  return forge(privateKey, { claims: claims(), header: { ...header, ...headerChanges, jwk } });
}

test.each(["GET", "POST", "DELETE"])(
  "33: %s without an assertion reveals nothing on any path",
  async (method) => {
    for (const path of ["/mcp", "/mcp/", "//mcp", "/", "/metrics", "/.well-known/oauth-protected-resource"]) {
      const response = await fetch(server.url + path, { method });
      expect([401, 404]).toContain(response.status);
      expect(await response.text()).not.toMatch(/vault_|Vault/);
    }
  },
);

async function expectNoCommit(answer: ReturnType<typeof ask>, code: string): Promise<void> {
  const { status, body } = await answer;
  const said = status === 200 ? body?.result._meta["gatehouse/error"].code : String(status);
  expect({ said, commits }).toEqual({ said: code, commits: [] });
}

const COMMIT = { tool: "vault_change", step: "commit" } as const;

test("33: an assertion for reading commits nothing", async () => {
  await expectNoCommit(ask(await assertion(), COMMIT), "not_allowed");
  await expectNoCommit(ask(await assertion(), { tool: "vault_change" }), "not_allowed");
});

test("33: an assertion for a preview commits nothing", async () => {
  await expectNoCommit(ask(await granted("preview"), COMMIT), "not_allowed");
});

test("33: an assertion for a commit does nothing where none is asked for, and undoes nothing", async () => {
  await expectNoCommit(ask(await granted("commit"), { tool: "vault_change" }), "not_allowed");
  await expectNoCommit(ask(await granted("commit"), { tool: "vault_change", step: "undo" }), "not_allowed");
});

test("33: a commit for other arguments or another tool than granted is refused", async () => {
  await expectNoCommit(ask(await granted("commit"), { ...COMMIT, text: "y" }), "not_allowed");
  await expectNoCommit(ask(await granted("commit", { tool: "vault_read" }), COMMIT), "not_allowed");
});

test("33: a commit without the preview it follows, or after the state has changed, is refused", async () => {
  commits = ["somebody else's"];
  const { body } = await ask(await granted("commit"), COMMIT);
  expect(body?.result._meta["gatehouse/error"].code).toBe("conflict");
  expect(commits).toEqual(["somebody else's"]);
});

test("33: a commit that is sent again with the same assertion is refused, also fifty times at once", async () => {
  const token = await granted("commit");
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(token, COMMIT)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(49);
  expect(commits).toEqual(["x"]);
  expect((await ask(token, COMMIT)).status).toBe(401);
});

test("33: a step in the body means nothing for a read", async () => {
  const { body } = await ask(await assertion(), { step: "commit" });
  expect(body?.result.structuredContent).toEqual({ said: `${AMARA} x` });
});

test("33: the caller's token never reaches a server, wherever the caller repeats it", async () => {
  const { access_token: token } = await world.tokensOf(AMARA);
  const headers = { "x-token": token, cookie: `t=${token}`, "x-forwarded-authorization": `Bearer ${token}` };
  const seenBefore = world.seen.length;
  await callTool(`${world.url}/mcp`, token, "fast_echo", { text: "hi" });
  await post(
    `${world.url}/mcp?access_token=${token}`,
    {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "fast_echo", arguments: { text: "hi" }, _meta: { token } },
    },
    { authorization: `Bearer ${token}`, "mcp-protocol-version": "2025-11-25", ...headers },
  );
  expect(world.seen.length).toBe(seenBefore + 2);
  expect(JSON.stringify(world.seen)).not.toContain(token);
});

test("33: a server asks nobody but its own gateway for keys", async () => {
  const asked: string[] = [];
  const elsewhere = await listen((request, response) => {
    asked.push(request.url ?? "");
    response.end('{"keys":[]}');
  });
  const lies = { iss: elsewhere.url, jku: `${elsewhere.url}/keys` };
  await expectRefused(await assertion({ iss: lies.iss }, { kid: "unknown", jku: lies.jku }));
  await elsewhere.stop();
  expect(asked).toEqual([]);
});
