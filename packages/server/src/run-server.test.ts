import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { ASSERTION } from "@gatehouse/tool";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";

const CURSOR_KEY = Buffer.alloc(32, 7).toString("base64");

/** The smallest server there is, as a program of its own: `runServer` ends processes. */
const PROGRAM = `
  import { defineSystem, toolFor } from "@gatehouse/tool";
  import { z } from "zod";
  import { runServer } from "./run-server.ts";
  const facts = { title: "T", description: "D.", input: z.strictObject({}), output: z.object({ who: z.string() }), example: {} };
  const define = toolFor();
  const handler = async ({ caller }) => ({ who: caller.email });
  const slow = async () => ({ who: await (await fetch(process.env.HELD_URL)).text() });
  const preview = async () => ({ summary: "", before: 0, after: 1, checks: [] });
  await runServer({
    system: defineSystem({ id: "demo", title: "Demo", vendor: "V", grants: {}, scopes: { 1: [], 2: [], 3: [] } }),
    version: "1",
    tools: [
      define({ ...facts, name: "demo_get", phase: 1, risk: "read", handler }),
      define({ ...facts, name: "demo_wait", phase: 1, risk: "read", handler: slow }),
      define({ ...facts, name: "demo_pay", phase: 3, risk: "irreversible", handler, preview }),
    ],
    open: async ({ BROKEN }) => {
      if (BROKEN) throw new Error("the environment variable BROKEN is set");
      return () => ({});
    },
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
  [{ BROKEN: "yes" }, "BROKEN"],
  [{}, "GATEHOUSE_URL"],
  [{ GATEHOUSE_URL: "http://gatehouse.example" }, "GATEHOUSE_URL must use https"],
  [{ GATEHOUSE_URL: "http://127.0.0.1:1" }, "GATEHOUSE_CURSOR_KEY"],
  [{ GATEHOUSE_URL: "http://127.0.0.1:1", GATEHOUSE_CURSOR_KEY: CURSOR_KEY }, "PORT"],
  [
    { GATEHOUSE_URL: "http://127.0.0.1:1", GATEHOUSE_CURSOR_KEY: "a2V5", PORT: "0" },
    "CURSOR_KEY holds 3 bytes",
  ],
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
    GATEHOUSE_CURSOR_KEY: CURSOR_KEY,
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
  expect(list.result.tools.map(({ name }: { name: string }) => name)).toEqual(["demo_get", "demo_wait"]);
  expect(call.result.structuredContent).toEqual({ who: "dev@halden.example" });
});

/** A gateway's public keys, and an address that answers when it is let go. */
async function surroundings() {
  const keys = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k", alg: "ES256", use: "sig" };
  const asked = Promise.withResolvers<() => void>();
  const server = createServer((request, response) => {
    if (request.url === "/held") asked.resolve(() => response.end("seen through"));
    else response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const assertion = await new SignJWT({ email: "a@halden.example", roles: [], phase: 1 })
    .setProtectedHeader({ alg: ASSERTION.algorithm, typ: ASSERTION.type, kid: "k" })
    .setIssuer(ASSERTION.issuer)
    .setAudience(ASSERTION.audience("demo"))
    .setSubject("p")
    .setJti("1")
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(keys.privateKey);
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    assertion,
    asked: asked.promise,
  };
}

const call = (url: string, assertion: string) =>
  fetch(`${url}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${assertion}`,
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "demo_wait", arguments: {} },
    }),
  });

test("told to stop, a server takes nothing new, answers what is under way, and ends", async () => {
  const { origin, assertion, asked } = await surroundings();
  const child = start({
    GATEHOUSE_URL: origin,
    GATEHOUSE_CURSOR_KEY: CURSOR_KEY,
    PORT: "0",
    HELD_URL: `${origin}/held`,
  });
  const [said] = await once(child.stdout, "data");
  const { listening } = JSON.parse(String(said));
  const exit = once(child, "exit");
  const answer = call(listening, assertion);
  const letGo = await asked;
  child.kill("SIGTERM");
  await expect
    .poll(() =>
      fetch(`${listening}/healthz`).then(
        () => "open",
        () => "closed",
      ),
    )
    .toBe("closed");
  letGo();
  expect(await (await answer).text()).toContain("seen through");
  expect(await exit).toEqual([0, null]);
});
