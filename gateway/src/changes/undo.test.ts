import { expect, test } from "vitest";
import type { ChangeRequest } from "./change-request.ts";
import { undoableUntil } from "./undo.ts";

const done = {
  kind: "change",
  state: "done",
  needs: "nothing",
  isUndone: false,
  finishedAt: new Date("2026-01-01T00:00:00Z"),
  content: { hasPreview: true },
} as ChangeRequest;

test("a change can be undone for so many hours after it was made", () => {
  expect(undoableUntil(done, true, 24)).toEqual(new Date("2026-01-02T00:00:00Z"));
});

test.each<[string, Partial<ChangeRequest>, boolean]>([
  ["whose tool cannot", {}, false],
  ["that is not done", { state: "unknown" }, true],
  ["that failed", { state: "failed" }, true],
  ["that was undone", { isUndone: true }, true],
  ["that is an undo itself", { kind: "undo" }, true],
  ["that another person approved", { needs: "approval" }, true],
  ["whose state before nobody knows", { content: { hasPreview: false } as never }, true],
])("one %s cannot", (_, more, isReversible) => {
  expect(undoableUntil({ ...done, ...more }, isReversible, 24)).toBeUndefined();
});
