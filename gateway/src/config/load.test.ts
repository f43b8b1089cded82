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
identityProvider:
  label: login
  issuer: http://127.0.0.1:2
  clientId: gatehouse
  clientSecret: { env: SECRET }
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
  inputSchema: { type: "object" },
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
  ["a phase nobody knows", "catalog: s }", "catalog: s, phase: 4 }", "16: systems.s.phase"],
  ["a secret written down", "{ env: SECRET }", "geheim", "14: identityProvider.clientSecret"],
  ["a role nobody can hold", "    groups: [readers]\n", "", "roles.reader: nobody can hold this role"],
  ["the same key twice", "roles:\n", "roles: {}\nroles:\n", "Map keys must be unique"],
  ["broken YAML", "roles:\n", "roles: [\n", ""],
])("%s is named with its line", (_, from, to, said) => {
  const mistakes = mistakesOf(GOOD.replace(from, to));
  expect(mistakes.length).toBeGreaterThan(0);
  expect(mistakes.join("\n")).toContain(said);
});

test("every missing or unusable variable is named, with the line that asks for it", () => {
  const checked = readConfig(write(GOOD));
  const said = () => settingsFrom(checked, { DATABASE_URL: "postgres://x", A: "no key" });
  expect(said).toThrow(/gatehouse.yaml:6: keys.signing: the environment variable S is not set/);
  expect(said).toThrow(/gatehouse.yaml:7: keys.assertion: A must be a private ES256 key/);
  expect(said).toThrow(
    /gatehouse.yaml:14: identityProvider.clientSecret: the environment variable SECRET is not set/,
  );
  expect(said).not.toThrow(/DATABASE_URL/);
});
