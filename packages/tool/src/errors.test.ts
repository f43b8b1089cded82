import { expect, test } from "vitest";
import { ERRORS, errorResult, ToolError, toToolError } from "./errors.ts";

test("a failure tells the model what happened, what to do next, when, and the reference", () => {
  const error = new ToolError("rate_limited", "Too often.", { retryAfterSeconds: 9, cause: "vendor text" });
  const result = errorResult(error, "ref-1");
  expect(result.content[0]?.text).toBe("Too often. Wait, then repeat the call. (in 9 s) Reference: ref-1");
  expect(result._meta["gatehouse/error"]).toMatchObject({
    code: "rate_limited",
    retryable: true,
    retryAfterSeconds: 9,
    reference: "ref-1",
  });
  expect(JSON.stringify(result)).not.toContain("vendor text");
});

test("anything that is not one of ours is a bug, and its text stays inside", () => {
  const cause = new TypeError("secret of undefined");
  const error = toToolError(cause);
  expect(error).toMatchObject({ code: "internal", cause });
  expect(JSON.stringify(errorResult(error))).not.toContain("secret");
  expect(error.next).toContain("reference if there is one"); // A server on its own has none.
});

test("every code has a status a plain HTTP client understands, and something to do next", () => {
  for (const [code, { status, next }] of Object.entries(ERRORS)) {
    expect([code, status >= 400 && status < 600, next.endsWith(".")]).toEqual([code, true, true]);
  }
});
