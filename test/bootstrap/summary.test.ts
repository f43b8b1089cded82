import { expect, test } from "vitest";
import { root, runScript } from "./running-script.ts";

async function lastLinesOf(file: string, { count = 2, exitCode = 1, env = {} } = {}): Promise<string[]> {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--root", "test/bootstrap/stand-ins", file];
  // Both streams through one pipe, as a terminal gets them: through two, what was written last may be read first.
  const joined = ["-c", 'exec "$@" 2>&1', "sh", process.execPath, ...args];
  const script = runScript(joined, { cwd: root, program: "/bin/sh", env: { ...process.env, ...env } });
  expect(await script.exitCode, script.output()).toBe(exitCode);
  return script.output().trimEnd().split("\n").slice(-count);
}

test("a run ends with its counts alone on a line, after the reason of what was skipped", async () => {
  expect(await lastLinesOf("outcomes.ts")).toEqual([
    "skipped: is skipped: redis-server is not here",
    "1 passed, 1 failed, 1 skipped",
  ]);
});

test("where there is no browser, each test of pages is skipped with that reason, and every other test runs", async () => {
  const nowhere = { count: 4, exitCode: 0, env: { CHROMIUM: "/nowhere/chromium" } };
  const reason = "no browser at /nowhere/chromium: install Chromium, or name one in CHROMIUM";
  expect(await lastLinesOf("pages.ts", nowhere)).toEqual([
    `skipped: a page: ${reason}`,
    `skipped: a page at a desk: ${reason}`,
    `skipped: a page at a phone: ${reason}`,
    "1 passed, 0 failed, 3 skipped",
  ]);
});

test("a test file that cannot be loaded counts as failed", async () => {
  expect((await lastLinesOf("broken.ts")).at(-1)).toBe("0 passed, 1 failed");
});
