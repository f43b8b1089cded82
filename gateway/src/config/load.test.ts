import { expect, test } from "vitest";
import { GOOD, mistakesOf } from "./config-for-tests.ts";

test("a sound configuration has no mistakes", () => {
  expect(mistakesOf(GOOD)).toEqual([]);
});

test.each([
  [
    "an unknown tool",
    "      - s_get",
    "      - s_get\n      - s_gte",
    "23: roles.reader.tools.1: no system has a tool named s_gte",
  ],
  ["a wildcard", "      - s_get", '      - "s_*"', "22: roles.reader.tools.0: is not a tool name"],
  [
    "an unknown setting",
    "    title: Reader",
    "    titel: Reader",
    "roles.reader.titel: is not a known setting",
  ],
  [
    "a phase that the file opens itself",
    "catalog: s }",
    "catalog: s, phase: 2 }",
    "16: systems.s.phase: phases are not opened here any more: remove this line, and open them with",
  ],
  ["a raised read", "catalog: s }", "catalog: s, raise: { s_get: 2 } }", "s_get only reads"],
  [
    "a raised tool nobody knows",
    "catalog: s }",
    "catalog: s, raise: { s_gte: 3 } }",
    "s has no tool named s_gte",
  ],
  ["a phase nobody knows", "catalog: s }", "catalog: s, raise: { s_get: 4 } }", "16: systems.s.raise.s_get"],
  [
    "an approver nobody knows",
    "catalog: s }",
    "catalog: s, approvals: [{ approvers: [nobody] }] }",
    "no role is named nobody",
  ],
  [
    "an approval of what needs none",
    "catalog: s }",
    "catalog: s, approvals: [{ tool: s_get, approvers: [reader] }] }",
    "s_get is of phase 1, and only phase 3 needs approval",
  ],
  ["a secret written down", "{ env: SECRET }", "geheim", "14: identityProviders.one.clientSecret"],
  ["a role nobody can hold", "    groups: [readers]\n", "", "roles.reader: nobody can hold this role"],
  ["a port that is none", "port: 1 }", "port: 70000 }", "3: listen.port: must be a port number"],
  [
    "a public address with a path",
    ":1\nlisten",
    ":1/mcp\nlisten",
    "2: publicUrl: must be an http or https origin",
  ],
  [
    "a public address that is no URL",
    "http://127.0.0.1:1\n",
    "gate\n",
    "2: publicUrl: must be an http or https",
  ],
  ["plain http to the world", "http://127.0.0.1:1\n", "http://gate.example\n", "2: publicUrl: must be https"],
  [
    "an issuer that is no URL",
    "http://127.0.0.1:2",
    "login",
    "12: identityProviders.one.issuer: must be an http",
  ],
  ["a system with a path", ':3"', ':3/mcp"', "16: systems.s.url: must be an http or https origin"],
  [
    "one person twice",
    "roles:\n",
    "people:\n  - { subject: a, roles: [reader] }\n  - { subject: a, issuer: 'http://i', roles: [reader] }\n  - { subject: a, phases: { s: 2 } }\nroles:\n",
    "20: people.2: a has an entry already",
  ],
  ["the same key twice", "roles:\n", "roles: {}\nroles:\n", "Map keys must be unique"],
  ["a missing setting", "publicUrl: http://127.0.0.1:1\n", "", "1: publicUrl: is missing"],
  ["a missing part", "name: Test, ", "", "1: company.name: is missing"],
  ["a setting without a value", "http://127.0.0.1:1\n", "\n", "2: publicUrl: is empty"],
  ["a text of nothing", "name: Test", 'name: ""', "1: company.name: must not be empty"],
  [
    "another kind of value",
    "groups: [readers]",
    "groups: readers",
    "20: roles.reader.groups: must be a list",
  ],
  [
    "a choice there is not",
    "groups: [readers]",
    "sees: [all]",
    "sees.0: must be personal, pay, bank or secret",
  ],
  [
    "too small a number",
    "groups: [readers]",
    "perMinute: 0",
    "20: roles.reader.perMinute: must be at least 1",
  ],
  ["too large a number", "groups: [readers]", "perMinute: 200000", "perMinute: must be at most 100000"],
  ["a kind there is not", "label: login,", "label: login, kind: ldap,", "one.kind: must be oidc or saml"],
  [
    "another form of a value that the environment may hold",
    "http://127.0.0.1:1\n",
    "{ evn: URL }\n",
    "2: publicUrl: must be a text or { env: NAME }",
  ],
  [
    "another form of a value with several",
    "groups: [readers]",
    'groups: [readers]\n    rules: { s_get: { wen: "true" } }',
    "21: roles.reader.rules.s_get: when is missing, wen is not a known setting",
  ],
])("%s is named with its line", (_, from, to, said) => {
  const mistakes = mistakesOf(GOOD.replace(from, to));
  expect(mistakes.length).toBeGreaterThan(0);
  expect(mistakes.join("\n")).toContain(said);
});

test("with several identity providers, a role says whose groups it means and an exception whose person", () => {
  const second = `  two: { label: partner, mailDomains: [b.example], issuer: "http://127.0.0.1:4", clientId: g,
    clientSecret: { env: SECRET } }
systems:
`;
  const several = GOOD.replace("label: login,", "label: login, mailDomains: [a.example],")
    .replace("systems:\n", second)
    .concat("people: [{ subject: a, perMinute: 5 }]\n");
  expect(mistakesOf(several)).toEqual([
    expect.stringContaining("roles.reader: must say by `provider` whose groups"),
    expect.stringContaining("people.0: a needs an issuer"),
  ]);
  const named = several
    .replace("    groups:", "    provider: two\n    groups:")
    .replace("subject: a", 'subject: a, issuer: "http://127.0.0.1:4"');
  expect(mistakesOf(named)).toEqual([]);
  expect(mistakesOf(named.replace("provider: two", "provider: three"))).toEqual([
    expect.stringContaining("roles.reader.provider: no identity provider is named three; there are one, two"),
  ]);
});

test.each([
  [
    "a tab",
    GOOD.replace("    title: Reader\n    groups", "\ttitle: Reader\n\tgroups"),
    "19: Tabs are not allowed as indentation",
  ],
  ["a bracket left open", GOOD.replace("roles:\n", "roles: [\n"), expect.stringMatching(/^19: /)],
  ["nothing at all", "", "1: file: is empty"],
  ["a list", "- company", "1: file: must be a group of settings"],
])("of a file that cannot be read as one, such as %s, only the first mistake is told", (_, text, said) => {
  expect(mistakesOf(text)).toEqual([said]);
});

test("an alias is told with its line, once for each", () => {
  const text = GOOD.replace("    groups: [readers]", "    groups: &all [readers]\n    appRoles: *all");
  expect(mistakesOf(text.replace("      - s_get", "      - *all"))).toEqual([
    "21: *all is an alias, which is not taken; write out what it stands for",
    "23: *all is an alias, which is not taken; write out what it stands for",
  ]);
});

test("two clients of one id are told with the line of the second, without any environment", () => {
  const client = (name: string) =>
    `  - { id: one, name: ${name}, redirectUris: ["http://127.0.0.1/callback"] }\n`;
  expect(mistakesOf(`${GOOD}clients:\n${client("First")}${client("Second")}`)).toEqual([
    "24: clients.own.1: the id one is that of First already",
  ]);
});
