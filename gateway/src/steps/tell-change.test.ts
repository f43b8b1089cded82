import { expect, test } from "vitest";
import type { ChangeRequest } from "../changes/change-request.ts";
import type { Exchange } from "../exchange.ts";
import { exchangeWith, tool } from "./exchange-for-tests.ts";
import { tellChange } from "./tell-change.ts";

const step = tellChange({ approvals: { undoHours: () => 24 } as never });
const finishedAt = new Date("2026-01-01T00:00:00Z");
const change = {
  id: "one",
  kind: "change",
  state: "executing",
  needs: "nothing",
  isUndone: false,
  finishedAt,
  content: { hasPreview: true },
} as ChangeRequest;
const told = (more: Partial<Exchange>): Exchange => {
  const answer = { result: { content: [{ type: "text", text: "done" }], _meta: { own: 1 } } };
  const exchange = exchangeWith({}, { answer, change, tool: tool({ risk: "reversible" }), ...more });
  step(exchange);
  return exchange;
};

test("the answer of a change names it, and says until when it can be taken back", () => {
  expect(told({}).answer?.result).toEqual({
    content: [
      { type: "text", text: "done" },
      { type: "text", text: "Change one; gatehouse_undo can take it back until 2026-01-02 00:00 UTC." },
    ],
    _meta: { own: 1, "gatehouse/change": { id: "one", undo_until: "2026-01-02T00:00:00.000Z" } },
  });
});

test.each<[string, Partial<Exchange>]>([
  ["its tool cannot undo", { tool: tool({ risk: "irreversible" }) }],
  ["another person approved it", { change: { ...change, needs: "approval" } }],
  ["nobody could see it beforehand", { change: { ...change, content: { hasPreview: false } as never } }],
])("nothing is said of an undo where %s", (_, more) => {
  expect(told(more).answer?.result._meta).toEqual({ own: 1, "gatehouse/change": { id: "one" } });
});

test.each<[string, Partial<Exchange>]>([
  ["waits", { isOwnAnswer: true }],
  ["failed", { answer: { result: { isError: true } } }],
  ["was refused", { refusal: new Error() }],
  ["is a read", { change: undefined as never }],
  ["is a tool of the gateway's own", { tool: { ...tool(), system: undefined } }],
])("an answer that %s is left as it is", (_, more) => {
  expect(JSON.stringify(told({ ...more }).answer)).not.toContain("gatehouse/change");
});
