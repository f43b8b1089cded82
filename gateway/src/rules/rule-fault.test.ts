import { expect, test } from "vitest";
import { ruleFault } from "./rule-fault.ts";

const text = { type: "string" };
const schema = {
  type: "object",
  properties: {
    subsidiary: text,
    amount: { type: "number" },
    count: { type: "integer" },
    isFinal: { type: "boolean" },
    sites: { type: "array", items: text },
    lines: { type: "array", items: { type: "array", items: text } },
    period: { type: "object", properties: { from: text }, additionalProperties: false },
    labels: { type: "object", additionalProperties: text },
    either: { anyOf: [text, { type: "number" }] },
    pair: { type: "array", prefixItems: [text, { type: "number" }] },
    loose: { type: "object", patternProperties: { "^x": text }, additionalProperties: false },
  },
};

test.each([
  "true",
  'args.subsidiary == "2" && args.amount <= 100',
  'has(args.subsidiary) ? args.subsidiary == "2" : args.isFinal',
  '!(args.subsidiary in ["1", "2"]) || args.amount + 1.0 < 2.0 * args.amount',
  'args.sites.exists(site, site.startsWith("n") && site != caller.email)',
  "args.sites.exists_one(site, site == caller.id) && args.count in [1, 2.5]",
  'args.period.from >= "2026-01-01" && size(args.sites) <= 5 && args.subsidiary.size() > 0',
  'args.labels.anything == "x" && "other" in args.labels',
  'args.either == "x" || args.either == 5 || args.pair[1] == 2 || args.loose.x1 == "a"',
  'args["subsidiary"] == "2" && args.sites[0] == "n" && args.lines[0][0] == "n"',
  'args.subsidiary.matches("^[0-9]+$") && args.subsidiary.contains("1")',
  'args.either != null || caller.roles.all(role, role != "guest")',
])("%s can be judged", (when) => {
  expect(ruleFault(when, schema)).toBeUndefined();
});

test.each([
  ["args.subsidiary =", "is no expression in CEL: <input>:1:17"],
  ["args.subsidary == '2'", "asks for subsidary, which is not declared; there is subsidiary, amount"],
  ["!has(args.subsidary)", "asks for subsidary, which is not declared"],
  ["args['subsidary'] == '2'", "asks for subsidary, which is not declared"],
  ["!('subsidary' in args)", "asks for subsidary, which is not declared"],
  ["args.period.until == ''", "asks for until, which is not declared; there is from"],
  ["caller.groups == []", "asks for groups, which is not declared; there is id, email, roles"],
  ["request.time > 1", "knows nothing called request; a rule sees args and caller"],
  ["constructor == 1", "knows nothing called constructor"],
  ["args.subsidiary", "must be true or false, and is a text"],
  ["args.either", "must be true or false, and is a value of any kind"],
  ["args.subsidiary == 2", "compares a text with a whole number, and they are never equal"],
  ["args.sites == 'north'", "compares a list with a text"],
  ["args.subsidiary == null", "compares a text with null"],
  ["args.amount in ['1']", "asks whether a number is in a list"],
  ["args.amount <= '5'", "asks which is greater, a number or a text"],
  ["args.amount + 1 == 2.0", "reckons with a number and a whole number; beside an argument write 1.0"],
  ["args.sites + ['a'] == []", "reckons with a list and a list"],
  ["args.isFinal && args.amount", "puts true or false and a number where it cannot stand"],
  ["args.amount.startsWith('5')", "puts a number and a text where it cannot stand"],
  ["args.amount ? true : false", 'asks "a number ?"'],
  ["args.subsidiary.from == ''", "asks for the field from of a text"],
  ["args.sites['north'] == ''", "asks for the field north of a list"],
  ["args.sites[args.amount] == ''", "takes an element of a list by a number"],
  ["args.subsidiary == b'2'", "holds a constant that no argument could equal"],
  ["{'a': 1} == args", "builds an object, which rules cannot"],
  [
    "timestamp(args.subsidiary) > timestamp('2026-01-01T00:00:00Z')",
    "calls timestamp, which rules do not have",
  ],
  ["int(args.subsidiary) > 5", "calls int, which rules do not have"],
  ["matches(args.subsidiary, 'a')", "calls matches, which rules do not have"],
  ["args.amount.all(x, true)", "goes through a number, which is no list"],
  ["args.period.all(x, true)", "goes through an object, which is no list"],
])("%s is refused: it %s", (when, reason) => {
  expect(ruleFault(when, schema)).toContain(reason);
});

test.each([
  ["args.lines.all(line, line.all(one, one == 'a'))", "goes through a list inside another"],
  ["args.sites.map(site, site) == []", "builds a list with map or filter"],
  ["args.sites.filter(site, site == 'a') == []", "builds a list with map or filter"],
  ["args.sites.all(site, site in args.sites)", "looks at args for each element of a list"],
  ["args.sites.all(args, args == 'a')", "calls an element args, which has a meaning already"],
  ["args.sites.all(site, site.matches('a'))", "matches a pattern for each element"],
  ["args.subsidiary.matches(args.subsidiary)", "matches a pattern that is not written out"],
  ["args.subsidiary.matches('(a')", "matches a pattern that is none: error parsing regexp"],
  ["args.amount.matches('a')", "matches a pattern with a number"],
  [
    "args.subsidiary.contains(args.subsidiary)",
    "asks whether a text contains another that is not written out",
  ],
])("%s could take too long or is never right: it %s", (when, reason) => {
  expect(ruleFault(when, schema)).toContain(reason);
});

test("a rule on a tool that declares no arguments, or leaves room for others, may ask for any", () => {
  for (const open of [
    { type: "object" },
    { ...schema, additionalProperties: true },
    { ...schema, allOf: [] },
  ])
    expect(ruleFault('args.other == "x"', open)).toBeUndefined();
});
