import { expect, test } from "vitest";
import { createMetrics } from "../observe/metrics.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";
import { mask } from "./mask.ts";

const metrics = createMetrics(() => ({ rows: 0, ms: 0 }));
const labelled = tool({ labels: { input: {}, output: { "rows[].pay": "pay", iban: "bank" } } });
const structured = () => ({ rows: [{ name: "A", pay: 1 }, { name: "B" }], iban: "DE00" });
const answered = (sees: ("pay" | "bank")[], result: Record<string, unknown> = {}) => {
  const structuredContent = structured();
  const exchange = exchangeWith(
    {},
    {
      call: call("tools/call"),
      identity: identity({ rights: rights({ sees: new Set(sees) }) }),
      tool: labelled,
      answer: {
        raw: Buffer.from("{}"),
        result: {
          content: [{ type: "text", text: JSON.stringify(structuredContent) }],
          structuredContent,
          ...result,
        },
      },
    },
  );
  mask({ metrics })(exchange);
  return exchange;
};

test("fields whose label no role of the caller sees are gone from every part of the answer, and named", () => {
  const { answer, withheld } = answered(["pay"]);
  expect(answer?.raw).toBeUndefined();
  expect(JSON.stringify(answer)).not.toContain("DE00");
  expect(answer?.result.structuredContent).toEqual({
    rows: [{ name: "A", pay: 1 }, { name: "B" }],
    withheld: ["iban (bank)"],
  });
  expect(withheld).toBe(1);
});

test("an answer in which nothing is hidden passes as the bytes it came in", () => {
  expect(answered(["pay", "bank"]).answer?.raw).toBeDefined();
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
    mask({ metrics })(exchange);
    return JSON.stringify(exchange.answer);
  };
  expect(named("server/discover")).toContain("somebody");
  expect(named("prompts/list")).not.toContain("somebody");
});
