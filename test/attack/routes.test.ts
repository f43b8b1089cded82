import { writeFileSync } from "node:fs";
import path from "node:path";
import { readConfig } from "@gatehouse/gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { callTool, modern } from "../support/mcp.ts";
import { rawRequest } from "./raw-request.ts";
import { AMARA, openWorld, type World } from "./world.ts";

let world: World;
let token: string;
let sibling: string;
beforeAll(async () => {
  world = await openWorld();
  token = (await world.tokensOf(AMARA)).access_token;
  sibling = (await world.tokensOf(AMARA, "/mcp/fast")).access_token;
});
afterAll(() => world?.stop());

const BODY = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

/** The target goes out as it is written: a client would have straightened it. */
const ask = (method: string, target: string, headers: string[] = []) =>
  rawRequest(world.url, [
    `${method} ${target} HTTP/1.1`,
    `Host: ${new URL(world.url).host}`,
    "Content-Type: application/json",
    `Content-Length: ${BODY.length}`,
    "Connection: close",
    ...headers,
    "",
    BODY,
  ]);

const MCP = [
  "/mcp",
  "/mcp/",
  "//mcp",
  "/mcp//",
  "/MCP",
  "/Mcp",
  "/mcp.",
  "/mcp/.",
  "/mcp%20",
  "/mcp%00",
  "/mcp%2f",
  "/mcp%2ffast",
  "/mcp%5cfast",
  "/mcp/fast/",
  "/mcp//fast",
  "/mcp/./fast",
  "/mcp/../mcp",
  "/mcp/%2e%2e/mcp",
  "/mcp/..%2fmcp",
  "/x/../mcp",
  "/%6dcp",
  "/%6Dcp",
  "/%256dcp",
  "/mcp/%66ast",
  "/mcp/FAST",
  "/mcp/fast;x=1",
  "/mcp;/fast",
  "/mcp?x=/healthz",
  "/mcp#/healthz",
  "/healthz/../mcp",
  "/healthz/..%2fmcp",
  "/mcp/..;/healthz",
  "/\\mcp",
  "/mcp\\fast",
  "/%c0%afmcp",
  "/%u006dcp",
  "/mcp%",
  "/ｍcp",
];

test.each(MCP)("34: without a token %s gives nothing away, whatever the verb", async (target) => {
  for (const method of ["POST", "GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND"]) {
    const { status, text } = await ask(method, target);
    expect([400, 401, 404, 405]).toContain(status);
    expect(text).not.toMatch(/fast_echo|gatehouse_whoami/);
  }
});

test.each(MCP)("34: no spelling of %s brings a token to an endpoint that it is not for", async (target) => {
  for (const [bearer, endpoint] of [
    [token, "/mcp"],
    [sibling, "/mcp/fast"],
  ]) {
    const { status, text } = await ask("POST", target, [`Authorization: Bearer ${bearer}`]);
    if (status !== 200) continue;
    // Where it was served after all, it was by the one endpoint this token is for.
    expect(text).toContain("fast_echo");
    expect(new URL(decodeURI(target.replace(/[?#].*/, "")), world.url).pathname).toBe(endpoint);
  }
});

const PUBLIC: readonly (readonly [target: string, status: number])[] = [
  ["/healthz", 200],
  ["/readyz", 200],
  ["/.well-known/oauth-protected-resource/mcp", 200],
  ["/healthz/", 404],
  ["//healthz", 404],
  ["/HEALTHZ", 404],
  ["/healthz/x", 404],
  ["/healthz/../oauth/token", 404],
  ["/admin", 404],
  ["/admin/..;/metrics", 404],
  ["/console", 404],
  ["/debug/vars", 404],
  ["/.env", 404],
  ["/.git/config", 404],
  ["/gatehouse.yaml", 404],
  ["/..%2f..%2fetc%2fpasswd", 404],
  ["/.%2e/.%2e/etc/passwd", 404],
  ["/signin/style.css/../../gatehouse.yaml", 404],
  ["/oauth/introspect", 404],
  ["/oauth/register", 404],
  ["/signin/", 404],
];

test.each(PUBLIC)(
  "34: %s answers %i, and says nothing of people, tools or addresses",
  async (target, wanted) => {
    const { status, text } = await ask("GET", target);
    expect([wanted, ...(wanted === 404 ? [400] : [])]).toContain(status);
    expect(text).not.toMatch(/halden\.example|fast_echo|postgres|\.ts:\d|at \w+ \(/);
  },
);

test.each([
  "",
  "() { :; }; echo vulnerable",
  "kube-probe/1.30",
  "GoogleHC/1.0",
  "ELB-HealthChecker/2.0",
  "claude-ai/1.0",
  "gatehouse",
  "a".repeat(20_000),
  "\u00ff\u00fe",
  "' or 1=1 --",
  "\u0024{jndi:ldap://127.0.0.1/x}",
  "<script>alert(1)</script>",
])("34: the user agent %s opens nothing and closes nothing", async (agent) => {
  const header = `User-Agent: ${agent}`;
  expect((await ask("POST", "/mcp", [header])).status).toBe(401);
  expect((await ask("POST", "/mcp", [header, `Authorization: Bearer ${token}`])).status).toBe(200);
});

test.each([
  "X-Forwarded-For: 127.0.0.1",
  "X-Real-IP: 127.0.0.1",
  "X-Original-URL: /healthz",
  "X-Rewrite-URL: /healthz",
  "X-HTTP-Method-Override: GET",
  "X-Forwarded-Path: /healthz",
  "Forwarded: for=127.0.0.1",
  "X-Gatehouse-Person: amara.osei@halden.example",
  "X-Forwarded-User: amara.osei@halden.example",
  "X-Health-Check: 1",
])("34: the header %s is no way around the token", async (header) => {
  expect((await ask("POST", "/mcp", [header])).status).toBe(401);
});

test("34: metrics with a token are shown to its bearer alone, in no spelling and to no agent otherwise", async () => {
  const METRICS_TOKEN = "let-me-read-the-numbers";
  const guarded = await openWorld({ metrics: { token: { env: "METRICS_TOKEN" } } }, { METRICS_TOKEN });
  const read = (target: string, ...headers: string[]) =>
    rawRequest(guarded.url, [
      `GET ${target} HTTP/1.1`,
      "Host: 127.0.0.1",
      "Connection: close",
      ...headers,
      "",
      "",
    ]);
  const right = await read("/metrics", `Authorization: Bearer ${METRICS_TOKEN}`);
  expect(right.text).toContain("gatehouse_calls_total");
  const targets = ["/metrics", "/%6detrics", "/metrics/", "//metrics", "/METRICS", "/healthz/../metrics"];
  const { access_token } = await guarded.tokensOf(AMARA);
  const others = [
    "X-A: b",
    `Authorization: Bearer ${access_token}`,
    `Authorization: Bearer ${METRICS_TOKEN.toUpperCase()}`,
    `Authorization: Bearer ${METRICS_TOKEN} `.trimEnd().slice(0, -1),
    "Authorization: Bearer ",
    "User-Agent: Prometheus/3.0",
  ];
  for (const target of targets)
    for (const header of others) {
      const { status, text } = await read(target, header);
      expect([400, 401, 404]).toContain(status);
      expect(text).not.toContain("gatehouse_calls_total");
    }
  await guarded.stop();
});

test("34: metrics under a foreign name, as a web page would ask for them, are not shown", async () => {
  const answer = await rawRequest(world.url, [
    "GET /metrics HTTP/1.1",
    "Host: evil.example",
    "Connection: close",
    "",
    "",
  ]);
  expect(answer.status).toBe(404);
});

test("34: without a single role nobody may do anything but ask who they are", async () => {
  const bare = await openWorld({ roles: {} });
  const { access_token } = await bare.tokensOf(AMARA);
  const list = await modern(`${bare.url}/mcp`, access_token, "tools/list");
  expect(list.body?.result.tools.map(({ name }: { name: string }) => name)).toEqual(["gatehouse_whoami"]);
  const call = await callTool(`${bare.url}/mcp`, access_token, "fast_echo", { text: "hi" });
  expect(call.body?.error?.code).toBe(-32602);
  expect(bare.seen).toEqual([]);
  await bare.stop();
});

test("34: somebody in no group may do nothing", async () => {
  const { access_token } = await world.tokensOf("leon.fischer@halden.example");
  const call = await callTool(`${world.url}/mcp`, access_token, "fast_echo", { text: "hi" });
  expect(call.body?.error?.code).toBe(-32602);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ["names no tool", { tools: [] }, /tools/],
  ["names every tool by a star", { tools: ["*"] }, /tools/],
  ["names tools by a prefix", { tools: ["fast_*"] }, /tools/],
  ["is held by nobody", { groups: [] }, /nobody can hold/],
  ["is held by a group without a name", { groups: [""] }, /groups/],
  ["has a setting nobody knows", { toolz: ["fast_echo"] }, /not a known setting/],
  ["has no calls a minute", { perMinute: 0 }, /perMinute/],
])("34: a role that %s stops the start", (_, change, reason) => {
  const config = parse(stringify(world.config));
  Object.assign(config.roles.everything, change);
  const file = path.join(path.dirname(world.configFile), "changed.yaml");
  writeFileSync(file, stringify(config));
  expect(() => readConfig(file)).toThrow(reason);
});
