import { expect, test } from "vitest";
import type { ChangeRequest } from "./change-request.ts";
import { createWaiting } from "./waiting.ts";

test("callers who wait for one change do not wake each other, and all hear of its end", async () => {
  const waiting = createWaiting();
  let finds = 0;
  let state = "executing";
  const find = async () => {
    finds += 1;
    return { state } as ChangeRequest;
  };
  const all = [1, 2, 3].map(() => waiting.whileExecuting("one", find, () => false));
  const quiet = waiting.whileExecuting("two", find, () => false);
  // Each looks at once and again after half a second.
  await new Promise((later) => setTimeout(later, 750));
  expect(finds).toBe(8);
  state = "done";
  waiting.onChange("request", "one");
  expect((await Promise.all(all)).map((request) => request?.state)).toEqual(["done", "done", "done"]);
  waiting.onDoubt();
  expect((await quiet)?.state).toBe("done");
  expect(finds).toBe(12);
});
