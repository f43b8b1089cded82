import { expect, test } from "vitest";
import type { RequestView } from "../approvals/request-view.ts";
import { cardView } from "./card-view.ts";

const NOW = new Date("2026-11-23T10:00:00Z");

function view(content: object, more: object = {}, request: object = {}): RequestView {
  return {
    request: {
      id: "r",
      state: "pending",
      needs: "approval",
      approvalsNeeded: 2,
      expiresAt: new Date("2026-11-24T10:00:00Z"),
      content: {
        summary: "Pay",
        arguments: {},
        before: {},
        after: {},
        checks: [],
        hasPreview: true,
        ...content,
      },
      ...request,
    },
    toolTitle: "Pay a bill",
    systemTitle: "Ledger",
    decisions: [],
    approvers: { roles: ["approver"], titles: ["Approvers"], needed: 2 },
    may: new Set(),
    withheld: [],
    ...more,
  } as unknown as RequestView;
}

const drawn = (...given: Parameters<typeof view>) => cardView(view(...given), "https://gate.example/r", NOW);

test("what changes stands field by field, what stays is counted", () => {
  const { fields, notes } = drawn({ before: { a: 1, b: 2, gone: "x" }, after: { a: 1, b: null, new: "" } });
  expect(fields).toEqual([
    { path: ["b"], kind: "changed", before: { text: ["2"] }, after: { none: "nothing" } },
    { path: ["gone"], kind: "removed", before: { text: ["x"] }, after: { none: "not there" } },
    { path: ["new"], kind: "added", before: { none: "not there" }, after: { none: "empty text" } },
  ]);
  expect(notes).toEqual([["1 field stays as it is."]]);
});

test("what nobody would see stands by its name wherever it comes from", () => {
  const { heading, fields } = drawn({ summary: "a\u202eb", before: {}, after: { "x\u200b": "y\u2066" } });
  expect(heading).toEqual(["a", { mark: "U+202E" }, "b"]);
  expect(JSON.stringify(fields)).toContain("U+200B");
  expect(JSON.stringify(fields)).toContain("U+2066");
});

test("what is too much for a card is cut, and the card says how much", () => {
  const after = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`f${index}`, "é".repeat(1_000)]),
  );
  const { fields, notes } = drawn({ before: { f0: "" }, after });
  expect(fields).toHaveLength(30);
  expect(fields[0]?.after).toEqual({ text: ["é".repeat(600)], more: 400 });
  expect(notes).toEqual([["10 more on the request's page."]]);
});

test("without a preview it shows what was asked with, and says so", () => {
  const { fields, notes } = drawn({ hasPreview: false, arguments: { to: "x" } }, { withheld: ["salary"] });
  expect(fields).toEqual([{ path: ["to"], kind: "added", after: { text: ["x"] } }]);
  expect(notes.flat()).toEqual([
    "This tool cannot show what it would change; above is what it was asked with.",
    "Your roles do not see: salary.",
  ]);
});

test("who decides, how many and until when is said while it waits, and no longer once it is over", () => {
  expect(drawn({}).facts).toEqual([
    { name: "Who decides", text: ["2 of: Approvers"] },
    { name: "Until", at: "2026-11-24T10:00:00.000Z" },
  ]);
  expect(drawn({}, {}, { state: "done", finishedAt: NOW }).facts.map(({ name }) => name)).toEqual([
    "Who decides",
    "Ended",
  ]);
});
