import { addDays, ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { LIMITS } from "./limits.ts";
import { checkWindow } from "./window.ts";

const start = "2026-11-20";

test.each([0, LIMITS.windowDaysMax])("a window of %d days is answered", (days) => {
  expect(() => checkWindow(start, addDays(start, days))).not.toThrow();
});

test.each([-1, LIMITS.windowDaysMax + 1])("a window of %d days is refused", (days) => {
  expect(() => checkWindow(start, addDays(start, days))).toThrow(ToolError);
});
