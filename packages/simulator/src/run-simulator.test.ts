import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

const program = `
import { Hono } from "hono";
import { runSimulator } from "${new URL("./index.ts", import.meta.url).href}";
await runSimulator({
  title: "Acme",
  portVariable: "ACME_PORT",
  start: async () => ({ app: new Hono().get("/", (c) => c.text("acme")) }),
});
`;

/** A simulator's `main.ts`, as a program of its own. */
function start(port: string) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH ?? "", ACME_PORT: port },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function listening(child: ReturnType<typeof start>): Promise<string> {
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return (JSON.parse(String(line)) as { listening: string }).listening;
}

async function failure(port: string) {
  const child = start(port);
  const [words, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { code, words };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "The program says where it listens and ends on %s",
  async (signal) => {
    const child = start("0");
    expect(await (await fetch(await listening(child))).text()).toBe("acme");
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
  },
);

test("A busy port is one sentence and exit code 1", async () => {
  const { port } = new URL(await listening(start("0")));
  expect(await failure(port)).toEqual({
    code: 1,
    words: `The Acme simulator cannot start. Port ${port} is in use on 127.0.0.1; free it or set ACME_PORT.\n`,
  });
});

test.each([
  ["", "The environment variable ACME_PORT is missing."],
  ["high", 'ACME_PORT must be a whole number up to 65535, not "high".'],
])("With the port %j it is one sentence and exit code 1", async (port, reason) => {
  expect(await failure(port)).toEqual({ code: 1, words: `The Acme simulator cannot start. ${reason}\n` });
});
