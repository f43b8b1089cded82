import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const file = path.join(root, "gateway/dist/main.js");
const text = readFileSync(file, "utf8");
const lines = text.split("\n");

test("has no character beyond Latin-1: with a single one it would take twice the memory", () => {
  const found = lines.findIndex((line) => /[^\0-\xff]/.test(line));
  expect(lines[found]).toBeUndefined();
});

test("is told about by a source map: our files by line, packages not at all", () => {
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  const placeOf = (code: string) => {
    const entry = map.findEntry(
      lines.findIndex((line) => line.startsWith(code)),
      0,
    );
    return "originalSource" in entry && entry.originalSource !== undefined
      ? { source: path.resolve(path.dirname(file), entry.originalSource), line: entry.originalLine }
      : undefined;
  };
  const source = path.join(root, "gateway/src/crypto/sealed-box.ts");
  const line = readFileSync(source, "utf8")
    .split("\n")
    .findIndex((one) => one.startsWith("export function seal("));
  expect(placeOf("function seal(")).toEqual({ source, line });
  expect(lines.some((one) => one.startsWith("async function jwtVerify("))).toBe(true);
  expect(placeOf("async function jwtVerify(")).toBeUndefined();
});

test("keeps the names by which packages tell their classes apart", () => {
  for (const name of ["Grant", "Session", "RefreshToken", "AuthorizationCode", "Keygrip", "Group", "User"])
    expect(text).toMatch(new RegExp(`__name\\d*\\((?:this|${name}\\d*), "${name}"\\)`));
});
