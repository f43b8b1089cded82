import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { fastEntries, fastSystem } from "../fast-system.ts";
import { GROUP } from "./people.ts";
import { root } from "./program.ts";

/** The highest limit a configuration takes: every call is counted, none of ours is refused. */
const PER_MINUTE = 100_000;

/** Writes the rules of the gateway that is measured into `folder` and gives the file. */
export function writeConfiguration(folder: string, fastUrl: string, hasNetSuite: boolean): string {
  const catalog = path.join(folder, "fast");
  mkdirSync(catalog, { recursive: true });
  writeFileSync(path.join(catalog, "system.json"), JSON.stringify(fastSystem));
  for (const entry of fastEntries)
    writeFileSync(path.join(catalog, `${entry.name}.json`), JSON.stringify(entry));
  const netsuite = { url: { env: "NETSUITE_SERVER_URL" }, catalog: netSuiteCatalog };
  const file = path.join(folder, "gatehouse.yaml");
  const config = {
    company: { name: "Halden Group", contact: "it@halden.example" },
    publicUrl: { env: "GATEHOUSE_PUBLIC_URL" },
    listen: { port: { env: "GATEHOUSE_PORT" } },
    database: { url: { env: "DATABASE_URL" } },
    keys: {
      signing: { env: "GATEHOUSE_SIGNING_KEY" },
      assertion: { env: "GATEHOUSE_ASSERTION_KEY" },
      cookies: { env: "GATEHOUSE_COOKIE_KEY" },
      audit: { env: "GATEHOUSE_AUDIT_KEY" },
    },
    identityProviders: {
      demo: {
        label: "nobody signs in here",
        issuer: { env: "DEMO_IDP_URL" },
        clientId: { env: "DEMO_IDP_CLIENT_ID" },
        clientSecret: { env: "DEMO_IDP_CLIENT_SECRET" },
      },
    },
    systems: {
      fast: { url: fastUrl, catalog, approvals: [{ approvers: ["bench"] }] },
      ...(hasNetSuite && { netsuite }),
    },
    approvals: { waitingPerPerson: 1_000_000 },
    limits: {
      perMinute: PER_MINUTE,
      systems: { fast: PER_MINUTE },
      tools: Object.fromEntries(fastEntries.map(({ name }) => [name, PER_MINUTE])),
    },
    roles: {
      bench: {
        title: "Whoever is measured",
        groups: [GROUP],
        tools: [...fastEntries.map(({ name }) => name), ...(hasNetSuite ? netSuiteTools() : [])],
      },
    },
  };
  writeFileSync(file, stringify(config));
  return file;
}

export const netSuiteCatalog = path.join(root, "servers/netsuite/catalog");

const netSuiteTools = () =>
  readdirSync(netSuiteCatalog)
    .filter((name) => name.endsWith(".json") && name !== "system.json")
    .map((name) => name.slice(0, -".json".length));
