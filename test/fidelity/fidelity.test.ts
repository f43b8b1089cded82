import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { neverFailing } from "./never-failing.ts";
import { gather, reportOn } from "./run-fidelity.ts";
import { findData } from "./shared-data.ts";
import { vendors } from "./vendors.ts";

/** A vendor's whole traffic passes in each of these tests. */
const TIMEOUT_MS = 180_000;

const program = fileURLToPath(new URL("main.ts", import.meta.url));
const command = (env: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(process.execPath, [program, ...args], { env: { ...process.env, ...env } });

test("Without the vendors' data the command says what it skipped and why, and does not fail", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { stdout } = await command({ GATEHOUSE_SHARED_DATA: "/nowhere" }, "salesforce", "--short");
  expect(stdout).toMatch(/^salesforce: third-party client: jsforce, \d+ calls checked in \d+ requests$/m);
  expect(stdout).toContain(
    "no schemas and recordings of the vendors: GATEHOUSE_SHARED_DATA names no such folder",
  );
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^\d\d+ passed, 0 failed, 1 skipped$/);
});

test("A system that does not exist is no silent success", async () => {
  await expect(command({}, "nowhere")).rejects.toThrow("no system nowhere");
});

// The vendors' data is not a part of the repository: where it is absent, only the test above can be.
const data = findData(process.env);
if (!("missing" in data)) {
  describe.each(vendors)("$subject.system.title", (vendor) => {
    test("answers as its vendor does, and every check of it can fail", { timeout: TIMEOUT_MS }, async () => {
      const traffic = await gather(vendor, "short");
      const { verdicts, shapes } = reportOn(vendor, traffic, data);
      expect(verdicts.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
      expect(shapes).toBeGreaterThan(100);
      expect(neverFailing(traffic.exchanges, vendor.checkerFrom(data))).toEqual([]);
    });
  });
}
