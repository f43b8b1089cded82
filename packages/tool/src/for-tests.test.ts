import { expect, test } from "vitest";
import { ToolError } from "./errors.ts";
import { codeOf, pageAt } from "./for-tests.ts";

test("a test sees the code of a failure, and fails on success and on a bug", async () => {
  expect(await codeOf(Promise.reject(new ToolError("not_found", "No such thing.")))).toBe("not_found");
  await expect(codeOf(Promise.resolve({ id: "1" }))).rejects.toThrow('the call succeeded: {"id":"1"}');
  await expect(codeOf(Promise.reject(new TypeError("a bug")))).rejects.toThrow("a bug");
});

test("a page for tests says what it was given, and a total only where there is one", () => {
  expect(pageAt(20).offset).toBe(20);
  expect(pageAt().of(["a"], { hasMore: true })).toEqual({ items: ["a"], returned: 1, has_more: true });
  expect(pageAt().of([], { hasMore: false, total: 0 })).toMatchObject({ total: 0 });
});
