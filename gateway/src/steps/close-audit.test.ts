import { createSecretKey, randomBytes } from "node:crypto";
import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import type { Unchained } from "../audit/chain.ts";
import type { ChangeRequest } from "../changes/change-request.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { WireError } from "../protocol/wire-error.ts";
import { closeAudit } from "./close-audit.ts";
import { call, exchangeWith, identity, tool } from "./exchange-for-tests.ts";
import { TooOften } from "./limit-rate.ts";

function stepWith(write: (row: Unchained) => Promise<void> = async () => undefined) {
  const rows: Unchained[] = [];
  const counted: unknown[] = [];
  const needs = {
    audit: {
      writer: { write: (row: Unchained) => write(row).then(() => void rows.push(row)) },
      counts: { add: (what: unknown) => void counted.push(what) },
      keys: { hashArguments: () => "hash" },
      personKeys: { get: () => createSecretKey(randomBytes(32)) },
    },
    log: { warn: () => undefined },
  } as unknown as Dependencies;
  return { step: closeAudit(needs), rows, counted };
}

const calling = (more: Partial<Exchange> = {}) =>
  exchangeWith(
    {},
    {
      identity: identity(),
      call: call("tools/call", { name: "s_get", arguments: { id: "1" } }),
      tool: tool(),
      ...more,
    },
  );

test("a read leaves one row, whose open part names nobody", async () => {
  const { step, rows } = stepWith();
  await step(calling({ answer: { result: {} } }));
  expect(rows).toMatchObject([{ kind: "read", tool: "s_get", outcome: "ok" }]);
  expect(JSON.stringify({ ...rows[0], sealed: undefined })).not.toContain("halden.example");
});

test("a refusal leaves a row with its code", async () => {
  const { step, rows } = stepWith();
  await step(calling({ refusal: new ToolError("phase_closed", "") }));
  expect(rows).toMatchObject([{ kind: "refusal", outcome: "phase_closed" }]);
});

test("a row that cannot be made durable takes the answer with it", async () => {
  const { step } = stepWith(() => Promise.reject(new Error("disk full")));
  const exchange = calling({ answer: { result: { secret: 1 } } });
  await expect(step(exchange)).rejects.toMatchObject({ code: "upstream_unavailable" });
  expect(exchange.answer).toBeUndefined();
});

test("after a write that could not be recorded, the outcome is said to be unknown", async () => {
  const { step } = stepWith(() => Promise.reject(new Error("disk full")));
  const writing = calling({ answer: { result: {} }, tool: tool({ risk: "reversible" }), isIntended: true });
  await expect(step(writing)).rejects.toMatchObject({ code: "outcome_unknown" });
});

test("lists, unknown callers and repeats over the limit are only counted", async () => {
  const { step, rows, counted } = stepWith();
  const excess = { limit: "person", perMinute: 1, retryAfterSeconds: 1 } as const;
  await step(calling({ call: call("tools/list"), answer: { result: {} } }));
  await step(exchangeWith({}, { refusal: new WireError("unauthenticated", "") }));
  await step(calling({ refusal: new TooOften({ ...excess, first: false }) }));
  expect(rows).toEqual([]);
  expect(counted).toHaveLength(3);
  await step(calling({ refusal: new TooOften({ ...excess, first: true }) }));
  expect(rows).toMatchObject([{ kind: "refusal", outcome: "rate_limited" }]);
});

test("what a caller made up as a tool's name stays out of the open part", async () => {
  const { step, rows } = stepWith();
  const made = exchangeWith(
    {},
    {
      identity: identity(),
      call: call("tools/call", { name: "\u0000evil" }),
      refusal: new WireError("invalid_params", ""),
    },
  );
  await step(made);
  expect(rows).toMatchObject([{ tool: "(unknown tool)", outcome: "invalid_params" }]);
});

test("a write that its preview refused is a refusal, not a read", async () => {
  const { step, rows } = stepWith();
  await step(calling({ tool: tool({ risk: "reversible" }), answer: { result: { isError: true } } }));
  expect(rows).toMatchObject([{ kind: "refusal", outcome: "tool_error" }]);
});

test("a list leaves a row where a system answers it, and is counted where the gateway does", async () => {
  const { step, rows, counted } = stepWith();
  const answer = { result: {} };
  await step(calling({ call: call("prompts/list"), answer }));
  expect([rows.length, counted.length]).toEqual([0, 1]);
  const listing = exchangeWith({}, { identity: identity(), call: call("prompts/list"), answer, relay: "s" });
  await step(listing);
  expect(rows).toMatchObject([{ kind: "read", tool: "prompts/list" }]);
});

const change = { id: "00000000-0000-4000-8000-000000000009", state: "pending" } as ChangeRequest;
const writing = tool({ risk: "reversible" });

test("a write that waits for somebody is a request that names it, and has not succeeded", async () => {
  const { step, rows } = stepWith();
  await step(calling({ tool: writing, change, isOwnAnswer: true, answer: { result: {} } }));
  expect(rows).toMatchObject([{ kind: "request", outcome: "needs_approval" }]);
  expect(JSON.parse(rows[0]?.facts ?? "")).toMatchObject({ change: change.id });
});

test("a write that was made before is answered again, not made again", async () => {
  const { step, rows } = stepWith();
  const done: ChangeRequest = { ...change, state: "done" };
  await step(calling({ tool: writing, change: done, answer: { result: {} } }));
  await step(calling({ tool: writing, change: done, isOwnAnswer: true, answer: { result: {} } }));
  expect(rows.map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ["request", "ok"],
    ["request", "ok"],
  ]);
});

test("a write whose intent stands ends in an outcome, however it ends", async () => {
  const { step, rows } = stepWith();
  await step(calling({ tool: writing, change, isIntended: true, answer: { result: {} } }));
  await step(calling({ tool: writing, change, isIntended: true, refusal: new ToolError("conflict", "") }));
  expect(rows.map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ["outcome", "ok"],
    ["outcome", "conflict"],
  ]);
});
