import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
// @boundaries-ignore the bootstrap under test is no member of the workspace
import { isAlive } from "../../scripts/processes.ts";
// @boundaries-ignore as above
import { LISTENERS } from "../../scripts/up/settings.ts";
import { freePorts, processesOf, type RunningScript, runScript } from "./running-script.ts";

const UP = "Gatehouse is up.";

let data: string;
let ports: Awaited<ReturnType<typeof freePorts>>;
let script: RunningScript;

beforeEach(async () => {
  data = mkdtempSync(path.join(os.tmpdir(), "gatehouse-start-"));
  ports = await freePorts();
});

afterEach(async () => {
  script.signalGroup("SIGTERM");
  await script.exitCode;
  rmSync(data, { recursive: true, force: true });
});

function npmStart(...args: string[]): RunningScript {
  const { DATABASE_URL: _, GATEHOUSE_PUBLIC_URL: __, ...shared } = process.env;
  const env = { ...shared, ...ports, GATEHOUSE_DATA: data };
  script = runScript(["start", "--", ...args], { program: "npm", env });
  return script;
}

test("npm start serves the gateway, its metadata and the sign-in, and Ctrl-C leaves no process behind", async () => {
  await npmStart().until(UP);
  const processes = processesOf(data);
  // One a listener, but SharePoint's simulator listens twice.
  expect(processes).toHaveLength(Object.keys(LISTENERS).length - 1);

  const gateway = `http://127.0.0.1:${ports.GATEHOUSE_PORT}`;
  const statusOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;
  expect(await statusOf(`${gateway}/healthz`)).toBe(200);
  expect(await statusOf(`${gateway}/.well-known/oauth-protected-resource/mcp/netsuite`)).toBe(200);
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  expect(await statusOf(`${gateway}/mcp`, { method: "POST", headers, body: "{}" })).toBe(401);
  const idp = `http://127.0.0.1:${ports.DEMO_IDP_PORT}/.well-known/openid-configuration`;
  expect(await statusOf(idp)).toBe(200);

  script.signalGroup("SIGINT");
  await script.exitCode;
  expect(processes.filter(isAlive)).toEqual([]);
});

test("a SIGTERM that reaches npm alone still stops everything", async () => {
  await npmStart("--programs", "test/bootstrap/stand-ins/programs.ts").until(UP);
  const processes = processesOf(data);
  script.child.kill("SIGTERM");
  await expect.poll(() => processes.filter(isAlive), { timeout: 20_000 }).toEqual([]);
});
