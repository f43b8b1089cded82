import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import type { PhaseState } from "../phases/openings.ts";
import { type LivePolicy, livePolicy } from "./live-policy.ts";
import { readConfig } from "./settings.ts";

/** Long enough that nothing a test sees comes from looking instead of watching. */
const NEVER_MS = 600_000;
const WITHIN = { timeout: 1_000 };
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
const person = { issuer: "http://i", subject: "1", groups: [], appRoles: [] };
const exception = { people: [{ subject: "1", roles: ["reader"] }] };

type Line = { level: string; message: string; details: { settings?: string[] } };

let folder: string;
let file: string;
let lines: Line[];
let live: LivePolicy | undefined;
let state: PhaseState;
beforeEach(() => {
  state = { isKnown: true, open: [], closings: [] };
  folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-rules-"));
  file = path.join(folder, "gatehouse.yaml");
  const catalog = path.join(folder, "catalogs", "s");
  mkdirSync(catalog, { recursive: true });
  writeFileSync(path.join(catalog, "system.json"), JSON.stringify({ id: "s", title: "S", vendor: "V" }));
  writeFileSync(path.join(catalog, "s_get.json"), JSON.stringify(tool));
  lines = [];
});
afterEach(() => {
  live?.close();
  rmSync(folder, { recursive: true });
});

function text(more: object = {}): string {
  const secret = { env: "X" };
  const config = {
    company: { name: "c", contact: "it" },
    publicUrl: "http://localhost",
    listen: { port: 1 },
    database: { url: secret },
    keys: { signing: secret, assertion: secret, cookies: secret, audit: secret },
    identityProviders: { one: { label: "l", issuer: "http://i", clientId: "c", clientSecret: secret } },
    systems: { s: { url: "https://s", catalog: path.join(folder, "catalogs", "s") } },
    roles: { reader: { title: "R", groups: ["readers"], tools: ["s_get"] } },
    ...more,
  };
  return stringify(config, { aliasDuplicateObjects: false });
}

function open(pollMs = NEVER_MS): LivePolicy {
  const write = (level: string) => (details: object, message: string) =>
    void lines.push({ level, message, details });
  const log = { info: write("info"), warn: write("warn"), error: write("error") };
  live = livePolicy(
    readConfig(file),
    { identityProviders: [] },
    { state: () => state },
    log as never,
    pollMs,
  );
  return live;
}

const rolesNow = () => live?.current().rightsOf(person).roles;

test("an exception for one person counts within a second of being saved", async () => {
  writeFileSync(file, text());
  open();
  writeFileSync(file, text(exception));
  await expect.poll(rolesNow, WITHIN).toEqual(["reader"]);
  expect(lines.map(({ message }) => message)).toEqual(["new rules are in force"]);
});

test("a file renamed over the old one counts", async () => {
  writeFileSync(file, text());
  open();
  writeFileSync(`${file}.new`, text(exception));
  renameSync(`${file}.new`, file);
  await expect.poll(rolesNow, WITHIN).toEqual(["reader"]);
});

test("a mounted ConfigMap counts, whose file is a link into a folder that is exchanged", async () => {
  const mount = path.join(folder, "mount");
  for (const [version, content] of Object.entries({ "..1": text(), "..2": text(exception) })) {
    mkdirSync(path.join(mount, version), { recursive: true });
    writeFileSync(path.join(mount, version, "gatehouse.yaml"), content);
  }
  symlinkSync("..1", path.join(mount, "..data"));
  file = path.join(mount, "gatehouse.yaml");
  symlinkSync(path.join("..data", "gatehouse.yaml"), file);
  open();
  symlinkSync("..2", path.join(mount, "..data_tmp"));
  renameSync(path.join(mount, "..data_tmp"), path.join(mount, "..data"));
  await expect.poll(rolesNow, WITHIN).toEqual(["reader"]);
});

test("a change that the file system does not tell is found by looking", async () => {
  const elsewhere = path.join(folder, "catalogs", "rules.yaml");
  writeFileSync(elsewhere, text());
  symlinkSync(elsewhere, file);
  open(50);
  writeFileSync(elsewhere, text(exception));
  await expect.poll(rolesNow, WITHIN).toEqual(["reader"]);
});

test("an invalid file keeps the former rules, and the log says so once", async () => {
  writeFileSync(file, text(exception));
  const { version } = open(50).current();
  writeFileSync(file, text({ people: [{ subject: "1", roles: ["nobody"] }] }));
  await expect.poll(() => lines.map(({ level }) => level), WITHIN).toEqual(["error"]);
  expect(lines[0]?.message).toBe("the changed rules are not valid; the former ones stay in force");
  expect(live?.current().version).toBe(version);
  writeFileSync(file, text());
  await expect.poll(rolesNow, WITHIN).toEqual([]);
  expect(lines.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("what only a restart can change is said to need one, and is not called new rules", async () => {
  writeFileSync(file, text());
  const { version } = open().current();
  const systems = { s: { url: "https://other", catalog: path.join(folder, "catalogs", "s") } };
  writeFileSync(file, text({ systems, company: { name: "d", contact: "it" } }));
  await expect.poll(() => lines.length, WITHIN).toBe(1);
  expect(lines[0]).toMatchObject({ level: "warn", details: { settings: ["company", "systems.s"] } });
  expect(live?.current().version).toBe(version);
});

test("who administers changes with a restart only, for the rules and for everything that reads the configuration", async () => {
  const other = { title: "O", groups: ["others"], tools: ["s_get"] };
  const roles = { reader: { title: "R", groups: ["readers"], tools: ["s_get"] }, other };
  writeFileSync(file, text({ roles, administrators: { roles: ["reader"] } }));
  open();
  writeFileSync(file, text({ roles, ...exception, administrators: { roles: ["other"] } }));
  await expect.poll(rolesNow, WITHIN).toEqual(["reader"]);
  expect(live?.config()).toMatchObject({ administrators: { roles: ["reader"] }, people: [{ subject: "1" }] });
  expect(live?.current().rightsOf(person).mayEverWrite).toBe(true);
  expect(lines[0]).toMatchObject({ level: "warn", details: { settings: ["administrators"] } });
});

test("a phase that opens or closes counts at once, under the same rules", () => {
  writeFileSync(file, text());
  const { version } = open().current();
  const phaseNow = () => live?.current().rightsOf(person).phases.get("s");
  expect(phaseNow()).toBe(1);
  const openers = ["a", "b"];
  state = {
    ...state,
    open: [
      { id: "1", system: "s", phase: 2, role: undefined, openers, openedAt: new Date(), endsAt: undefined },
    ],
  };
  expect(phaseNow()).toBe(2);
  expect(live?.current()).toBe(live?.current());
  state = { ...state, open: [] };
  expect(phaseNow()).toBe(1);
  expect(live?.current().version).toBe(version);
});
