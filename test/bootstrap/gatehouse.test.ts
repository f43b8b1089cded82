import { expect, test } from "vitest";
import { runScript } from "./running-script.ts";

test("a setting that cannot be used is named in a sentence, without a stack", async () => {
  const script = runScript(["scripts/gatehouse.ts", "validate"], {
    env: { ...process.env, GATEHOUSE_PORT: "abc" },
  });
  expect(await script.exitCode).toBe(1);
  expect(script.output()).toBe('gatehouse: GATEHOUSE_PORT is "abc": give a port number from 1 to 65535.\n');
});
