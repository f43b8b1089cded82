import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
// @boundaries-ignore the development database is no member of the workspace
import { DEMO_NAME, removeDb, startDb } from "../../scripts/dev-db.mjs";
import { startTestDatabase } from "../support/database.ts";
import { type Deployment, openDeployment } from "./deployment.ts";

const root = path.resolve(import.meta.dirname, "../..");
const GUIDE = path.join(root, "gateway", "guides", "production.md");
let deployment: Deployment;
let changes = 0;
beforeAll(async () => {
  deployment = await openDeployment({ gateways: 0 });
});
afterAll(() => deployment?.stop());

/** The configuration with one line changed, as an administrator may have left it; its number goes with it. */
async function changed(from: RegExp, to: string) {
  const text = await readFile(deployment.configFile, "utf8");
  const line = text.slice(0, text.search(from)).split("\n").length;
  changes += 1;
  const config = deployment.configFile.replace(".yaml", `-${changes}.yaml`);
  await writeFile(config, text.replace(from, to));
  return { config, line };
}

test("production names all that suits a demonstration only, each with its line, at the start and in validate alike", async () => {
  const { config, line } = await changed(/metrics:\n(?: {2}.*\n)+/, "");
  const { config: whole, line: issuerLine } = await changed(
    /issuer: https\S+/,
    "issuer: http://127.0.0.1:8401",
  );
  const env = {
    GATEHOUSE_PUBLIC_URL: "http://127.0.0.1:8400",
    DATABASE_URL: "postgres://postgres@127.0.0.1:8432/postgres",
    GATEHOUSE_LOG_LEVEL: "debug",
    GATEHOUSE_AUDIT_KEY: "",
  };
  const run = (...args: string[]) => deployment.run(args, env);
  const [start, validation, fileOnly, noMetrics] = await Promise.all([
    run("serve", "--config", whole),
    run("validate", "--config", whole),
    run("validate", "--config", whole, "--file-only"),
    run("validate", "--config", config),
  ]);
  const said = [
    /:\d+: keys\.audit: .*GATEHOUSE_AUDIT_KEY is not set/,
    /:\d+: publicUrl: must be the https address/,
    /:\d+: database\.url: names no password/,
    new RegExp(`^${whole}:${issuerLine}: identityProviders\\.demo\\.issuer: is http or on this machine`, "m"),
    /:\d+: log\.level: is debug; set it, or GATEHOUSE_LOG_LEVEL, to info or warn/,
  ];
  for (const sentence of said)
    expect(start).toMatchObject({ code: 1, stderr: expect.stringMatching(sentence) });
  expect(start.stderr.trim().split("\n")).toHaveLength(said.length + 1);
  expect(validation).toEqual(start);
  expect(fileOnly.code).toBe(0);
  expect(line).toBeGreaterThan(1);
  expect(noMetrics.stderr).toMatch(/:\d+: metrics: are shown to nobody without a token.*write metrics:/);
});

test("production refuses the database of npm start by what it calls itself, whatever its address says", async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gatehouse-demo-pg-"));
  const demo = await startDb({ dir, name: DEMO_NAME });
  onTestFinished(async () => {
    await demo.stop();
    await removeDb(dir);
  });
  const env = { DATABASE_URL: demo.url.replace("postgres@", "postgres:anything@") };
  const { code, stderr } = await deployment.run(["serve"], env);
  expect([code, stderr]).toEqual([1, expect.stringContaining("the embedded database of npm start")]);
});

test("tables are brought up by migrate alone: tried first, told step by step, twice at once, never backwards", async () => {
  const database = await startTestDatabase({ isEmpty: true });
  onTestFinished(() => database.stop());
  const env = { DATABASE_URL: database.url.replace("postgres@", "postgres:anything@") };
  const older = await deployment.run(["serve"], env);
  expect(older).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/lacks \d+ steps .*run `gatehouse migrate`/),
  });

  const tried = await deployment.run(["migrate", "--dry-run"], env);
  expect(tried.stdout).toMatch(/^would take 0000_tables\n(would take .*\n)+nothing was changed\n$/);
  const taken = await Promise.all([1, 2].map(() => deployment.run(["migrate"], env)));
  expect(taken.map(({ code }) => code)).toEqual([0, 0]);
  const said = taken.map(({ stdout }) => stdout).toSorted();
  expect(said[0]).toBe("the database is of this version: nothing to do\n");
  expect(said[1]).toMatch(/^took 0000_tables\n(took .*\n)+the database is of this version now: \d+ taken\n$/);
  const { stdout } = await deployment.run(["validate", "--database"], env);
  expect(stdout).toContain("the database is of this version, and all keys belong to it");

  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)",
  );
  await client.end();
  const newer = await Promise.all([["serve"], ["migrate"]].map((command) => deployment.run(command, env)));
  for (const { stderr } of newer) expect(stderr).toContain("newer version of Gatehouse");
});

test("keys may stand in files, as systemd and containers hand them over", async () => {
  const key = path.join(path.dirname(deployment.configFile), "cookies.key");
  await writeFile(key, `${deployment.env.GATEHOUSE_COOKIE_KEY}\n`, { mode: 0o600 });
  const { config } = await changed(/cookies:\n {4}env: GATEHOUSE_COOKIE_KEY/, `cookies: { file: ${key} }`);
  const { code, stdout } = await deployment.run(["validate", "--config", config], {
    GATEHOUSE_COOKIE_KEY: "",
  });
  expect([code, stdout]).toEqual([0, expect.stringContaining("valid: ")]);
});

test("keys lie where a service may only read them, by its group, and are rotated there without a word in the configuration", async () => {
  const folder = path.join(path.dirname(deployment.configFile), "keys");
  await mkdir(folder, { mode: 0o750 });
  const key = path.join(folder, "cookies");
  await writeFile(key, `${deployment.env.GATEHOUSE_COOKIE_KEY}\n`, { mode: 0o640 });
  const { config } = await changed(
    /cookies:\n {4}env: GATEHOUSE_COOKIE_KEY/,
    "cookies: { file: keys/cookies }",
  );
  const run = (...args: string[]) =>
    deployment.run([...args, "--config", config], { GATEHOUSE_COOKIE_KEY: "" });
  expect(await run("keys", "rotate", "cookies")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^added \w+, which signs from /),
  });
  expect((await stat(key)).mode & 0o777).toBe(0o640);
  expect((await run("keys", "list", "cookies")).stdout).toMatch(/ waits .*\n.* signs /);
  await chmod(key, 0o644);
  expect((await run("validate")).stderr).toContain("the file keys/cookies is open to everybody");
});

test("the unit hands over exactly what the guide's configuration expects of it, and no key that changes while it runs", async () => {
  const [unit, guide] = await Promise.all([
    readFile(path.join(root, "gateway", "deploy", "gatehouse.service"), "utf8"),
    readFile(GUIDE, "utf8"),
  ]);
  const handed = [...unit.matchAll(/^LoadCredential=([\w-]+):\/etc\/gatehouse\/secrets\/\1$/gm)];
  const expected = [...guide.matchAll(/ file: \/run\/credentials\/gatehouse\.service\/([\w-]+)/g)];
  const names = expected.map(([, name]) => name).toSorted();
  expect(handed.map(([, name]) => name).toSorted()).toEqual(names);
  expect(names).toEqual(["audit-key", "database-url", "idp-secret", "metrics-token"]);
  const rotating = [...guide.matchAll(/^ {2}(signing|assertion|cookies): \{ file: (\S+) \}$/gm)];
  expect(rotating.map(([, , file]) => file)).toEqual([
    "keys/signing.json",
    "keys/assertion.json",
    "keys/cookies",
  ]);
  expect(unit).toMatch(/^SupplementaryGroups=gatehouse-keys$/m);
});

test("whoever runs the guide's own lines has every file that its configuration and the unit ask for, and loses none by running them again", async () => {
  const [guide, unit] = await Promise.all([
    readFile(GUIDE, "utf8"),
    readFile(path.join(root, "gateway", "deploy", "gatehouse.service"), "utf8"),
  ]);
  const [, lines = ""] = /^```sh\n(groupadd .*?)^```$/ms.exec(guide) ?? [];
  const [, yaml = ""] = /^```yaml\n(.*?)^```$/ms.exec(guide) ?? [];
  const folder = path.join(path.dirname(deployment.configFile), "etc");
  // A group of the machine's is not a test's to make.
  const script = lines
    .replace(/^groupadd .*\n/, "")
    .replace(" -g gatehouse-keys", "")
    .replaceAll("/etc/gatehouse", folder);
  const run = (databaseUrl: string) =>
    spawnSync("sh", ["-c", script], { input: `${databaseUrl}\nsecret-of-the-login\n`, encoding: "utf8" });
  expect(run("postgres://gatehouse:p@db.example.com/gatehouse?sslmode=verify-full").stderr).toBe("");

  const handed = [...unit.matchAll(/^LoadCredential=.*\/etc\/gatehouse\/(secrets\/\S+)$/gm)];
  const files = [...handed.map(([, file = ""]) => file), "keys/signing.json", "keys/cookies"];
  const texts = () => Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
  const made = await texts();
  const config = path.join(folder, "gatehouse.yaml");
  await writeFile(
    config,
    yaml
      .replaceAll(/\/opt\/gatehouse\/catalogs\/(\w+)/g, path.join(root, "servers", "$1", "catalog"))
      .replaceAll("/run/credentials/gatehouse.service", path.join(folder, "secrets")),
  );
  const { code, stderr } = await deployment.run(["validate", "--config", config]);
  expect([code, stderr]).toEqual([0, ""]);
  run("postgres://another");
  expect(await texts()).toEqual(made);
});

test("the configuration of the guide is valid for the systems of this checkout", async () => {
  const guide = await readFile(GUIDE, "utf8");
  const [, yaml = ""] = /^```yaml\n(.*?)^```$/ms.exec(guide) ?? [];
  const config = path.join(path.dirname(deployment.configFile), "guide.yaml");
  await writeFile(
    config,
    yaml.replaceAll(/\/opt\/gatehouse\/catalogs\/(\w+)/g, path.join(root, "servers", "$1", "catalog")),
  );
  const { code, stdout } = await deployment.run(["validate", "--file-only", "--config", config]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("valid: 1 roles")]);
  const whole = await deployment.run(["validate", "--config", config]);
  expect(whole.stderr).toMatch(/:\d+: keys\.signing: the file \S+ cannot be read/);
});
