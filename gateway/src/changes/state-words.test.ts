import { expect, test } from "vitest";
import { STATE_WORDS, stateSentence, WHY_WORDS } from "./state-words.ts";
import { CHANGE_STATES, type ChangeState } from "./states.ts";

const said = (state: ChangeState, more: object = {}) =>
  stateSentence({ state, why: undefined, kind: "change", ...more });

test("whether anything was changed is said of every state that is over", () => {
  const over: ChangeState[] = ["failed", "rejected", "withdrawn", "expired"];
  for (const state of over) expect(said(state)).toMatch(/^Nothing was changed[.:]/);
  expect(said("done")).toBe("The change was made, once.");
  expect(said("done", { kind: "undo" })).toBe("The undo was made, once.");
  expect(said("unknown")).toContain("nobody knows yet whether it happened");
});

test("why it is so follows where somebody knows why", () => {
  expect(said("failed", { why: "stale" })).toBe(`Nothing was changed. ${WHY_WORDS.stale}`);
  expect(said("done", { why: "told_done" })).toContain(WHY_WORDS.told_done);
});

test("no two states are called the same", () => {
  expect(new Set(CHANGE_STATES.map((state) => STATE_WORDS[state].word)).size).toBe(CHANGE_STATES.length);
});
