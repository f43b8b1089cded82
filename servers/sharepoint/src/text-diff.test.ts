import { expect, test } from "vitest";
import { LIMITS } from "./limits.ts";
import { differences } from "./text-diff.ts";

test("lines that changed are removed and added, all others are left out", () => {
  const before = "Contract\n\nSum 100.00\nEnd 2026-01-01\nSigned";
  const after = "Contract\nSum 104.00\nEnd 2026-01-01\nPenalty\nSigned";
  expect(differences(before, after)).toEqual({
    items: [
      { change: "removed", text: "Sum 100.00" },
      { change: "added", text: "Sum 104.00" },
      { change: "added", text: "Penalty" },
    ],
    isCut: false,
  });
});

test("equal texts do not differ, whatever their blank lines", () => {
  expect(differences("a\nb", "a\n\n  b\n")).toEqual({ items: [], isCut: false });
});

test("from nothing and to nothing", () => {
  expect(differences("", "a").items).toEqual([{ change: "added", text: "a" }]);
  expect(differences("a", "").items).toEqual([{ change: "removed", text: "a" }]);
});

test("many differences are cut, and it says so", () => {
  const lines = (word: string) => Array.from({ length: 5_000 }, (_, at) => `${word} ${at}`).join("\n");
  const { items, isCut } = differences(lines("old"), lines("new"));
  expect(items).toHaveLength(LIMITS.differencesMax);
  expect(isCut).toBe(true);
});
