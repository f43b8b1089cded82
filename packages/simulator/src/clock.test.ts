import { expect, test } from "vitest";
import { clock } from "./clock.ts";

test("The clock begins at nine in the morning of its day and never goes back", () => {
  const now = clock("2026-11-20");
  const first = now();
  expect(first.toISOString()).toMatch(/^2026-11-20T09:00:0/);
  expect(now().getTime()).toBeGreaterThanOrEqual(first.getTime());
});
