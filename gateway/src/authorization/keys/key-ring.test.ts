import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { type KeyRing, keyRing } from "./key-ring.ts";
import { KEEP_SECONDS } from "./key-set.ts";
import { keySource } from "./key-source.ts";

const WITHIN = { timeout: 2_000, interval: 20 };
let ring: KeyRing | undefined;
let lines: string[] = [];
afterEach(() => {
  ring?.close();
  lines = [];
});

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
const nowSeconds = () => Math.ceil(Date.now() / 1000);
const key = (kid: string, signsFrom = 0) => ({ ...pair, kid, signsFrom });
const log = {
  info: (_: object, message: string) => void lines.push(message),
  warn: () => undefined,
  error: (_: object, message: string) => void lines.push(message),
};
const kids = () => ring?.current().map(({ kid }) => kid);

function open(keys: readonly object[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-ring-"));
  const file = path.join(folder, "keys.json");
  writeFileSync(file, JSON.stringify({ keys }), { mode: 0o600 });
  const wrong = (_: readonly string[], reason: string) => {
    throw new Error(reason);
  };
  const source = keySource("signing", { file: "keys.json" }, { folder, env: {}, wrong });
  ring = keyRing(source, log as never);
  return file;
}

test("a changed file counts without a restart, and until then the keys are the same list", async () => {
  const file = open([key("old")]);
  expect(ring?.current()).toBe(ring?.current());
  writeFileSync(file, JSON.stringify({ keys: [key("new", nowSeconds() - 60), key("old")] }));
  await expect.poll(kids, WITHIN).toEqual(["new", "old"]);
});

test("a waiting key begins to sign at its hour, with nobody touching the file", async () => {
  const start = Math.ceil(Date.now() / 1000) + 1;
  open([key("new", start), key("old")]);
  expect(kids()).toEqual(["old", "new"]);
  await expect.poll(kids, WITHIN).toEqual(["new", "old"]);
  expect(Date.now() / 1000).toBeGreaterThanOrEqual(start);
  expect(lines).toContain("a new key signs");
});

test("an old key ends by itself, with nobody touching the file", async () => {
  open([key("new", Date.now() / 1000 + 0.7 - KEEP_SECONDS), key("old")]);
  expect(kids()).toEqual(["new", "old"]);
  await expect.poll(kids, WITHIN).toEqual(["new"]);
  expect(lines).toContain("an old key has ended");
});

test("a key whose public half is another's is not taken, and the former keys stay", async () => {
  const file = open([key("old")]);
  writeFileSync(file, JSON.stringify({ keys: [{ ...key("new", 1), x: pair.y }] }));
  await expect.poll(() => lines, WITHIN).toContain("the changed keys cannot be used; the former ones stay");
  expect(kids()).toEqual(["old"]);
});

test("a file that is broken keeps the former keys, and the log says so", async () => {
  const file = open([key("old")]);
  writeFileSync(file, "{");
  await expect.poll(() => lines, WITHIN).toContain("the changed keys cannot be used; the former ones stay");
  expect(kids()).toEqual(["old"]);
});
