import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test as plainTest } from "vitest";
// @boundaries-ignore the bootstrap under test is no member of the workspace
import { isAlive, markOf } from "../../scripts/processes.ts";
import { freePorts, processesOf, type RunningScript, root, runScript } from "./running-script.ts";

const PROGRAMS = "test/bootstrap/stand-ins/programs.ts";
const UP = "Gatehouse is up.";

/** A data folder, ports and what was started there. */
interface Place {
  data: string;
  ports: Awaited<ReturnType<typeof freePorts>>;
  up(args?: string[], env?: NodeJS.ProcessEnv): RunningScript;
  remove(): Promise<void>;
}

async function openPlace(): Promise<Place> {
  const data = mkdtempSync(path.join(os.tmpdir(), "gatehouse-up-"));
  const ports = await freePorts();
  const scripts: RunningScript[] = [];
  return {
    data,
    ports,
    up(args = [], env = {}) {
      const { DATABASE_URL: _, ...shared } = process.env;
      const script = runScript(["scripts/up.ts", "--programs", PROGRAMS, ...args], {
        env: { ...shared, ...ports, GATEHOUSE_DATA: data, ...env },
      });
      scripts.push(script);
      return script;
    },
    async remove() {
      for (const script of scripts) {
        script.child.kill("SIGTERM");
        await script.exitCode;
      }
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Where somebody has started for the first time, and ended it. */
let first: Place;
let printed: string;

beforeAll(async () => {
  first = await openPlace();
  const script = first.up(["--once"]);
  expect(await script.exitCode, script.output()).toBe(0);
  printed = script.output();
});
afterAll(() => first.remove());

/** Each test gets a copy of that place: making a database is most of a first start. */
const test = plainTest.extend<{ place: Place }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from this pattern.
  place: async ({}, use) => {
    const place = await openPlace();
    cpSync(first.data, place.data, { recursive: true });
    // The copy does not keep what folders may; PostgreSQL serves none that others can read.
    chmodSync(path.join(place.data, "pg"), 0o700);
    await use(place);
    await place.remove();
  },
});

test("Ctrl-C stops every program and the database, keeps the data, and is no failure", async ({
  place: { up, data },
}) => {
  const script = up();
  await script.until(UP);
  const processes = processesOf(data);
  expect(processes).toHaveLength(4);
  script.signalGroup("SIGINT");
  expect(await script.exitCode).toBe(0);
  expect(processes.filter(isAlive)).toEqual([]);
  expect(existsSync(path.join(data, "run.json"))).toBe(false);
  expect(existsSync(path.join(data, "pg", "PG_VERSION"))).toBe(true);
});

test("a start that is killed outright takes its programs and database along", async ({
  place: { up, data },
}) => {
  const script = up();
  await script.until(UP);
  const processes = processesOf(data);
  script.child.kill("SIGKILL");
  await script.exitCode;
  await expect.poll(() => processes.filter(isAlive), { timeout: 10_000 }).toEqual([]);

  const next = up(["--once"]);
  expect(await next.exitCode).toBe(0);
});

test("a program that survived a killed start is ended by the next one, which says so", async ({
  place: { up, data, ports },
}) => {
  const survivor = runScript([path.join(root, "test/bootstrap/stand-ins/program.ts")], {
    env: { ...process.env, PORT: ports.GATEHOUSE_PORT },
  });
  await survivor.until("listening");
  const mark = markOf(survivor.child.pid ?? 0);
  const file = "stand-ins/program.ts";
  const run = { owner: { pid: 1, startedAt: "long ago" }, programs: [{ ...mark, name: "gateway", file }] };
  writeFileSync(path.join(data, "run.json"), JSON.stringify(run));

  const script = up(["--once"]);
  expect(await script.exitCode).toBe(0);
  expect(script.output()).toContain(
    `ending gateway (process ${mark?.pid}), left over from a start that was killed`,
  );
  await survivor.exitCode;
});

test("the death of whoever started it stops everything", async ({ place: { data, ports } }) => {
  const command = [process.execPath, "scripts/up.ts", "--programs", PROGRAMS].join(" ");
  // Two commands, or the shell would become the script instead of its parent.
  const shell = runScript(["-c", `${command}; true`], {
    program: "/bin/sh",
    env: { ...process.env, ...ports, GATEHOUSE_DATA: data },
  });
  await shell.until(UP);
  const { owner } = JSON.parse(readFileSync(path.join(data, "run.json"), "utf8"));
  const processes = [owner, ...processesOf(data)];
  shell.child.kill("SIGKILL");
  await expect.poll(() => processes.filter(isAlive), { timeout: 10_000 }).toEqual([]);
});

test("a second start in the same folder is refused in one sentence while the first runs on", async ({
  place: { up, data },
}) => {
  const running = up();
  await running.until(UP);
  const second = up();
  expect(await second.exitCode).toBe(1);
  expect(second.output()).toBe(
    `gatehouse: Gatehouse already runs on ${data} (process ${running.child.pid}): use that one, or end it with Ctrl-C first.\n`,
  );
  expect(processesOf(data).every(isAlive)).toBe(true);
});

test("a busy port is one sentence: the port, who wants it, the variable that moves it", async ({
  place: { up, ports },
}) => {
  const other = createServer().listen(Number(ports.DEMO_IDP_PORT), "127.0.0.1");
  await once(other, "listening");
  const script = up();
  expect(await script.exitCode).toBe(1);
  expect(script.output()).toBe(
    `gatehouse: Port ${ports.DEMO_IDP_PORT}, which the demo identity provider wants, is taken: end what uses it, ` +
      "set DEMO_IDP_PORT, or move all ports with npm start -- --port <first port>.\n",
  );
  await once(other.close(), "close");
});

test("a program that refuses to start is quoted, and nothing stays behind", async ({
  place: { up, data },
}) => {
  const script = up([], { GATEHOUSE_STAND_IN: "--refuse" });
  expect(await script.exitCode).toBe(1);
  expect(script.output()).toContain(
    "gatehouse: The gateway ended with exit code 1: The stand-in cannot start: its shoes are missing (log: ",
  );
  expect(existsSync(path.join(data, "pg", "postmaster.pid"))).toBe(false);
});

test("a program that dies later is quoted, ends everything and fails the start", async ({
  place: { up, data, ports },
}) => {
  const script = up([], { GATEHOUSE_STAND_IN: "--die-when-asked" });
  await script.until(UP);
  const processes = processesOf(data);
  await fetch(`http://127.0.0.1:${ports.GATEHOUSE_PORT}/die`).catch(() => {});
  expect(await script.exitCode).toBe(1);
  expect(script.output()).toContain(
    "gatehouse: The gateway ended with exit code 3: The stand-in lost its way (log: ",
  );
  expect(processes.filter(isAlive)).toEqual([]);
});

test.concurrent("a program that ignores SIGTERM is killed after five seconds", async ({ place: { up } }) => {
  const script = up(["--once"], { GATEHOUSE_STAND_IN: "--stubborn" });
  await script.until("stopping");
  const startedAt = performance.now();
  expect(await script.exitCode).toBe(0);
  expect(performance.now() - startedAt).toBeGreaterThan(4_900);
});

// Beside the one before, which only waits.
test.concurrent("secrets are made once, for their owner alone, and made anew with everything else by --reset", async ({
  place: { up, data },
}) => {
  const file = path.join(data, "secrets.json");
  const made = readFileSync(path.join(first.data, "secrets.json"), "utf8");
  expect(statSync(path.join(first.data, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(await up(["--once"]).exitCode).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(made);

  // Not the file's number: a file system gives those out again.
  const mark = path.join(data, "pg", "of-the-first-start");
  writeFileSync(mark, "");
  const { size } = statSync(path.join(data, "log", "gateway.log"));
  expect(await up(["--once", "--reset"]).exitCode).toBe(0);
  expect(readFileSync(file, "utf8")).not.toBe(made);
  expect(existsSync(mark)).toBe(false);
  expect(statSync(path.join(data, "log", "gateway.log")).size).toBeLessThan(size);
});

test("a database whose secrets are gone is refused instead of being served with new ones", async ({
  place: { up, data },
}) => {
  rmSync(path.join(data, "secrets.json"));
  const script = up(["--once"]);
  expect(await script.exitCode).toBe(1);
  expect(script.output()).toBe(
    `gatehouse: ${path.join(data, "secrets.json")} is missing beside its database: restore it, or begin anew with npm start -- --reset.\n`,
  );
});

test("what it prints fits one screen of 40 lines and 100 columns", () => {
  const lines = printed.split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});

test("it says what each person may use now and what is closed, what to ask first, and which pages there are", () => {
  expect(printed).toMatch(/amara\.osei@\S+ +Finance Manager +employee, finance: 33 tools \(\+2\)\n/);
  expect(printed).toMatch(/priya\.nair@\S+ .* hr: 21 tools\n/);
  expect(printed).toContain(
    "(+: tools that change something, closed until two administrators open them on /phases)",
  );
  expect(printed).toContain("npm run ask -- --as amara.osei@halden.example netsuite_list_projects");
  for (const page of ["/connections", "/approvals", "/overview", "/phases", "/setup"])
    expect(printed).toContain(page);
});
