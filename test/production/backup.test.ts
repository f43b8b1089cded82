import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the audit is checked here as nothing but its own key can
import { beginningOf, linkAfter } from "../../gateway/src/audit/chain.ts";
// @boundaries-ignore as above
import { auditKeysFrom } from "../../gateway/src/audit/keys.ts";
import { startTestDatabase, type TestDatabase } from "../support/database.ts";
import { HeadlessBrowser, type Page } from "../support/headless-sign-in.ts";
import { secrets } from "../support/house.ts";
import { callTool } from "../support/mcp.ts";
import { copyDatabase } from "./copy-database.ts";
import { type Deployment, openDeployment } from "./deployment.ts";
import { authorizationUrl, logIn, refresh } from "./sign-ins.ts";

const AMARA = "amara.osei@halden.example";
const REDIRECT_URI = "http://127.0.0.1:4321/callback";
let deployment: Deployment;
let restored: TestDatabase;
/** What the restored gateways get in place of what the first one had. */
let onRestored: Record<string, string>;
let login: Awaited<ReturnType<typeof logIn>>;

beforeAll(async () => {
  deployment = await openDeployment({ gateways: 1 });
  restored = await startTestDatabase();
  onRestored = { DATABASE_URL: restored.url.replace("postgres@", "postgres:unused@") };
  login = await logIn(deployment.url, AMARA);
  await echo(login.accessToken, "before the backup");
});
afterAll(async () => {
  await deployment?.stop();
  await restored?.stop();
});

const echo = async (token: string, text: string) =>
  (await callTool(`${deployment.url}/mcp`, token, "fast_echo", { text })).status;

/** Takes what serves now away and starts another in its place. */
async function serveWith(env: Record<string, string>) {
  await Promise.all(deployment.gateways.splice(0).map(({ stop }) => stop()));
  deployment.proxy.backends.splice(0);
  return deployment.addGateway(env);
}

/** A sign-in as far as the consent page, and the browser that stands before it. */
async function consentPage() {
  const browser = new HeadlessBrowser();
  const page = (await browser.open(authorizationUrl(deployment.url).url, REDIRECT_URI)) as Page;
  return { browser, page };
}

async function approve({ browser, page }: Awaited<ReturnType<typeof consentPage>>): Promise<number> {
  const [form] = page.forms;
  if (form === undefined) throw new Error("no form on the consent page");
  const next = await browser.submit(page, form, { name: "answer", value: "approve" }, REDIRECT_URI);
  return next instanceof URL ? 302 : next.status;
}

test("restored into a fresh database with the same keys, people stay signed in and the audit goes on", async () => {
  await copyDatabase(deployment.database.url, restored.url);
  const gateway = await serveWith(onRestored);
  expect(gateway.written().stdout).not.toContain("is not the key");
  expect(await echo(login.accessToken, "after the restore")).toBe(200);
  const renewed = await refresh(deployment.url, login.refreshToken);
  expect(renewed.error).toBeUndefined();
  login = { ...login, refreshToken: renewed.refresh_token ?? "" };
  const tail = await deployment.run(["audit", "tail", "--calls"], onRestored);
  for (const text of ["before the backup", "after the restore"]) expect(tail.stdout).toContain(text);
  expect(await brokenRows(restored.url)).toEqual([]);
});

test("with signing, assertion and cookie keys lost, each loss is named, and only what was under way begins again", async () => {
  const underWay = await consentPage();
  const fresh = await secrets(deployment.url, 0, "");
  const lost = Object.fromEntries(
    ["SIGNING", "ASSERTION", "COOKIE"].map((key) => [
      `GATEHOUSE_${key}_KEY`,
      fresh[`GATEHOUSE_${key}_KEY`] ?? "",
    ]),
  );
  const { stdout } = await deployment.run(["validate", "--database"], { ...onRestored, ...lost });
  const names = ["signing", "assertion", "cookies"];
  for (const name of names) expect(stdout).toContain(`warning: keys.${name} is not the key`);
  const gateway = await serveWith({ ...onRestored, ...lost });
  for (const name of names) expect(gateway.written().stdout).toContain(`keys.${name} is not the key`);

  expect(await echo(login.accessToken, "with the old token")).toBe(401);
  const renewed = await refresh(deployment.url, login.refreshToken);
  expect(await echo(renewed.access_token ?? "", "with a new token")).toBe(200);
  login = { ...login, refreshToken: renewed.refresh_token ?? "" };
  expect(await approve(underWay)).toBe(400);
  expect(await approve(await consentPage())).toBe(200);
  Object.assign(onRestored, lost);
});

test("with the audit key lost nothing starts, until an administrator gives it up and that is on record", async () => {
  const lost = { ...onRestored, GATEHOUSE_AUDIT_KEY: randomBytes(32).toString("base64") };
  const refusal = "keys.audit is not the key that this database's audit was written with";
  await expect(serveWith(lost)).rejects.toThrow(refusal);
  const [costs, validation] = await Promise.all([
    deployment.run(["audit", "begin-anew"], lost),
    deployment.run(["validate", "--database"], lost),
  ]);
  expect(costs).toMatchObject({ code: 0, stdout: expect.stringContaining("stays unreadable for good") });
  expect(validation.stderr).toContain(refusal);

  const begun = await deployment.run(["audit", "begin-anew", "--give-up-the-lost-key"], lost);
  expect(begun.stdout).toContain("removed the keys of 1 people");
  await serveWith(lost);
  const renewed = await refresh(deployment.url, login.refreshToken);
  expect(await echo(renewed.access_token ?? "", "under the new key")).toBe(200);
  const [{ stdout }, twice] = await Promise.all([
    deployment.run(["audit", "tail"], lost),
    deployment.run(["audit", "begin-anew", "--give-up-the-lost-key"], lost),
  ]);
  expect(stdout).toContain("under the new key");
  expect(stdout).toContain("audit_key_lost");
  expect(stdout).not.toContain("before the backup");
  expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining("nothing to give up") });
});

type Row = Parameters<typeof linkAfter>[1] & { chain: string; seq: string; mac: Buffer };

/** Rows whose MAC does not follow from the row before it. */
async function brokenRows(url: string): Promise<string[]> {
  const key = auditKeysFrom(deployment.env.GATEHOUSE_AUDIT_KEY ?? "").mac;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Row & { when: Date }>(
    `select chain, seq, at as when, kind, request_id as "requestId", person, system, tool, outcome, facts::text as facts, sealed, mac
     from audit_row order by chain, seq`,
  );
  await client.end();
  const broken: string[] = [];
  let last: Parameters<typeof linkAfter>[0] | undefined;
  for (const { when, chain, seq, mac, ...row } of rows) {
    const before = last?.chain === chain ? last : beginningOf(chain, key);
    last = linkAfter(before, { ...row, at: when.toISOString() }, key);
    if (!last.mac.equals(mac)) broken.push(`${chain} ${seq}`);
  }
  expect(new Set(rows.map(({ chain }) => chain)).size).toBeGreaterThan(1);
  return broken;
}
