import { expect, test } from "vitest";
import { compileRule, patternFault } from "./argument-rule.ts";

const caller = { id: "1", email: "tomas@halden.example", roles: ["pm"] };

test.each<[when: string, args: Record<string, unknown>, allows: boolean, said?: string]>([
  ['args.subsidiary == "2"', { subsidiary: "2" }, true, "is true"],
  ['args.subsidiary == "2"', { subsidiary: "3" }, false, "is false"],
  ['args.subsidiary == "2"', {}, false, "cannot be worked out: field not found"],
  ['args.subsidiary == "2"', { subsidiary: ["2"] }, false],
  ["args.amount <= 50000", { amount: 50_000 }, true],
  ["args.amount <= 50000", { amount: 50_000.5 }, false],
  ["args.amount <= 50000", { amount: "1" }, false, "cannot be worked out: found no matching overload"],
  ['args.site in ["north", "south"]', { site: "south" }, true],
  ['args.sites.all(site, site == "north")', { sites: ["north", "north"] }, true],
  ['args.sites.all(site, site == "north")', { sites: ["north", "south"] }, false],
  ["args.employee == caller.email", { employee: "tomas@halden.example" }, true],
  ["args.employee == caller.email", { employee: "amara@halden.example" }, false],
  ['"pm" in caller.roles', {}, true],
  ["has(args.project) || args.amount <= 5", { project: "1" }, true],
  ["has(args.project) && has(args.project.id)", { project: { id: "1" } }, true],
  ["!has(args.subsidiary)", { subsidiary: null }, true],
  ['args.id.matches("^[A-Z]{2}-[0-9]+$")', { id: "DE-17" }, true],
  ['args.id.matches("^(a+)+$")', { id: `${"a".repeat(4_000)}!` }, false, "is false"],
  [
    'args.id.matches("a")',
    { id: "a".repeat(5_000) },
    false,
    "cannot be worked out: a text of more than 4096",
  ],
  ["args.count", { count: 1 }, false, "is neither true nor false"],
  ["args.count", { count: "true" }, false, "is neither true nor false"],
  ["args.gone", { gone: null }, false, "is neither true nor false"],
  ["args.isSure", { isSure: true }, true],
  ["args.constructor == 1 || has(args.toString)", {}, false],
])("%s of %o: %s", (when, args, allows, said = "") => {
  const verdict = compileRule(when)({ caller, args });
  expect(verdict.allows).toBe(allows);
  expect(verdict.said).toContain(said);
});

test("an argument that calls itself a protobuf message is the JSON that a system gets, and nothing else", () => {
  const claims = {
    $typeName: "google.protobuf.Struct",
    fields: { subsidiary: { kind: { case: "stringValue", value: "2" } } },
    subsidiary: "3",
  };
  const judge = compileRule('args.filter.subsidiary == "2"');
  expect(judge({ caller, args: { filter: claims } })).toEqual({ allows: false, said: "is false" });
  expect(judge({ caller, args: JSON.parse('{"filter":{"__proto__":{"subsidiary":"2"}}}') }).allows).toBe(
    false,
  );
});

test("nothing but the arguments and three facts about the caller is within reach of a rule", () => {
  const more = { ...caller, rights: "all", tokenId: "t" };
  const fields = compileRule("size(caller) == 3 && !has(caller.tokenId)");
  expect(fields({ caller: more, args: {} }).allows).toBe(true);
});

test("what is no expression is refused when it is compiled", () => {
  for (const text of ["args.x ==", "args.x = 1", "(", "true true"])
    expect(() => compileRule(text)).toThrow(/expecting/);
});

test("a pattern is one of RE2, which has no look-ahead and no way to take long", () => {
  expect(patternFault("^a+$")).toBeUndefined();
  for (const pattern of ["[", "(?=a)", "(a)\\1", "((a{100}){100}){100}"])
    expect(patternFault(pattern)).toMatch(/error parsing regexp/);
});
