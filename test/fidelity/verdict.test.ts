import { expect, test } from "vitest";
import { exchangeOf } from "./exchange-for-tests.ts";
import { type Checker, coverage, verdictsOn } from "./verdict.ts";

const checker: Checker = {
  routeOf: ({ method, path }) => `${method} ${path.replace(/\d+/, "{id}")}`,
  judge: ({ path, body }) => [
    { oracle: "headers", problems: [], isOutside: true },
    ...(path.startsWith("/known")
      ? [{ oracle: "words", problems: body === "right" ? [] : [`is ${body}`] }]
      : []),
  ],
};
const known = exchangeOf({ path: "/known/1", body: "right" });
const unknown = exchangeOf({ path: "/unknown/1" });
const outcomes = (exchanges: Parameters<typeof coverage>[0]) =>
  Object.fromEntries(coverage(exchanges, checker).map(({ name, outcome }) => [name, outcome]));

test("Answers of one route, status and oracle are one verdict, which one wrong answer fails with its reason", () => {
  const wrong = exchangeOf({ path: "/known/2", body: "wrong" });
  const [, words, ...rest] = verdictsOn([known, wrong, wrong], checker);
  expect(rest).toEqual([]);
  expect(words).toEqual({
    name: "GET /known/{id} 200: words",
    outcome: "failed",
    count: 3,
    why: ["is wrong (2 times)"],
  });
});

test("A route of a tool that nothing has checked fails; headers alone check nothing", () => {
  expect(outcomes([known, unknown])).toEqual({
    "GET /known/{id} is checked": "passed",
    "GET /unknown/{id} is checked": "failed",
  });
});

test("A refusal checks no route, and a foreign client's success does", () => {
  const refused = exchangeOf({ path: "/known/1", status: 404, body: "right" });
  expect(outcomes([refused])).toEqual({ "GET /known/{id} is checked": "failed" });
  const foreign = exchangeOf({ path: "/unknown/9", by: "foreign" });
  expect(outcomes([unknown, foreign])).toEqual({ "GET /unknown/{id} is checked": "passed" });
  expect(outcomes([unknown, { ...foreign, status: 500 }])).toEqual({
    "GET /unknown/{id} is checked": "failed",
  });
});

test("Routes that only a foreign client or a recording uses are nobody's duty", () => {
  expect(
    outcomes([
      { ...unknown, by: "foreign" },
      { ...unknown, by: "replay" },
    ]),
  ).toEqual({});
});
