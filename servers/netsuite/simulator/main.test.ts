import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair } from "jose";
import { expect, onTestFinished, test } from "vitest";

const { publicKey } = await generateKeyPair("PS256");
const environment = {
  PATH: process.env.PATH ?? "",
  NETSUITE_SIMULATOR_PORT: "0",
  NETSUITE_CLIENT_ID: "gatehouse",
  NETSUITE_CERTIFICATE_ID: "read",
  NETSUITE_PUBLIC_KEY: JSON.stringify(await exportJWK(publicKey)),
};

function start(change: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [`${import.meta.dirname}/main.ts`], {
    env: { ...environment, ...change },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function failure(change: Record<string, string>) {
  const child = start(change);
  const [words, [code]] = await Promise.all([text(child.stderr as never), once(child, "exit")]);
  return { code, words: String(words) };
}

test("The program says where it listens, answers there, and ends on SIGTERM", async () => {
  const child = start();
  const [line] = (await once(child.stdout as never, "data")) as [Buffer];
  const { listening } = JSON.parse(String(line)) as { listening: string };
  expect((await fetch(`${listening}/services/rest/record/v1/vendor`)).status).toBe(401);
  const set = await fetch(`${listening}/simulator/switches`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ faults: [{ kind: "dropConnection" }] }),
  });
  expect(set.status).toBe(200);
  await expect(fetch(`${listening}/services/rest/record/v1/vendor`)).rejects.toThrow("fetch failed");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("A busy port is one sentence and exit code 1", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { code, words } = await failure({ NETSUITE_SIMULATOR_PORT: String(port) });
  expect(code).toBe(1);
  expect(words).toBe(
    `The NetSuite simulator cannot start. Port ${port} is in use on 127.0.0.1; free it or set NETSUITE_SIMULATOR_PORT.\n`,
  );
});

test("A missing variable is one sentence and exit code 1", async () => {
  expect(await failure({ NETSUITE_CLIENT_ID: "" })).toEqual({
    code: 1,
    words: "The NetSuite simulator cannot start. The environment variable NETSUITE_CLIENT_ID is missing.\n",
  });
});
