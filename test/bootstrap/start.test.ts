import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
// @boundaries-ignore the bootstrap under test is no member of the workspace
import { isAlive } from "../../scripts/processes.ts";
import { freePorts, processesOf, runScript } from "./running-script.ts";

// What else npm start does, the tour sees.
test("a SIGTERM that reaches npm alone still stops everything", async () => {
  const data = mkdtempSync(path.join(os.tmpdir(), "gatehouse-start-"));
  const { DATABASE_URL: _, GATEHOUSE_PUBLIC_URL: __, ...shared } = process.env;
  const script = runScript(["start", "--", "--programs", "test/bootstrap/stand-ins/programs.ts"], {
    program: "npm",
    env: { ...shared, ...(await freePorts()), GATEHOUSE_DATA: data },
  });
  onTestFinished(async () => {
    script.signalGroup("SIGTERM");
    await script.exitCode;
    rmSync(data, { recursive: true, force: true });
  });
  await script.until("Gatehouse is up.");
  const processes = processesOf(data);
  script.child.kill("SIGTERM");
  await expect.poll(() => processes.filter(isAlive), { timeout: 20_000 }).toEqual([]);
});
