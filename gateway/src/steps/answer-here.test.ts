import { Hono } from "hono";
import { expect, test } from "vitest";
import { createOwnTools } from "../own-tools/own-tools.ts";
import { createRateLimiter } from "../rate-limiter.ts";
import { createSystems } from "../systems/systems.ts";
import { answerHere } from "./answer-here.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";

const ownTools = createOwnTools();
const entry = {
  url: "http://127.0.0.1:1",
  contact: "owner",
  timeoutMs: 1,
  settleMs: 1,
  connections: 1,
  relays: false,
};
const catalog = (names: string[]) => ({
  id: "s",
  title: "S",
  vendor: "V",
  tools: names.map((name) => tool({ name }).entry) as never,
});
const systems = createSystems({ s: { ...entry, catalog: catalog(["s_get", "s_hidden"]) } }, ownTools.entries);
const rateLimiter = createRateLimiter();
const step = answerHere({
  systems,
  ownTools,
  credentials: { statesOf: async () => [], linkFor: () => "", tokenRoute: new Hono() },
  rateLimiter,
  company: { name: "Halden", contact: "it" },
  version: "1",
  publicUrl: "https://gate.example",
  changes: {} as never,
  approvals: {} as never,
});
const asking = (method: string, params: Record<string, unknown> = {}, era: "modern" | "legacy" = "modern") =>
  exchangeWith({}, { identity: identity(), call: call(method, params, { era }) });

test("a list shows what a role grants and the gateway's own tools, and is the same bytes each time", async () => {
  const lists = [asking("tools/list"), asking("tools/list")];
  for (const exchange of lists) await step(exchange);
  const { tools } = JSON.parse(String(lists[0]?.answer?.serialised));
  expect(tools.map(({ name }: { name: string }) => name)).toEqual(["gatehouse_whoami", "s_get"]);
  expect(lists[1]?.answer?.serialised).toEqual(lists[0]?.answer?.serialised);
});

test("a cursor nobody gave is refused", () => {
  expect(() => step(asking("tools/list", { cursor: "x" }))).toThrow(
    expect.objectContaining({ kind: "invalid_params" }),
  );
});

test("each era is greeted in its own way, and neither in the other's", async () => {
  const discover = asking("server/discover");
  await step(discover);
  expect(discover.answer?.result).toMatchObject({ supportedVersions: ["2026-07-28"], cacheScope: "private" });
  const initialize = asking("initialize", { protocolVersion: "2025-06-18" }, "legacy");
  await step(initialize);
  expect(initialize.answer?.result).toMatchObject({
    protocolVersion: "2025-06-18",
    serverInfo: { name: "gatehouse" },
  });
  for (const method of ["initialize", "ping", "logging/setLevel", "tasks/get", "__proto__"])
    expect(() => step(asking(method))).toThrow(expect.objectContaining({ kind: "unknown_method" }));
  expect(() => step(asking("server/discover", {}, "legacy"))).toThrow(
    expect.objectContaining({ kind: "unknown_method" }),
  );
});

test("a place without prompts and resources has empty lists of them, and none to read", async () => {
  const prompts = asking("prompts/list");
  await step(prompts);
  expect(prompts.answer?.result).toMatchObject({ prompts: [] });
  expect(() => step(asking("resources/read", { uri: "x:y" }))).toThrow(
    expect.objectContaining({ kind: "invalid_params" }),
  );
});

test("gatehouse_whoami says what one may do and whom to ask", async () => {
  const exchange = exchangeWith(
    {},
    { identity: identity(), call: call("tools/call"), tool: systems.tool("gatehouse_whoami") as never },
  );
  await step(exchange);
  expect(exchange.answer?.result.structuredContent).toMatchObject({
    roles: ["reader"],
    systems: [{ id: "s", phase: 1, tools: 1, closed_tools: 0, contact: "owner" }],
    calls_left_this_minute: 100,
    contact: "it",
  });
});

test("gatehouse_whoami names the narrower limits of what one sees, and when a used one is free again", async () => {
  const limits = { perMinute: 100, systems: { s: 9, other: 9 }, tools: { s_get: 1, s_hidden: 1, gone: 1 } };
  const who = identity({ id: "somebody", rights: rights({ limits }) });
  await rateLimiter.countCall(who.id, limits, { name: "s_get", system: "s" });
  const exchange = exchangeWith(
    {},
    { identity: who, call: call("tools/call"), tool: systems.tool("gatehouse_whoami") as never },
  );
  await step(exchange);
  expect(exchange.answer?.result.structuredContent).toMatchObject({
    limits: [
      { of: "system", name: "s", calls_per_minute: 9, calls_left: 8 },
      { of: "tool", name: "s_get", calls_per_minute: 1, calls_left: 0, free_in_seconds: expect.any(Number) },
    ],
  });
});
