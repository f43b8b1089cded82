import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { inForce, type Key, keysFrom } from "./key-set.ts";
import { rotated, rotateFile, statesOf } from "./rotate-keys.ts";

const HOUR = 3_600;
const now = 1_800_000_000;
const at = (seconds: number) => ({ now: seconds * 1000 });
const kids = (keys: readonly Key[]) => keys.map(({ kid }) => kid);
const newPair = () =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }) as Omit<Key, "kid">;
const pair = newPair();
const key = (kid: string, signsFrom?: number): Key => ({
  ...pair,
  kid,
  ...(signsFrom !== undefined && { signsFrom }),
});

test("a new key waits until everybody knows it, then signs, and the old one still verifies", async () => {
  const { added, keys, dropped } = await rotated("signing", [key("old")], { inSeconds: 600, ...at(now) });
  expect(dropped).toEqual([]);
  expect(kids(inForce(keys, now + 599))).toEqual(["old", added.kid]);
  expect(kids(inForce(keys, now + 600))).toEqual([added.kid, "old"]);
  expect(statesOf(keys, now * 1000).map(({ state }) => state)).toEqual(["waits", "signs"]);
});

test("a key is dropped once its successor has signed for longer than any token lives", async () => {
  const keys = [key("second", now), key("first")];
  const early = await rotated("signing", keys, { inSeconds: 600, ...at(now + 25 * HOUR - 1) });
  expect(early.dropped).toEqual([]);
  const late = await rotated("signing", keys, { inSeconds: 600, ...at(now + 25 * HOUR) });
  expect(late.dropped).toEqual(["first"]);
  expect(kids(late.keys)).toEqual([late.added.kid, "second"]);
});

test("a key counts until its successor has signed for longer than any token lives, rotated again or not", () => {
  const keys = [key("third", now + 30 * HOUR), key("second", now), key("first")];
  expect(kids(inForce(keys, now + 25 * HOUR - 1))).toEqual(["second", "third", "first"]);
  expect(kids(inForce(keys, now + 25 * HOUR))).toEqual(["second", "third"]);
  expect(statesOf(keys, (now + 25 * HOUR) * 1000).map(({ state }) => state)).toEqual([
    "waits",
    "signs",
    "over",
  ]);
});

test("while a new key waits there is no second rotation", async () => {
  const { keys } = await rotated("signing", [key("old")], { inSeconds: 600, ...at(now) });
  await expect(rotated("signing", keys, { inSeconds: 600, ...at(now + 1) })).rejects.toThrow("still waits");
});

test("a bare cookie key goes on as the first of a set, as it is written", async () => {
  const text = Buffer.alloc(32, 7).toString("base64");
  const { keys } = await rotated("cookies", keysFrom("cookies", text), { inSeconds: 60, ...at(now) });
  expect(inForce(keysFrom("cookies", JSON.stringify({ keys })), now)[0]?.k).toBe(text);
});

test.each([
  ["nothing", "signing", ""],
  ["no JSON", "signing", "key"],
  ["a half of another key", "assertion", JSON.stringify({ ...key("a"), x: newPair().x })],
  ["a key without its public half", "signing", JSON.stringify({ ...key("a"), x: undefined, y: undefined })],
  ["a key that is none", "assertion", JSON.stringify({ ...key("a"), d: "d" })],
  ["a public key", "signing", JSON.stringify({ ...key("a"), d: undefined })],
  ["a key without a kid", "assertion", JSON.stringify({ ...key("a"), kid: undefined })],
  ["an empty set", "signing", JSON.stringify({ keys: [] })],
  ["one kid twice", "signing", JSON.stringify({ keys: [key("a"), key("a")] })],
  ["a start that is no time", "signing", JSON.stringify({ ...key("a"), signsFrom: "soon" })],
  ["a short cookie key", "cookies", "c2hvcnQ="],
] as const)("%s is no set of keys", (_, kind, text) => {
  expect(() => keysFrom(kind, text)).toThrow();
});

test("the file is replaced whole, keeps its mode, and nothing is left beside it", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-keys-"));
  const file = path.join(folder, "signing.json");
  writeFileSync(file, JSON.stringify(key("old")));
  chmodSync(file, 0o640);
  const { added } = await rotateFile("signing", file, { inSeconds: 0 });
  expect(kids(keysFrom("signing", readFileSync(file, "utf8")))).toEqual([added.kid, "old"]);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["signing.json"]);
});

test("a rotation beside another one changes nothing", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-keys-"));
  const file = path.join(folder, "signing.json");
  writeFileSync(file, JSON.stringify(key("old")));
  writeFileSync(`${file}.new`, "");
  await expect(rotateFile("signing", file, { inSeconds: 0 })).rejects.toThrow("another rotation");
  expect(kids(keysFrom("signing", readFileSync(file, "utf8")))).toEqual(["old"]);
});
