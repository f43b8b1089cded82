import { expect, test } from "vitest";
import { personWindows } from "./person-window.ts";

test("a person has so many requests in a window, and nobody else's count", () => {
  let now = 1_000;
  const take = personWindows({ requests: 2, windowMs: 60_000 }, () => now);
  take("ann");
  now += 30_000;
  take("ann");
  expect(() => take("ann")).toThrow(expect.objectContaining({ code: "rate_limited", retryAfterSeconds: 30 }));
  take("bob");
  now += 30_000;
  take("ann");
});
