import { expect, test } from "vitest";
import { root, runScript } from "./running-script.ts";

async function lastLinesOf(file: string): Promise<string[]> {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--root", "test/bootstrap/stand-ins", file];
  const script = runScript(args, { cwd: root });
  expect(await script.exitCode).toBe(1);
  return script.output().trimEnd().split("\n").slice(-2);
}

test("a run ends with its counts alone on a line, after the reason of what was skipped", async () => {
  expect(await lastLinesOf("outcomes.ts")).toEqual([
    "skipped: is skipped: redis-server is not here",
    "1 passed, 1 failed, 1 skipped",
  ]);
});

test("a test file that cannot be loaded counts as failed", async () => {
  expect((await lastLinesOf("broken.ts")).at(-1)).toBe("0 passed, 1 failed");
});
