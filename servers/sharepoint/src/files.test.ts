import { expect, test } from "vitest";
import { byteCache } from "./files.ts";

const bytes = (length: number) => Buffer.alloc(length);

test("the cache holds so many bytes, and drops what was unused for longest", () => {
  const cache = byteCache(10);
  cache.set("a", bytes(4));
  cache.set("b", bytes(4));
  cache.get("a");
  cache.set("c", bytes(4));
  expect(cache.get("a")).toHaveLength(4);
  expect(cache.get("b")).toBeUndefined();
  expect(cache.get("c")).toHaveLength(4);
});

test("a file larger than all of it is not kept, and one kept twice counts once", () => {
  const cache = byteCache(10);
  cache.set("a", bytes(11));
  expect(cache.get("a")).toBeUndefined();
  cache.set("a", bytes(6));
  cache.set("a", bytes(6));
  cache.set("b", bytes(4));
  expect(cache.get("a")).toHaveLength(6);
});
