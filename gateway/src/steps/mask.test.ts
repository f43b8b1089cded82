import { structuredText } from "@gatehouse/tool";
import { expect, test } from "vitest";
import type { Exchange } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { createMetrics } from "../observe/metrics.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";
import { mask } from "./mask.ts";

const needs = {
  metrics: createMetrics(() => ({ rows: 0, ms: 0 })),
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
};
const labelled = tool({ labels: { input: {}, output: { "rows[].pay": "pay", iban: "bank" } } });
const structured = () => ({ rows: [{ name: "A", pay: 1 }, { name: "B" }], iban: "DE00" });
const answered = (
  sees: ("pay" | "bank")[],
  result: Record<string, unknown> = {},
  more: Partial<Exchange> = {},
) => {
  const structuredContent = structured();
  const exchange = exchangeWith(
    {},
    {
      call: call("tools/call"),
      identity: identity({ rights: rights({ sees: new Set(sees) }) }),
      tool: labelled,
      answer: {
        raw: [Buffer.from("{}")],
        result: {
          content: [{ type: "text", text: JSON.stringify(structuredContent) }],
          structuredContent,
          ...result,
        },
        bytes: 2,
      },
      ...more,
    },
  );
  mask(needs)(exchange);
  return exchange;
};

test("fields whose label no role of the caller sees are gone from every part of the answer, and named", () => {
  const { answer, withheld } = answered(["pay"]);
  expect(answer?.raw).toBeUndefined();
  expect(JSON.stringify(answer)).not.toContain("DE00");
  expect(answer?.result.structuredContent).toEqual({
    rows: [{ name: "A", pay: 1 }, { name: "B" }],
    withheld: [{ field: "iban", reason: "role" }],
  });
  expect(withheld).toBe(1);
});

test("what the system or its server withheld stays named beside what the role may not see", () => {
  const already = [{ field: "notes", reason: "vendor" }];
  const { answer } = answered(["pay"], { structuredContent: { ...structured(), withheld: already } });
  expect(answer?.result.structuredContent).toMatchObject({
    withheld: [...already, { field: "iban", reason: "role" }],
  });
  const { answer: untouched } = answered(["pay", "bank"], {
    structuredContent: { ...structured(), withheld: already },
  });
  expect(untouched?.result.structuredContent).toMatchObject({ withheld: already });
});

test("an answer in which nothing is hidden passes as the bytes it came in", () => {
  expect(answered(["pay", "bank"]).answer?.raw).toBeDefined();
});

test("an answer that did not pass as bytes says in its text what its structure holds, and nothing else", () => {
  const hinting = {
    structuredContent: { rows: [{ name: "A" }] },
    content: [{ type: "text", text: "The account is DE00." }],
  };
  const ours = answered(["pay"], hinting).answer;
  expect(ours?.raw).toBeDefined();
  const { answer, withheld } = answered(["pay"], {}, { answer: { result: hinting, bytes: 2 } });
  expect(JSON.stringify(answer)).not.toContain("DE00");
  expect(withheld).toBe(0);
});

test("an answer without structure cannot be masked, so it does not leave", () => {
  expect(() => answered([], { structuredContent: undefined })).toThrow(
    expect.objectContaining({ code: "internal" }),
  );
});

test("the system's own name, version and allowance stay inside", () => {
  const { answer } = answered(["pay", "bank"], {
    _meta: {
      "io.modelcontextprotocol/serverInfo": { name: "vendor" },
      "gatehouse/allowance": { concurrency: 3 },
      other: 1,
    },
  });
  expect(JSON.stringify(answer)).not.toContain("vendor");
  expect(answer?.result._meta).toEqual({ other: 1 });
});

test("the gateway's own name stays in its greeting, and a relayed answer's goes", () => {
  const named = (method: string) => {
    const result = { _meta: { "io.modelcontextprotocol/serverInfo": { name: "somebody" } } };
    const exchange = exchangeWith({}, { call: call(method), identity: identity(), answer: { result } });
    mask(needs)(exchange);
    return JSON.stringify(exchange.answer);
  };
  expect(named("server/discover")).toContain("somebody");
  expect(named("prompts/list")).not.toContain("somebody");
});

test("what stands beside the structure does not leave where a field of it is withheld, in whatever order it came", () => {
  const said = [
    { type: "text", text: '{"iban":"DE00"}' },
    { type: "resource", resource: { text: "DE00" } },
  ];
  const { answer } = answered(["pay"], { content: [...said, { type: "text", text: "Amara earns 1" }] });
  expect(JSON.stringify(answer)).not.toContain("DE00");
  const content = answer?.result.content as { text: string }[];
  expect(JSON.parse(content.at(-1)?.text ?? "")).toEqual(answer?.result.structuredContent);
});

test("a masked answer is written anew from what is shown, and what came is still known", () => {
  const { answer } = answered(["pay"], { resultType: "complete" });
  const [, said] = (answer?.result.content ?? []) as { text: string }[];
  expect(said?.text).toBe(structuredText(answer?.result.structuredContent as Record<string, unknown>));
  expect(answer).not.toHaveProperty("raw");
  expect(answer?.bytes).toBe(2);
});

test("a failure of a tool with protected fields keeps its words and its code only", () => {
  const { answer } = answered([], {
    isError: true,
    content: [
      { type: "text", text: "No." },
      { type: "resource", resource: { uri: "r:1", text: "DE00" } },
    ],
    _meta: { "gatehouse/error": { code: "not_found" }, other: "DE00" },
  });
  expect(answer?.result).toEqual({
    isError: true,
    content: [{ type: "text", text: "No." }],
    _meta: { "gatehouse/error": { code: "not_found", reference: "r" } },
  });
});

test("a system's own failure carries our reference, and a bug of its names it in words", () => {
  const failed = (code: string) =>
    answered(["pay", "bank"], {
      isError: true,
      content: [{ type: "text", text: "It failed." }],
      _meta: { "gatehouse/error": { code } },
    }).answer?.result;
  expect(failed("conflict")).toMatchObject({
    content: [{ text: "It failed." }],
    _meta: { "gatehouse/error": { code: "conflict", reference: "r" } },
  });
  expect(failed("internal")).toMatchObject({ content: [{ text: "It failed. Reference: r" }] });
});

test.each([
  ["cannot be masked", { structuredContent: undefined }],
  ["is too long", { structuredContent: { text: "x".repeat(LIMITS.resultCharacters + 1) } }],
])("a change that is done is told as done where its answer %s", (_, result) => {
  const answer = { result: { content: [], ...result } };
  expect(() => answered([], {}, { answer })).toThrow();
  const done = answered([], {}, { answer, isIntended: true });
  expect(done.answer?.result).toEqual({
    content: [{ type: "text", text: expect.stringContaining("was done; its answer was withheld") }],
  });
});

test("a change that was made before is told as done to whoever repeats it, whatever its answer was", () => {
  const answer = { result: { content: [] } };
  const again = answered([], {}, { answer, change: { id: "one" } as never });
  expect(JSON.stringify(again.answer)).toContain("was done");
});

test("a change that failed is never told as done", () => {
  const result = {
    isError: true,
    content: [{ type: "text", text: "x".repeat(LIMITS.resultCharacters + 1) }],
    _meta: { "gatehouse/error": { code: "conflict" } },
  };
  const { answer } = answered([], {}, { answer: { result }, isIntended: true });
  expect(answer?.result).toMatchObject({ isError: true, _meta: { "gatehouse/error": { code: "conflict" } } });
  expect(JSON.stringify(answer)).not.toContain("was done");
});

test("what a relayed system answers in one piece is refused where it is too long", () => {
  const result = { contents: [{ uri: "r:1", blob: "A".repeat(LIMITS.resultCharacters + 1) }] };
  const reading = (method: string) =>
    exchangeWith({}, { call: call(method), identity: identity(), answer: { result } });
  for (const method of ["resources/read", "prompts/get", "completion/complete"])
    expect(() => mask(needs)(reading(method))).toThrow(expect.objectContaining({ code: "invalid_input" }));
});
