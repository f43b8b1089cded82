import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root, runScript } from "./running-script.ts";

const NOBODY = 65534;

let folder: string;
let checkout: string;

/** As much of a checkout as the bootstrap reads before it has fetched anything, and a HOME that holds nothing. */
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-run-"));
  checkout = path.join(folder, "checkout");
  mkdirSync(checkout);
  cpSync(path.join(root, "scripts"), path.join(checkout, "scripts"), { recursive: true });
  for (const file of ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"]) {
    copyFileSync(path.join(root, file), path.join(checkout, file));
  }
  mkdirSync(path.join(folder, "home"));
});

afterEach(() => {
  chmodSync(checkout, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

function emptyHome(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: path.join(folder, "home"), ...more };
}

const linesOf = (text: string) => text.trim().split("\n");

test("a registry that does not answer is one sentence that names it and the log", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const registry = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
  await once(closed.close(), "close");

  const env = emptyHome({ npm_config_registry: registry });
  const script = runScript(["scripts/run.mjs", "start"], { cwd: checkout, env });
  expect(await script.exitCode).toBe(1);
  const log = path.join(".tools", "log", "tools.log");
  expect(linesOf(script.output()).at(-1)).toBe(
    `gatehouse: Fetching pnpm failed: the package registry ${registry} does not answer: check the network, ` +
      `or name another with npm config set registry <url> (full output: ${log}).`,
  );
  expect(script.output()).not.toMatch(/^\s+at /m);
  expect(readFileSync(path.join(checkout, log), "utf8")).toContain("ECONNREFUSED");
});

test("a folder that cannot be written is one sentence that names it, before anything is fetched", async () => {
  const isRoot = process.getuid?.() === 0;
  const program = path.join(folder, "node"); // The one that runs now may lie where only root can go.
  copyFileSync(process.execPath, program);
  chmodSync(folder, 0o755);
  chmodSync(checkout, 0o555);
  const script = runScript(["scripts/run.mjs", "start"], {
    cwd: checkout,
    env: emptyHome(),
    program,
    ...(isRoot ? { uid: NOBODY } : {}),
  });
  expect(await script.exitCode).toBe(1);
  expect(script.output()).toBe(
    `gatehouse: The folder ${checkout} is not writable (EACCES): make it yours or copy the checkout elsewhere.\n`,
  );
});

test("a Node too old for the bootstrap itself is one sentence", async () => {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "19.9.0" } })`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const script = runScript(["--import", preload, "scripts/run.mjs", "start"], {
    cwd: checkout,
    env: emptyHome(),
  });
  expect(await script.exitCode).toBe(1);
  expect(script.output()).toMatch(/^gatehouse: this Node is .*: install Node 20 or newer .*\n$/);
  expect(readFileSync(path.join(root, "README.md"), "utf8")).toContain("Needs Node 20 or newer");
});

test("an unknown command shows the commands there are", async () => {
  const script = runScript(["scripts/run.mjs", "strat"], { cwd: checkout, env: emptyHome() });
  expect(await script.exitCode).toBe(2);
  for (const name of ["start", "test", "check", "conformance", "bench", "attack"]) {
    expect(script.output()).toContain(`  ${name} `);
  }
});

test("every command of the bootstrap is a script of package.json", async () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const list = `
    const { commands } = await import("./scripts/run/commands.mjs");
    process.stdout.write(JSON.stringify(Object.keys(commands)));`;
  const script = runScript(["--input-type=module", "-e", list], { cwd: checkout, env: emptyHome() });
  expect(await script.exitCode).toBe(0);
  for (const name of JSON.parse(script.output())) expect(scripts[name]).toBe(`node scripts/run.mjs ${name}`);
});

test("dependencies are installed once, and again when a package.json changes", async () => {
  const calls = path.join(folder, "calls");
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  mkdirSync(path.join(checkout, "gateway"));
  const member = path.join(checkout, "gateway", "package.json");
  writeFileSync(member, '{ "dependencies": { "hono": "1" } }');
  const pnpm = `#!/bin/sh\necho "$@" >> "${calls}"\nmkdir -p node_modules gateway/node_modules\n`;
  writeFileSync(path.join(bin, "pnpm"), pnpm, { mode: 0o755 });

  const install = async () => {
    const script = `
      const { installDependencies } = await import("./scripts/run/install.mjs");
      await installDependencies(process.cwd(), process.env);`;
    const env = emptyHome({ PATH: `${bin}:${process.env.PATH}` });
    const run = runScript(["--input-type=module", "-e", script], { cwd: checkout, env });
    expect(await run.exitCode, run.output()).toBe(0);
    return linesOf(readFileSync(calls, "utf8")).length;
  };
  expect(await install()).toBe(1);
  expect(await install()).toBe(1);
  writeFileSync(member, '{ "dependencies": { "hono": "2" } }');
  expect(await install()).toBe(2);
  rmSync(path.join(checkout, "gateway", "node_modules"), { recursive: true });
  expect(await install()).toBe(3);
});
