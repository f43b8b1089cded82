import { expect, test } from "vitest";
import { minute, table } from "./table.ts";

test("columns stand under each other, and a moment is told to the minute", () => {
  const rows = [
    ["who", "since"],
    ["somebody", minute(new Date("2026-11-22T10:11:12Z"))],
  ];
  expect(table(rows)).toEqual(["who       since", "somebody  2026-11-22 10:11"]);
});

test("control characters in what a provider calls somebody are shown, not carried out", () => {
  expect(table([["\u001b[2J\nact: nothing\u009b", "x"]])).toEqual([
    "\\u001b[2J\\u000aact: nothing\\u009b  x",
  ]);
});
