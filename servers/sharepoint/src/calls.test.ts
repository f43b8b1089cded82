import { expect, test } from "vitest";
import { pauseMs } from "./calls.ts";

test.each([
  [429, { "retry-after": "12" }, 12_000],
  [503, { "retry-after": "3" }, 3_000],
  [200, { "retry-after": "12" }, 0],
  [429, {}, 0],
  [429, { "retry-after": "soon" }, 0],
  [429, { "retry-after": "99999999" }, 600_000],
  [200, { "ratelimit-remaining": "200", "ratelimit-reset": "30" }, 0],
  [200, { "ratelimit-remaining": "4", "ratelimit-reset": "30" }, 30_000],
  [200, { "ratelimit-remaining": "0", "ratelimit-reset": "7" }, 7_000],
  [429, { "retry-after": "5", "ratelimit-remaining": "0", "ratelimit-reset": "40" }, 40_000],
])("%d with %j means a pause of %d ms", (status, headers, ms) => {
  expect(pauseMs({ status, headers: headers as Record<string, string> })).toBe(ms);
});
