import { expect, test } from "vitest";
import { GOOD, mistakesOf } from "./config-for-tests.ts";

/** The good configuration with more about its one role, whose first line is the 23rd. */
const withRules = (lines: string) => `${GOOD}${lines.replace(/^/gm, "    ")}\n`;

test("a role's rules and their tests are read with the file", () => {
  const rules = `rules:
  s_get:
    when: >
      args.subsidiary == "2"
      || caller.email == "cfo@company.example"
    explain: subsidiary 2
tests:
  - { tool: s_get, args: { subsidiary: "2" }, expect: allow }
  - { tool: s_get, args: { subsidiary: "3" }, expect: refuse, why: another }
  - { tool: s_get, args: {}, caller: { email: cfo@company.example }, expect: allow }`;
  expect(mistakesOf(withRules(rules))).toEqual([]);
});

test.each([
  [
    "a rule for a tool that the role does not name",
    'rules:\n  s_put: "true"',
    "24: roles.reader.rules.s_put: the role does not name s_put",
  ],
  [
    "a rule that does not parse",
    "rules:\n  s_get: args.subsidiary =",
    "24: roles.reader.rules.s_get: is no expression in CEL: <input>:1:17",
  ],
  [
    "a rule with an argument the tool does not take",
    "rules:\n  s_get:\n    when: has(args.subsidary)",
    "25: roles.reader.rules.s_get: asks for subsidary, which is not declared; there is subsidiary, amount",
  ],
  [
    "a rule of the wrong kind",
    "rules:\n  s_get: args.amount",
    "24: roles.reader.rules.s_get: must be true or false",
  ],
  [
    "a rule that could take too long",
    "rules:\n  s_get: args.subsidiary.matches(args.subsidiary)",
    "24: roles.reader.rules.s_get: matches a pattern that is not written out",
  ],
  [
    "a rule without end",
    `rules:\n  s_get: "${"true && ".repeat(200)}true"`,
    "24: roles.reader.rules.s_get: ",
  ],
  [
    "a rule with a setting nobody knows",
    "rules:\n  s_get: { when: 'true', explian: x }",
    "24: roles.reader.rules.s_get",
  ],
  [
    "a test that fails",
    "rules:\n  s_get: args.amount <= 5\ntests:\n  - { tool: s_get, args: { amount: 6 }, expect: allow, why: six }",
    "26: roles.reader.tests.0: expects allow (six), but the rule is false: refuse",
  ],
  [
    "a test that fails by an error",
    "rules:\n  s_get: args.amount <= 5\ntests:\n  - { tool: s_get, args: {}, expect: allow }",
    "26: roles.reader.tests.0: expects allow, but the rule cannot be worked out: field not found: amount",
  ],
  [
    "a test of a tool without a rule",
    "tests:\n  - { tool: s_get, args: {}, expect: refuse }",
    "24: roles.reader.tests.0: expects refuse, but the rule does not exist: allow",
  ],
  [
    "a test of a tool that the role does not name",
    "tests:\n  - { tool: s_put, args: {}, expect: refuse }",
    "24: roles.reader.tests.0: the role does not name s_put",
  ],
  [
    "a test with arguments that never reach a rule",
    "tests:\n  - { tool: s_get, args: { amount: '6' }, expect: allow }",
    "24: roles.reader.tests.0: the arguments do not fit s_get",
  ],
  [
    "a test that expects a word nobody knows",
    "tests:\n  - { tool: s_get, args: {}, expect: deny }",
    "24: roles.reader.tests.0.expect",
  ],
])("%s is named with its line", (_, lines, said) => {
  expect(mistakesOf(withRules(lines)).join("\n")).toContain(said);
});
