import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair } from "jose";
import { expect, onTestFinished, test } from "vitest";

const { publicKey } = await generateKeyPair("RS256");
const environment = {
  PATH: process.env.PATH ?? "",
  SALESFORCE_SIMULATOR_PORT: "0",
  SALESFORCE_CLIENT_ID: "gatehouse",
  SALESFORCE_PUBLIC_KEY: JSON.stringify(await exportJWK(publicKey)),
};

function start(change: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [`${import.meta.dirname}/main.ts`], {
    env: { ...environment, ...change },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("The program says where it listens, answers there, and ends on SIGTERM", async () => {
  const child = start();
  const [line] = (await once(child.stdout as never, "data")) as [Buffer];
  const { listening } = JSON.parse(String(line)) as { listening: string };
  expect((await fetch(`${listening}/services/data`)).status).toBe(200);
  expect((await fetch(`${listening}/services/data/v66.0/limits`)).status).toBe(401);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("A missing variable is one sentence and exit code 1", async () => {
  const child = start({ SALESFORCE_CLIENT_ID: "" });
  const [words, [code]] = await Promise.all([text(child.stderr as never), once(child, "exit")]);
  expect([code, String(words)]).toEqual([
    1,
    "The Salesforce simulator cannot start. The environment variable SALESFORCE_CLIENT_ID is missing.\n",
  ]);
});
