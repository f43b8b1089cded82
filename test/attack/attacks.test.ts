import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ATTACKS, numberOf } from "./attacks.ts";

const OWN_FILE = "attacks.test.ts";

/** The titles as they stand in the sources: of plain tests, and of tables (`test.each(...)("title", ...)`). */
const titles = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".test.ts") && name !== OWN_FILE)
  .flatMap((name) => {
    const source = readFileSync(`${import.meta.dirname}/${name}`, "utf8");
    return [...source.matchAll(/(?:(?<![.\w])test\(|\)\()\s*(["`'])(.+?)\1,/g)].map(
      ([, , title = ""]) => title,
    );
  });

test("the list numbers every attack once, without a gap", () => {
  expect(ATTACKS.map(({ number }) => number)).toEqual(Array.from({ length: 52 }, (_, index) => index + 1));
});

test("every attack that is not for later has a test", () => {
  const tried = new Set(titles.map(numberOf));
  expect(ATTACKS.filter(({ number, later }) => later === undefined && !tried.has(number))).toEqual([]);
});

test("every test cites an attack of the list that is not for later", () => {
  const present = new Set(ATTACKS.filter(({ later }) => later === undefined).map(({ number }) => number));
  expect(titles.filter((title) => !present.has(numberOf(title) ?? 0))).toEqual([]);
});
