import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ConfigError } from "./load.ts";
import { readConfig } from "./settings.ts";

/** A whole configuration without a mistake, of one system with one tool and one role that has it. */
export const GOOD = `company: { name: Test, contact: it@test.example }
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

/** Writes a configuration with the catalog of its one system into a new folder; gives the file. */
export function writeConfig(text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-config-"));
  const file = path.join(folder, "gatehouse.yaml");
  writeFileSync(file, text);
  const catalog = path.join(folder, "s");
  mkdirSync(catalog);
  writeFileSync(path.join(catalog, "system.json"), JSON.stringify(system));
  writeFileSync(path.join(catalog, "s_get.json"), JSON.stringify(tool));
  return file;
}

/** What is wrong with a configuration, each with its line; nothing where it is sound. */
export function mistakesOf(text: string) {
  try {
    readConfig(writeConfig(text));
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes.map(({ line, reason }) => `${line}: ${reason}`);
    throw error;
  }
  return [];
}
