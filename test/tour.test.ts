import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the README's commands are scripts, and scripts are no member
import { isAlive, type ProcessMark } from "../scripts/processes.ts";
// @boundaries-ignore as above
import { LISTENERS } from "../scripts/up/settings.ts";
import { processesOf, type RunningScript, runScript } from "./bootstrap/running-script.ts";
import { isFree } from "./support/house.ts";

/**
 * From `npm start` to Ctrl-C: runs the blocks of the tour as they stand in the README and on the servers' page, each in the shell it
 * is marked with, against a house of its own, and reads what a person would.
 */
const root = path.resolve(import.meta.dirname, "..");
let house: RunningScript;
let processes: ProcessMark[];
let env: NodeJS.ProcessEnv;
let data: string;
type Block = { shell: string; text: string };
let tour: Block[];
let perSystem: Block[];
/** What the blocks of each page printed, in their order. */
const answers: string[] = [];
const perSystemAnswers: string[] = [];

/** A first port from which all others that `npm start` wants are free, below those that outgoing connections take. */
async function firstPort(): Promise<number> {
  for (let first = 12_000 + Math.floor(Math.random() * 10_000); ; first += 40) {
    const wanted = Object.values(LISTENERS).map(({ offset }) => first + offset);
    if ((await Promise.all(wanted.map(isFree))).every(Boolean)) return first;
  }
}

async function blocksOf(file: string): Promise<Block[]> {
  const page = await readFile(path.join(root, file), "utf8");
  const part = page.slice(page.indexOf("<!-- tour -->"), page.indexOf("<!-- /tour -->"));
  return [...part.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, shell = "", text = ""]) => ({ shell, text }));
}

beforeAll(async () => {
  [tour, perSystem] = await Promise.all([blocksOf("README.md"), blocksOf("servers/README.md")]);
  data = await mkdtemp(path.join(os.tmpdir(), "gatehouse-tour-"));
  const port = await firstPort();
  const { DATABASE_URL: _, GATEHOUSE_PUBLIC_URL: __, ...shared } = process.env;
  env = { ...shared, GATEHOUSE_DATA: data, GATEHOUSE_PORT: String(port) };
  house = runScript(["start", "--", "--port", String(port)], { program: "npm", env });
  await house.until("Ctrl-C");
  processes = processesOf(data);
});

afterAll(async () => {
  house.signalGroup("SIGTERM");
  await house.exitCode;
  await rm(data, { recursive: true, force: true });
});

test("npm start serves the gateway, its metadata and the sign-in, and says where", async () => {
  // One a listener, but SharePoint's simulator listens twice.
  expect(processes).toHaveLength(Object.keys(LISTENERS).length - 1);

  const gateway = `http://127.0.0.1:${env.GATEHOUSE_PORT}`;
  // Above it stands how far a first start has come, which takes as many lines as it takes seconds.
  const welcome = house.output().slice(house.output().indexOf("Gatehouse is up."));
  expect(welcome).toContain(`${gateway}/mcp`);
  expect(welcome.split("\n").length).toBeLessThanOrEqual(40);

  const statusOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;
  expect(await statusOf(`${gateway}/healthz`)).toBe(200);
  expect(await statusOf(`${gateway}/.well-known/oauth-protected-resource/mcp/netsuite`)).toBe(200);
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  expect(await statusOf(`${gateway}/mcp`, { method: "POST", headers, body: "{}" })).toBe(401);
  const idp = `http://127.0.0.1:${Number(env.GATEHOUSE_PORT) + LISTENERS.identityProvider.offset}`;
  expect(await statusOf(`${idp}/.well-known/openid-configuration`)).toBe(200);
});

/** What was printed for each tool that one block asked, person by person; each begins with the same tool. */
function saidIn(block: string, firstTool: string): Record<string, string>[] {
  const people: Record<string, string>[] = [];
  const [, ...parts] = block.split(/^([a-z]+_\w+):\n/m);
  for (let index = 0; index < parts.length; index += 2) {
    const [name = "", said = ""] = parts.slice(index);
    if (name === firstTool) people.push({});
    Object.assign(people.at(-1) ?? {}, { [name]: said.trim() });
  }
  return people;
}

/** So many of the README's first blocks only read, as all of the servers' page do, and none of them waits for another. */
const READING = 5;

const printed = async ({ shell, text }: Block): Promise<string> => {
  const { stdout } = await promisify(execFile)(shell, ["-c", text], {
    cwd: root,
    env,
    maxBuffer: 2 ** 24,
  }).catch((error) => error);
  return stdout;
};

test("the tour's blocks run as they stand on their pages, in the shell they name", {
  timeout: 120_000,
}, async () => {
  expect([tour.length, perSystem.length]).toEqual([11, 3]);
  for (const { shell, text } of [...tour, ...perSystem])
    expect([text, shell]).toEqual([text, text.includes("<<<") ? "bash" : "sh"]);
  const reading = [...tour.slice(0, READING), ...perSystem];
  const read: string[] = [];
  for (let next = 0; next < reading.length; next += 2)
    read.push(...(await Promise.all(reading.slice(next, next + 2).map(printed))));
  answers.push(...read.slice(0, READING));
  perSystemAnswers.push(...read.slice(READING));
  for (const block of tour.slice(READING)) answers.push(await printed(block));
});

test("a finance manager sees the purchase orders that wait above 50,000", () => {
  const { items } = JSON.parse(answers[0] ?? "");
  expect(items.length).toBeGreaterThan(5);
  expect(items.every(({ amount }: { amount: number }) => amount >= 50_000)).toBe(true);
});

test("a project manager sees late projects", () => {
  const { items } = JSON.parse(answers[1] ?? "");
  expect(items.length).toBeGreaterThan(0);
  expect(items.every(({ days_late }: { days_late: number }) => days_late > 0)).toBe(true);
});

test("an account executive sees his own opportunities in Salesforce", () => {
  const { items } = JSON.parse(perSystemAnswers[0] ?? "");
  expect(items.length).toBeGreaterThan(0);
  expect(items.every(({ owner }: { owner: string }) => owner === "Daniel Kowalski")).toBe(true);
});

test("an HR partner reads a colleague's pay, and the operations director reads that it is withheld", () => {
  const [hr, operations] = (perSystemAnswers[1] ?? "").split(/^(?=\{)/m).map((text) => JSON.parse(text));
  expect(hr.compensation.rate).toMatch(/\d USD$/);
  expect(hr.withheld).toBeUndefined();
  expect(operations.compensation).toBeUndefined();
  expect(operations.withheld).toContainEqual({ field: "compensation", reason: "class" });
});

test("a contract folder in SharePoint holds the contract, by a handle of our own", () => {
  const { items } = JSON.parse(perSystemAnswers[2] ?? "");
  expect(items.some(({ name }: { name: string }) => /contract/i.test(name))).toBe(true);
  for (const { ref } of items) expect(ref).toMatch(/^(doc|dir)_[0-9A-Z]+$/);
});

test("one question across four systems is answered to each person as far as they may see", () => {
  const [manager, seller] = saidIn(answers[2] ?? "", "netsuite_list_projects");
  const of = (said: Record<string, string | undefined> | undefined, tool: string) =>
    JSON.parse(said?.[tool] ?? "");
  for (const said of [manager, seller]) {
    expect(of(said, "netsuite_list_projects").items[0]).toMatchObject({ manager: "Tomás Rivera" });
    expect(of(said, "bamboohr_get_employee").work).toMatchObject({ manager: "Samuel Muñoz" });
    expect(of(said, "sharepoint_list_folder").items.length).toBeGreaterThan(0);
  }
  expect(of(manager, "netsuite_list_transactions").items[0]).toMatchObject({ status: "Open" });
  expect(seller?.netsuite_list_transactions).toMatch(/No tool of this name is available to you/);
  expect(of(manager, "bamboohr_get_employee").job).toHaveProperty("hire_date");
  expect(of(seller, "bamboohr_get_employee").withheld).toEqual([{ field: "job", reason: "class" }]);
  expect(of(manager, "salesforce_search").items[0]).toMatchObject({ label: "Cottonwood County Hospital" });
  expect(of(seller, "salesforce_search").items).toEqual([]);
});

test("he is refused what no role of his grants, and told whom to ask", () => {
  expect(answers[3]).toMatch(/No tool of this name is available to you.*mei\.tanaka@halden\.example/);
});

test("he reads that writes are closed, that nothing changed, and whom to ask", () => {
  expect(answers[4]).toMatch(/phase 1.*Nothing was changed.*Ask mei\.tanaka@halden\.example/s);
});

test("he hits his limit and reads when to come back", () => {
  expect(answers[5]).toMatch(/limit of 10 calls a minute for you for this tool.*free again in \d+ s/);
});

test("two administrators open changes, each missing item with a reason", () => {
  expect(answers[6]).toMatch(/waived +days_in_phase .*a tour/);
  expect(answers[6]).toMatch(/waived +contract .*a simulator/);
  expect(answers[6]).toMatch(/^open: phase 2 of netsuite: Contacts by assistants \(IT-1204\)$/m);
});

test("he sees before and after, confirms, and takes it back", () => {
  const [asked = "", confirmed = "", undone = ""] = (answers[7] ?? "").split(/^gatehouse_\w+:$/m);
  expect(asked).toMatch(/^netsuite: Connected as tomas\.rivera@halden\.example\.\n\nNothing was changed yet/);
  expect(JSON.parse(asked.slice(asked.indexOf("{")))).toMatchObject({
    state: "confirming",
    after: { title: "Accounts Payable" },
  });
  expect(JSON.parse(confirmed)).toMatchObject({ kind: "change", state: "done" });
  expect(JSON.parse(undone)).toMatchObject({ kind: "undo", state: "done" });
});

test("after the brake he reads why, since when, and whom to ask", () => {
  expect(answers[8]).toMatch(/^closed 1 openings?: netsuite is open for reading only/);
  expect(answers[8]).toMatch(/since \d{4}-\d\d-\d\d: the brake was pulled by Mei Tanaka: The tour is over\./);
  expect(answers[8]).toContain("Ask mei.tanaka@halden.example");
});

test("all of it is on record", () => {
  const tail = answers[9] ?? "";
  for (const line of [
    /amara\.osei@halden\.example .*netsuite_list_pending_approvals +ok/,
    /tomas\.rivera@halden\.example .*netsuite_list_projects +ok/,
    /refusal .*netsuite_get_aging +invalid_params +no_role_grants_it/,
    /refusal .*netsuite_update_contact_info +phase_closed +phase_closed/,
    /refusal .*netsuite_list_projects +rate_limited/,
    /outcome .*netsuite_update_contact_info +ok/,
  ])
    expect(tail).toMatch(line);
});

test("a decision can be explained, rule by rule", () => {
  expect(answers[10]).toMatch(/netsuite_get_aging: refuse, no_role_grants_it/);
  expect(answers[10]).toMatch(/role project-manager does not name netsuite_get_aging/);
});

test("the operator sees the calls, the limits, and what NetSuite still allows", async () => {
  const metrics = await (await fetch(`http://127.0.0.1:${env.GATEHOUSE_PORT}/metrics`)).text();
  expect(metrics).toMatch(
    /gatehouse_calls_total\{method="tools\/call",tool="netsuite_list_projects",outcome="ok"\} \d+/,
  );
  expect(metrics).toMatch(/gatehouse_rate_limited_total\{limit="tool"\} \d+/);
  expect(metrics).toMatch(/gatehouse_vendor_allowance\{system="netsuite",kind="concurrency"\} [1-9]/);
});

test("Ctrl-C leaves no process behind", async () => {
  house.signalGroup("SIGINT");
  await house.exitCode;
  expect(processes.filter(isAlive)).toEqual([]);
});
