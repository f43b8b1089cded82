import { createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { open, seal } from "./sealed-box.ts";

const key = createSecretKey(randomBytes(32));

test("what was sealed opens with the same key and context only", () => {
  const box = seal(key, "hello", "place a");
  expect(open(key, box, "place a").toString()).toBe("hello");
  expect(() => open(key, box, "place b")).toThrow();
  expect(() => open(createSecretKey(randomBytes(32)), box, "place a")).toThrow();
});

test("a single changed bit is noticed", () => {
  const box = seal(key, "hello", "c");
  for (let at = 0; at < box.length; at += 1) {
    const changed = Buffer.from(box);
    changed[at] = (changed[at] as number) ^ 1;
    expect(() => open(key, changed, "c")).toThrow();
  }
});
