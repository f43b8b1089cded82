import { randomBytes, randomUUID } from "node:crypto";
import { ASSERTION, argumentsHash, type Caller, defineSystem, ToolError, toolFor } from "@gatehouse/tool";
import { generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { cursorsWith } from "./cursor.ts";
import { httpApp, listen } from "./http.ts";

const define = toolFor<{ caller: string }>();
const tools = [
  define({
    name: "demo_get",
    title: "Get",
    description: "Gets.",
    phase: 1,
    risk: "read",
    input: z.strictObject({ fail: z.boolean().optional() }),
    output: z.object({ caller: z.string() }),
    example: {},
    async handler({ api, input }) {
      if (input.fail) throw new ToolError("not_found", "There is no such thing.", { cause: "vendor text" });
      return { ...api, undeclared: "dropped" } as never;
    },
  }),
  define({
    name: "demo_set",
    title: "Set",
    description: "Sets.",
    phase: 2,
    risk: "reversible",
    input: z.strictObject({ value: z.int() }),
    output: z.object({ value: z.int() }),
    example: { value: 1 },
    preview: async ({ input }) => ({ summary: "", before: 0, after: input.value, checks: [] }),
    handler: async ({ input }) => ({ value: input.value }),
    undo: async () => undefined,
  }),
];
const system = defineSystem({
  id: "demo",
  title: "Demo",
  vendor: "Nobody",
  grants: {},
  scopes: { 1: [], 2: [], 3: [] },
});
const keys = await generateKeyPair("ES256");
const logged: unknown[] = [];
const steps: unknown[] = [];
let allowance = () => ({ concurrency: 3 });
let server: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  const product = {
    system,
    version: "1",
    tools,
    api: ({ email, step }: Caller) => {
      steps.push(step);
      return { caller: email };
    },
    allowance: () => allowance(),
  };
  const trust = { audience: ASSERTION.audience("demo"), keys: async () => keys.publicKey };
  const app = httpApp({
    product,
    trust,
    cursors: cursorsWith(randomBytes(32)),
    log: (entry) => logged.push(entry),
  });
  server = await listen(app, 0);
});
afterAll(() => server.close());

type Changes = {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: Parameters<SignJWT["sign"]>[0];
  life?: string;
  issued?: string;
};
const assertion = ({
  claims = {},
  header = {},
  key = keys.privateKey,
  life = "60s",
  issued = "now",
}: Changes = {}) =>
  new SignJWT({
    email: "a@halden.example",
    roles: ["reader"],
    phase: 1,
    jti: randomUUID(),
    iss: ASSERTION.issuer,
    sub: "p",
    aud: ASSERTION.audience("demo"),
    ...claims,
  })
    .setProtectedHeader({ alg: "ES256", typ: ASSERTION.type, kid: "k", ...header })
    .setIssuedAt(issued === "now" ? undefined : issued)
    .setExpirationTime(life)
    .sign(key);

async function rpc(
  token: string | undefined,
  method: string,
  params: Record<string, unknown> = {},
  era: "modern" | "legacy" = "modern",
) {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    ...(params._meta as object),
  };
  const response = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(era === "modern" && {
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        ...(typeof params.name === "string" && { "mcp-name": params.name }),
      }),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method,
      params: era === "modern" ? { ...params, _meta } : params,
    }),
  });
  const text = await response.text();
  const json = text.startsWith("{") ? text : text.split("data: ")[1];
  return { status: response.status, body: JSON.parse(json ?? "null") };
}
const write = async (step: string, given: object, claims: Record<string, unknown>, more: object = {}) =>
  rpc(await assertion({ claims: { phase: 2, ...claims } }), "tools/call", {
    name: "demo_set",
    arguments: given,
    _meta: { "gatehouse/step": step, ...more },
  });
const grant = (step: string, given: object) => ({
  phase: 2,
  step,
  tool: "demo_set",
  arguments_hash: argumentsHash(given),
});

test.each<["modern" | "legacy"]>([["modern"], ["legacy"]])(
  "the gateway lists and calls tools in the %s era",
  async (era) => {
    const token = await assertion();
    const list = await rpc(token, "tools/list", {}, era);
    expect(list.body.result.tools.map(({ name }: { name: string }) => name)).toEqual([
      "demo_get",
      "demo_set",
    ]);
    const { body } = await rpc(token, "tools/call", { name: "demo_get", arguments: {} }, era);
    expect(body.result.structuredContent).toEqual({ caller: "a@halden.example" });
    expect(body.result._meta).toMatchObject({ "gatehouse/allowance": { concurrency: 3 } });
  },
);

const forged: [string, Changes | undefined][] = [
  ["no assertion", undefined],
  ["another audience", { claims: { aud: ASSERTION.audience("other") } }],
  ["another issuer", { claims: { iss: "https://elsewhere.example" } }],
  ["another type of token", { header: { typ: "at+jwt" } }],
  ["an expired assertion", { life: "-10s" }],
  ["one older than a minute", { issued: "5 minutes ago" }],
  ["a foreign key", { key: (await generateKeyPair("ES256")).privateKey }],
  ["an assertion without a person", { claims: { email: undefined } }],
  ["a phase nobody knows", { claims: { phase: 7 } }],
  ["a step without its tool and arguments", { claims: { step: "commit" } }],
];
test.each(forged)("%s is refused, whatever is asked", async (_, changes) => {
  const token = changes && (await assertion(changes));
  const answers = [
    await rpc(token, "tools/list"),
    await rpc(token, "tools/call", { name: "demo_get" }, "legacy"),
  ];
  for (const { status, body } of answers) {
    expect(status).toBe(401);
    expect(body.code).toBe("unauthenticated");
  }
});

test("a known failure is a result with its code, and the vendor's words stay in the log", async () => {
  const { body } = await rpc(await assertion(), "tools/call", {
    name: "demo_get",
    arguments: { fail: true },
  });
  expect(body.result).toMatchObject({ isError: true, _meta: { "gatehouse/error": { code: "not_found" } } });
  expect(JSON.stringify(body)).not.toContain("vendor text");
  expect(logged).toContainEqual({ tool: "demo_get", code: "not_found", cause: "vendor text" });
});

test("a write runs only as the step it was granted, on the arguments it was granted for", async () => {
  const given = { value: 7 };
  const open = await assertion({ claims: { phase: 2 } });
  const plain = await rpc(open, "tools/call", { name: "demo_set", arguments: given });
  expect(plain.body.result._meta["gatehouse/error"].code).toBe("not_allowed");
  const asked = await write("commit", given, {});
  expect(asked.body.result._meta["gatehouse/error"].code).toBe("not_allowed");
  const otherStep = await write("commit", given, grant("preview", given));
  expect(otherStep.body.result._meta["gatehouse/error"].code).toBe("not_allowed");
  const otherArguments = await write("preview", { value: 8 }, grant("preview", given));
  expect(otherArguments.body.result._meta["gatehouse/error"].code).toBe("not_allowed");
  steps.length = 0;
  const preview = await write("preview", given, grant("preview", given));
  expect(steps).toEqual(["preview"]);
  expect(preview.body.result.structuredContent).toMatchObject({ before: 0, after: 7 });
  const commit = await write("commit", given, grant("commit", given), {
    "gatehouse/change": { before: 0, after: 7 },
  });
  expect(commit.body.result.structuredContent).toEqual({ value: 7 });
});

test("no step of a tool runs below its phase, whatever was granted", async () => {
  const given = { value: 7 };
  for (const step of ["preview", "commit", "undo"]) {
    const { body } = await write(step, given, { ...grant(step, given), phase: 1 });
    expect(body.result._meta["gatehouse/error"].code).toBe("phase_closed");
  }
});

test("a commit's assertion is good for one commit", async () => {
  const given = { value: 7 };
  const token = await assertion({ claims: grant("commit", given) });
  const params = {
    name: "demo_set",
    arguments: given,
    _meta: { "gatehouse/step": "commit", "gatehouse/change": { before: 0, after: 7 } },
  };
  expect((await rpc(token, "tools/call", params)).status).toBe(200);
  expect((await rpc(token, "tools/call", params)).status).toBe(401);
});

test("what fails between a commit and its answer leaves the outcome unknown", async () => {
  const given = { value: 7 };
  const before = allowance;
  allowance = () => {
    throw new TypeError("a bug");
  };
  const { body } = await write("commit", given, grant("commit", given), {
    "gatehouse/change": { before: 0, after: 7 },
  });
  allowance = before;
  expect(body.result._meta["gatehouse/error"].code).toBe("outcome_unknown");
});

test("a caller for whom nobody vouches by e-mail is a caller all the same", async () => {
  const { body } = await rpc(await assertion({ claims: { email: "" } }), "tools/call", {
    name: "demo_get",
    arguments: {},
  });
  expect(body.result.structuredContent).toEqual({ caller: "" });
});

test("a body beyond the limit is refused", async () => {
  const response = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${await assertion()}` },
    body: " ".repeat(2 * 1024 * 1024),
  });
  expect(response.status).toBe(413);
});
