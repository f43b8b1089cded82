import { randomBytes } from "node:crypto";
import { type Gateway, openGateway, readConfig, settingsFrom } from "@gatehouse/gateway";
import { cursorsWith, httpApp, listen, trustGateway } from "@gatehouse/server";
import { catalogEntry, defineSystem, toolFor } from "@gatehouse/tool";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type House, openHouse } from "../support/house.ts";
import { type Answered, callTool, modern } from "../support/mcp.ts";
import { openPhase } from "../support/phases.ts";
import { type ProxyMode, type TcpProxy, tcpProxy } from "./tcp-proxy.ts";

/** The longest that any call may take with no database: connecting, asking and writing each have their limit. */
const REFUSED_MS = 15_000;
const RECOVERED_MS = 15_000;
/** Readiness is looked up every few seconds at most. */
const NOTICED_MS = 10_000;
const AMARA = "amara.osei@halden.example";

/** What the product was asked to do, in order. */
let asked: string[] = [];
let onPreview = () => {};

const defineTool = toolFor<undefined>();
const input = z.strictObject({ text: z.string() });
const output = z.object({ text: z.string() });
const read = defineTool({
  name: "ledger_read",
  title: "Read",
  description: "Reads.",
  phase: 1,
  risk: "read",
  input,
  output,
  example: { text: "x" },
  async handler(call) {
    asked.push("read");
    return call.input;
  },
});
const change = defineTool({
  name: "ledger_change",
  title: "Change",
  description: "Changes.",
  phase: 2,
  risk: "reversible",
  input,
  output,
  example: { text: "x" },
  async preview() {
    asked.push("preview");
    onPreview();
    return { summary: "changes", before: 0, after: 1, checks: [] };
  },
  async handler(call) {
    asked.push("commit");
    return call.input;
  },
  async undo() {},
});
const system = defineSystem({
  id: "ledger",
  title: "Ledger",
  vendor: "Gatehouse",
  grants: {},
  scopes: { 1: [], 2: [], 3: [] },
});

let server: Awaited<ReturnType<typeof listen>>;
let house: House;
let proxy: TcpProxy;
/** The gateway under test: its only way to PostgreSQL leads through the proxy. */
let gateway: Gateway;
let token: string;
beforeAll(async () => {
  // The server must know its gateway, and the gateway its server: the keys are asked for only with the first call.
  let gatewayUrl = "";
  const lateTrust = { ...trustGateway("http://127.0.0.1", "ledger") };
  lateTrust.keys = (header, jws) => trustGateway(gatewayUrl, "ledger").keys(header, jws);
  const product = { system, version: "1", tools: [read, change], api: () => undefined };
  const cursors = cursorsWith(randomBytes(32));
  server = await listen(httpApp({ product, trust: lateTrust, cursors, log() {} }), 0);
  const tools = [read, change].map((tool) => catalogEntry(tool as never));
  const settings = { timeoutSeconds: 10 };
  house = await openHouse({
    systems: { ledger: { catalog: { system, tools }, url: server.url, settings } },
  });
  gatewayUrl = house.url;
  await openPhase(house.database.url, "ledger", 2);
  token = await signIn();
  const direct = new URL(house.database.url);
  proxy = await tcpProxy(Number(direct.port));
  const proxied = new URL(direct);
  proxied.port = String(proxy.port);
  const checked = readConfig(house.configFile);
  const env = { ...house.env, GATEHOUSE_PORT: "0", DATABASE_URL: proxied.href };
  const silent = { info() {}, warn() {}, error() {} };
  gateway = await openGateway(checked, settingsFrom(checked, env), silent as never);
});
afterAll(async () => {
  await gateway?.close();
  await proxy?.stop();
  await house?.stop();
  await server?.close();
});

const signIn = async () =>
  (await house.tokensOf(AMARA, "/mcp", "mcp:read mcp:write offline_access")).access_token;
const call = (name = "ledger_read") => callTool(`${gateway.url}/mcp`, token, name, { text: "hi" });
const list = () => modern(`${gateway.url}/mcp`, token, "tools/list");
const isReady = async () => (await fetch(`${gateway.url}/readyz`)).status === 200;

const codeOf = ({ status, body }: Answered): unknown =>
  status === 200 ? (body?.result?._meta?.["gatehouse/error"]?.code ?? "ok") : status;

/** The work's outcome, which must come in time. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const answer = await work;
  expect(performance.now() - startedAt).toBeLessThan(REFUSED_MS);
  return answer;
}

const recovered = () =>
  expect
    .poll(async () => [codeOf(await call()), await isReady()], { timeout: RECOVERED_MS, interval: 200 })
    .toEqual(["ok", true]);

beforeEach(async () => {
  proxy.set("pass");
  await recovered();
  asked = [];
});
afterEach(() => {
  onPreview = () => {};
  proxy.onSent(() => {});
  proxy.set("pass");
});

test.each<[ProxyMode]>([["refuse"], ["freeze"]])(
  "with PostgreSQL gone (%s) reads are refused in time and disclose nothing, and it recovers by itself",
  { timeout: 90_000 },
  async (mode) => {
    proxy.set(mode);
    const calls = await Promise.all(Array.from({ length: 20 }, () => inTime(call())));
    for (const answer of calls) {
      expect(["upstream_unavailable", 503]).toContain(codeOf(answer));
      expect(answer.body?.result?.structuredContent).toBeUndefined();
      expect(answer.text).not.toMatch(/ECONN|postgres|127\.0\.0\.1|terminat/i);
    }
    await expect.poll(() => inTime(isReady()), { timeout: NOTICED_MS, interval: 200 }).toBe(false);
    expect((await inTime(fetch(`${gateway.url}/healthz`))).status).toBe(200);
    proxy.set("pass");
    await recovered();
  },
);

test.each<[ProxyMode]>([["refuse"], ["freeze"]])(
  "with PostgreSQL gone (%s) nothing is changed, and the caller is told so",
  { timeout: 60_000 },
  async (mode) => {
    proxy.set(mode);
    const answer = await inTime(call("ledger_change"));
    expect(["upstream_unavailable", 503]).toContain(codeOf(answer));
    expect(asked).not.toContain("commit");
  },
);

test.each<[ProxyMode]>([["refuse"], ["freeze"]])(
  "with PostgreSQL gone (%s) between preview and commit there is no commit, and nobody is told that there may be one",
  { timeout: 60_000 },
  async (mode) => {
    onPreview = () => proxy.set(mode);
    const answer = await inTime(call("ledger_change"));
    expect(asked).toEqual(["preview"]);
    expect(["upstream_unavailable", 503]).toContain(codeOf(answer));
  },
);

test("an intent that is lost on its way to the database ends the change in our words, nothing done", async () => {
  let isLost = false;
  proxy.onSent((bytes) => {
    if (isLost || !bytes.includes("intent")) return;
    isLost = true;
    proxy.set("refuse");
    proxy.set("pass");
  });
  const answer = await inTime(call("ledger_change"));
  expect(codeOf(answer)).toBe("upstream_unavailable");
  expect(answer.text).toContain("nothing was changed");
  expect(isLost).toBe(true);
  expect(asked).toEqual(["preview"]);
});

test("whoever is shut out while PostgreSQL is away stays out when it is back", {
  timeout: 60_000,
}, async () => {
  proxy.set("refuse");
  const client = new pg.Client({ connectionString: house.database.url });
  await client.connect();
  await client.query("update person set active = false where email = $1", [AMARA]);
  proxy.set("pass");
  const outcome = async () => codeOf(await call());
  await expect.poll(outcome, { timeout: RECOVERED_MS, interval: 100 }).toBe(401);
  await client.query("update person set active = true where email = $1", [AMARA]);
  await client.end();
  // Their login ended with their access.
  token = await signIn();
});

test("a list that needs no system is refused as well while nobody can say who asks", async () => {
  proxy.set("refuse");
  expect((await inTime(list())).status).toBe(503);
});

test("connections that the database ends are opened again without a refused call, once noticed", async () => {
  await house.database.dropConnections();
  await recovered();
  expect(codeOf(await call())).toBe("ok");
});

test("a token request without a database is refused in time", async () => {
  proxy.set("refuse");
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: "house-client",
    refresh_token: "x",
  });
  const response = await inTime(fetch(`${gateway.url}/oauth/token`, { method: "POST", body }));
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(await response.text()).not.toMatch(/ECONN|postgres|127\.0\.0\.1/i);
});
