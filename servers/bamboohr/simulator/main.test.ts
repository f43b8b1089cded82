import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

const environment = {
  PATH: process.env.PATH ?? "",
  BAMBOOHR_SIMULATOR_PORT: "0",
  BAMBOOHR_API_KEY: "a-key",
};

function start(change: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [`${import.meta.dirname}/main.ts`], {
    env: { ...environment, ...change },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("The program says where it listens, answers its key there, and ends on SIGTERM", async () => {
  const child = start();
  const [line] = (await once(child.stdout as never, "data")) as [Buffer];
  const { listening } = JSON.parse(String(line)) as { listening: string };
  const headers = { authorization: `Basic ${btoa("a-key:x")}`, accept: "application/json" };
  expect((await fetch(`${listening}/api/v1/employees`)).status).toBe(401);
  const answer = await fetch(`${listening}/api/v1/employees?filter[status]=active`, { headers });
  expect(((await answer.json()) as { meta: { total: number } }).meta.total).toBe(421);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("A missing key is one sentence and exit code 1", async () => {
  const child = start({ BAMBOOHR_API_KEY: "" });
  const [words, [code]] = await Promise.all([text(child.stderr as never), once(child, "exit")]);
  expect([words, code]).toEqual([
    "The BambooHR simulator cannot start. The environment variable BAMBOOHR_API_KEY is missing.\n",
    1,
  ]);
});
