import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Gateway } from "@gatehouse/gateway";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Desk, startDesk } from "../attack/desk.ts";
import { AMARA, INGRID, openReplica, querier } from "../attack/world.ts";
import { type House, openHouse } from "../support/house.ts";
import { callTool, modern } from "../support/mcp.ts";
import { openPhase } from "../support/phases.ts";

const MAIN = path.resolve(import.meta.dirname, "..", "..", "gateway", "dist", "main.js");
const WITHIN = { timeout: 1_000, interval: 10 };
/** A command starts a process of its own first. */
const SLOWLY = { timeout: 10_000, interval: 50 };

let desk: Desk;
let house: House;
let replica: Gateway;
let token: string;
let query: ReturnType<typeof querier>;
beforeAll(async () => {
  desk = await startDesk();
  const roles = {
    writer: { title: "Writers", groups: ["gatehouse-finance"], tools: ["desk_read", "desk_change"] },
    reader: { title: "Readers", groups: ["gatehouse-operations"], tools: ["desk_read"] },
  };
  const administrators = { roles: ["writer", "reader"] };
  house = await openHouse({ systems: { desk: desk.house }, config: { roles, administrators } });
  desk.open(house.url);
  query = querier(house);
  replica = await openReplica(house);
  const tokens = await Promise.all(
    [AMARA, INGRID].map((email) => house.tokensOf(email, "/mcp", "mcp:read mcp:write")),
  );
  token = tokens[0]?.access_token as string;
});
beforeEach(async () => {
  await query("delete from phase_opening");
  // What the test before opened or closed must not be taken for what this one does, on any replica.
  for (const url of [house.url, replica.url])
    await expect.poll(() => phaseAt(url), { timeout: 6_000, interval: 10 }).toBe(1);
});
afterAll(async () => {
  await replica?.close();
  await house?.stop();
  await desk?.stop();
});

const change = (url: string) => callTool(`${url}/mcp`, token, "desk_change", { text: `${Math.random()}` });
type Result = {
  structuredContent?: { systems?: { phase: number; closed_tools: number }[] };
  content?: { text: string }[];
  _meta?: Record<string, { code?: string }>;
};
const resultOf = (answer: { body: unknown }) => (answer.body as { result: Result }).result;
const codeOf = async (url: string) => resultOf(await change(url))._meta?.["gatehouse/error"]?.code ?? "ok";
const phaseAt = async (url: string) =>
  resultOf(await callTool(`${url}/mcp`, token, "gatehouse_whoami")).structuredContent?.systems?.[0]?.phase;
const gatehouse = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [MAIN, "phase", ...args, "--config", house.configFile], {
    env: { ...process.env, ...house.env },
  }).catch((error) => error);

test("what opens and closes counts on every replica without a restart, in calls and in what whoami says", async () => {
  const urls = [house.url, replica.url];
  for (const url of urls) expect(await codeOf(url)).toBe("phase_closed");
  await openPhase(house.database.url, "desk", 2);
  for (const url of urls) await expect.poll(() => phaseAt(url), WITHIN).toBe(2);
  for (const url of urls) expect(await codeOf(url)).toBe("ok");
  await query("update phase_opening set closed_at = now(), closed_as = 'brake', close_reason = 'a test'");
  for (const url of urls) await expect.poll(() => codeOf(url), WITHIN).toBe("phase_closed");
  for (const url of urls) expect(await phaseAt(url)).toBe(1);
  const list = JSON.stringify((await modern(`${replica.url}/mcp`, token, "tools/list")).body);
  expect(list).toContain("desk_change");
  expect(resultOf(await change(replica.url)).content?.[0]?.text).toMatch(
    /^Desk is open for reading only \(phase 1\) since \d{4}-\d\d-\d\d: the brake was pulled by somebody: a test\./,
  );
});

test("a brake counts on a replica within a second although it is deaf to notices", async () => {
  await openPhase(house.database.url, "desk", 2);
  await expect.poll(() => codeOf(replica.url), WITHIN).toBe("ok");
  await query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gatehouse changes' and datname = current_database()",
  );
  await query("update phase_opening set closed_at = now(), closed_as = 'brake'");
  await expect.poll(() => codeOf(replica.url), WITHIN).toBe("phase_closed");
});

test("a trial counts for holders of its role alone", async () => {
  await openPhase(house.database.url, "desk", 2, { role: "reader" });
  const reader = (await house.tokensOf(INGRID)).access_token;
  const seen = async (who: string) =>
    resultOf(await callTool(`${house.url}/mcp`, who, "gatehouse_whoami")).structuredContent?.systems?.[0]
      ?.phase;
  await expect.poll(() => seen(reader), WITHIN).toBe(2);
  expect(await phaseAt(house.url)).toBe(1);
});

test("the commands propose, refuse the proposer, confirm by another, tell where things stand, and brake", async () => {
  const wish = ["--reason", "month end", "--ticket", "IT-7"];
  const items = ["days_in_phase", "calls_in_phase", "contract"].flatMap((item) => [
    "--waive",
    `${item}=a test`,
  ]);
  const proposed = await gatehouse("propose", "desk", "2", ...wish, ...items, "--by", AMARA);
  const [, id = ""] = /^proposed: (\S+),/m.exec(proposed.stdout) ?? [];
  expect(proposed.stdout).toContain("waived  contract");
  expect(proposed.stdout).toContain("a command does not see how long a gateway's rows wait");
  const own = await gatehouse("confirm", id, "--by", AMARA);
  expect(own.stderr).toContain("Another administrator than the one who proposed it must confirm");
  expect((await gatehouse("confirm", id, "--by", INGRID)).stdout).toContain(
    "open: phase 2 of desk: month end (IT-7)",
  );
  await expect.poll(() => codeOf(replica.url), WITHIN).toBe("ok");
  const status = (await gatehouse("status")).stdout;
  expect(status).toContain("desk (Desk): phase 2 for everybody");
  expect(status).toMatch(/open: phase 2 since .* UTC, by Amara Osei and Ingrid Solberg: month end \(IT-7\)/);
  const braked = gatehouse("brake", "all", "--reason", "an incident", "--by", AMARA);
  await expect.poll(() => codeOf(replica.url), SLOWLY).toBe("phase_closed");
  expect((await braked).stdout).toContain("closed 1 openings: every system is open for reading only");
  const { stdout: history } = await gatehouse("history", "desk");
  expect(history).toMatch(
    /proposed .* Amara Osei +month end \(IT-7\) contract waived: a test|contract waived: a test/,
  );
  expect(history).toMatch(/brake +phase 2 +Amara Osei +an incident/);
  const [act] = await query<{ facts: { by: { channel: string; account: string } } }>(
    "select facts from audit_row where tool = 'phase_brake'",
  );
  expect(act?.facts.by).toMatchObject({ channel: "cli", account: expect.any(String) });
});
