import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

const ENVIRONMENT = {
  DEMO_IDP_CLIENT_ID: "gatehouse",
  DEMO_IDP_CLIENT_SECRET: "worthless",
  DEMO_IDP_REDIRECT_URI: "http://127.0.0.1:8080/signin/callback",
};

function run(environment: Record<string, string>): ChildProcessWithoutNullStreams {
  const program = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], { env: environment });
  onTestFinished(() => void program.kill());
  return program;
}

async function endOf(program: ChildProcessWithoutNullStreams) {
  const [stdout, stderr, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, "exit"),
  ]);
  return { code, stdout, sentences: stderr.trim().split("\n") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("it says where it listens, and offers discovery there", async () => {
  const port = await freePort();
  const program = run({ ...ENVIRONMENT, DEMO_IDP_PORT: String(port) });
  const [line] = await once(createInterface(program.stdout), "line");
  expect(JSON.parse(line)).toEqual({ listening: `http://127.0.0.1:${port}` });
  const response = await fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`);
  expect(await response.json()).toMatchObject({
    issuer: `http://127.0.0.1:${port}`,
    response_types_supported: ["code"],
  });
  program.kill("SIGTERM");
  expect(await once(program, "exit")).toEqual([0, null]);
});

test("a busy port is one sentence and exit code 1", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const end = await endOf(run({ ...ENVIRONMENT, DEMO_IDP_PORT: String(port) }));
  expect(end).toEqual({ code: 1, stdout: "", sentences: [expect.stringContaining(`Port ${port} is taken`)] });
});

test.each([
  ["nothing", {}, "DEMO_IDP_PORT, DEMO_IDP_CLIENT_ID, DEMO_IDP_CLIENT_SECRET, DEMO_IDP_REDIRECT_URI"],
  ["no secret", { ...ENVIRONMENT, DEMO_IDP_PORT: "1", DEMO_IDP_CLIENT_SECRET: "" }, "DEMO_IDP_CLIENT_SECRET"],
  ["a port that is none", { ...ENVIRONMENT, DEMO_IDP_PORT: "http" }, "DEMO_IDP_PORT"],
])("with %s in the environment it says what is wrong, and exits with 1", async (_, environment, named) => {
  const end = await endOf(run(environment));
  expect(end).toEqual({ code: 1, stdout: "", sentences: [expect.stringContaining(named)] });
});
