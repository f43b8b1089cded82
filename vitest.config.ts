import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.ts";

/** What keeps both processors busy to hold its time or memory against a bound: one after the other, and nothing beside. */
const ALONE = ["test/attack/{backtracking,bodies,floods,server-backtracking}.test.ts"];
/** What holds a time against a bound and mostly waits: beside its like alone. */
const WAITING = ["test/faults/**/*.test.ts", "test/attack/trickles.test.ts"];
/** What starts and ends one process after the other, or changes whom its own trusts: beside its like, and apart from what holds bounds. */
const PROCESSES = ["test/{kills,production}/**/*.test.ts", "test/journey/stopping.test.ts"];
/** Tests across members that need no database. */
const WIRE = "test/{contract,company,documents,fidelity}/**/*.test.ts";
const MODULES = ["**/node_modules/**"];
const PATIENT = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    reporters: ["default", "./scripts/summary-reporter.ts"],
    // Most tests wait more than they reckon.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "{packages,servers}/*/{src,simulator}/**/*.test.{ts,tsx}",
            "gateway/src/**/*.test.{ts,tsx}",
          ],
          // No module keeps what a test could leave behind for the next, and most of a file's time was loading them anew.
          isolate: false,
          // What hangs is found all the same; what is slow on a busy machine is not wrong.
          testTimeout: 20_000,
        },
      },
      { test: { name: "wire", include: [WIRE], isolate: false, ...PATIENT } },
      {
        test: {
          name: "system",
          include: ["test/**/*.test.ts"],
          exclude: [WIRE, ...WAITING, ...PROCESSES, ...ALONE, ...MODULES],
          globalSetup: "test/support/database.ts",
          isolate: false,
          ...PATIENT,
        },
      },
      {
        test: {
          name: "waiting",
          include: WAITING,
          exclude: MODULES,
          globalSetup: "test/support/database.ts",
          sequence: { groupOrder: 1 },
          // They wait for deadlines to be over, and leave the processors idle meanwhile.
          maxWorkers: 2 * availableParallelism(),
          ...PATIENT,
        },
      },
      {
        test: {
          name: "processes",
          include: PROCESSES,
          exclude: MODULES,
          globalSetup: "test/support/database.ts",
          sequence: { groupOrder: 2 },
          ...PATIENT,
        },
      },
      {
        test: {
          name: "alone",
          include: ALONE,
          exclude: MODULES,
          globalSetup: "test/support/database.ts",
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          ...PATIENT,
        },
      },
    ],
  },
});
