import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { ConfigError } from "./load.ts";
import { readConfig, settingsFrom } from "./settings.ts";

const GOOD = `company: { name: Test, contact: it@test.example }
publicUrl: http://127.0.0.1:1
listen: { port: 1 }
database: { url: { env: DATABASE_URL } }
keys:
  signing: { env: S }
  assertion: { env: A }
  cookies: { env: C }
  audit: { env: K }
identityProviders:
  one: { label: login,
    issuer: "http://127.0.0.1:2",
    clientId: gatehouse,
    clientSecret: { env: SECRET } }
systems:
  s: { url: "http://127.0.0.1:3", catalog: s }
roles:
  reader:
    title: Reader
    groups: [readers]
    tools:
      - s_get
`;
const system = { id: "s", title: "S", vendor: "V" };
const tool = {
  name: "s_get",
  title: "Get",
  description: "Gets.",
  phase: 1,
  risk: "read",
  annotations: {
    title: "Get",
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  inputSchema: {
    type: "object",
    properties: { subsidiary: { type: "string" }, amount: { type: "number" } },
    additionalProperties: false,
  },
  labels: { input: {}, output: {} },
  example: {},
};

function write(text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-config-"));
  const file = path.join(folder, "gatehouse.yaml");
  writeFileSync(file, text);
  const catalog = path.join(folder, "s");
  mkdirSync(catalog);
  writeFileSync(path.join(catalog, "system.json"), JSON.stringify(system));
  writeFileSync(path.join(catalog, "s_get.json"), JSON.stringify(tool));
  return file;
}

function mistakesOf(text: string) {
  try {
    readConfig(write(text));
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes.map(({ line, reason }) => `${line}: ${reason}`);
    throw error;
  }
  return [];
}

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
  ["broken YAML", "roles:\n", "roles: [\n", ""],
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

test("every missing or unusable variable is named, with the line that asks for it", () => {
  const checked = readConfig(write(GOOD));
  const said = () => settingsFrom(checked, { DATABASE_URL: "postgres://x", A: "no key" });
  expect(said).toThrow(/gatehouse.yaml:6: keys.signing: the environment variable S is not set/);
  expect(said).toThrow(/gatehouse.yaml:7: keys.assertion: A must be a private ES256 key/);
  expect(said).toThrow(
    /gatehouse.yaml:14: identityProviders.one.clientSecret: the environment variable SECRET is not set/,
  );
  expect(said).not.toThrow(/DATABASE_URL/);
});

test("a value from the environment that cannot be used is named with its variable, and no secret is repeated", () => {
  const config = GOOD.replace("http://127.0.0.1:1\n", "{ env: URL }\n").replace(
    "port: 1 }",
    "port: { env: P } }",
  );
  const checked = readConfig(write(config.replace('"http://127.0.0.1:3"', "{ env: SYSTEM }")));
  const short = Buffer.alloc(31, 7).toString("base64");
  const said = () =>
    settingsFrom(checked, {
      URL: "http://gate.example",
      P: "abc",
      SYSTEM: "netsuite",
      C: "short secret",
      K: short,
    });
  expect(said).toThrow(/gatehouse.yaml:2: publicUrl: URL must be https, except on loopback/);
  expect(said).toThrow(/gatehouse.yaml:3: listen.port: P must be a port number/);
  expect(said).toThrow(/gatehouse.yaml:8: keys.cookies: C must be base64 of at least 32 bytes/);
  expect(said).toThrow(/gatehouse.yaml:9: keys.audit: K must be base64 of at least 32 bytes/);
  expect(said).toThrow(/gatehouse.yaml:16: systems.s.url: SYSTEM must be an http or https origin/);
  expect(said).not.toThrow(new RegExp(`short secret|${short}`));
});

test("a server that would be reached in the clear is refused, wherever its address comes from", () => {
  for (const [text, env] of [
    ['"http://server.example"', {}],
    ["{ env: SYSTEM }", { SYSTEM: "http://server.example" }],
  ] as const) {
    const said = () =>
      settingsFrom(readConfig(write(GOOD.replace('"http://127.0.0.1:3"', text))), { ...env });
    expect(said).toThrow(/gatehouse.yaml:16: systems.s.url: .*must be https, except on loopback/);
  }
});

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
