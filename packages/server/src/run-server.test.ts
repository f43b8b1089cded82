import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** The smallest server there is, as a program of its own: `runServer` ends processes. */
const PROGRAM = `
  import { defineSystem, toolFor } from "@gatehouse/tool";
  import { z } from "zod";
  import { runServer } from "./run-server.ts";
  const facts = { title: "T", description: "D.", input: z.strictObject({}), output: z.object({ who: z.string() }), example: {} };
  const define = toolFor();
  const handler = async ({ caller }) => ({ who: caller.email });
  const preview = async () => ({ summary: "", before: 0, after: 1, checks: [] });
  await runServer({
    system: defineSystem({ id: "demo", title: "Demo", vendor: "V", grants: {}, scopes: { 1: [], 2: [], 3: [] } }),
    version: "1",
    tools: [
      define({ ...facts, name: "demo_get", phase: 1, risk: "read", handler }),
      define({ ...facts, name: "demo_pay", phase: 3, risk: "irreversible", handler, preview }),
    ],
    api: () => ({}),
  });`;

function start(env: Record<string, string>, args: string[] = []) {
  const flags = ["--input-type=module-typescript", "--eval", PROGRAM, "--", ...args];
  return spawn(process.execPath, flags, {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH ?? "", ...env },
  });
}

async function failureOf(env: Record<string, string>, args: string[] = []) {
  const child = start(env, args);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { said, code };
}

test.each([
  [{}, "GATEHOUSE_URL"],
  [{ GATEHOUSE_URL: "http://127.0.0.1:1" }, "GATEHOUSE_CURSOR_KEY"],
  [{ GATEHOUSE_URL: "http://127.0.0.1:1", GATEHOUSE_CURSOR_KEY: "a2V5" }, "PORT"],
])("with %o the start ends with one sentence that names %s", async (env, name) => {
  const { said, code } = await failureOf(env);
  expect(code).toBe(1);
  expect(said.trim().split("\n")).toEqual([expect.stringContaining(name)]);
});

test("a taken port is one sentence too", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const port = String((taken.address() as AddressInfo).port);
  const { said, code } = await failureOf({
    GATEHOUSE_URL: "http://127.0.0.1:1",
    GATEHOUSE_CURSOR_KEY: "a2V5",
    PORT: port,
  });
  taken.close();
  expect(code).toBe(1);
  expect(said).toContain(`port ${port} is taken`);
});

test("over stdio a developer gets the reads as themselves, no writes, and nothing but protocol on stdout", async () => {
  const child = start({ GATEHOUSE_STANDALONE_EMAIL: "Dev@halden.example" }, ["--stdio"]);
  const lines: string[] = [];
  child.stdout
    .setEncoding("utf8")
    .on("data", (chunk: string) => lines.push(...chunk.split("\n").filter(Boolean)));
  const ask = (id: number, method: string, params: object) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
  ask(1, "initialize", {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  });
  ask(2, "tools/list", {});
  ask(3, "tools/call", { name: "demo_get", arguments: {} });
  while (lines.length < 3) await once(child.stdout, "data");
  child.stdin.end();
  child.kill();
  const [, list, call] = lines.map((line) => JSON.parse(line));
  expect(list.result.tools.map(({ name }: { name: string }) => name)).toEqual(["demo_get"]);
  expect(call.result.structuredContent).toEqual({ who: "dev@halden.example" });
});
