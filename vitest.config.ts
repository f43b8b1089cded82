import { defineConfig } from "vitest/config";

/** Tests across members that need no database, start no program and measure no time: they may run side by side. */
const SIDE_BY_SIDE = ["test/contract.test.ts", "test/{company,documents,fidelity}/**/*.test.ts"];

export default defineConfig({
  test: {
    reporters: ["default", "./scripts/summary-reporter.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "{packages,servers}/*/{src,simulator}/**/*.test.{ts,tsx}",
            "gateway/src/**/*.test.{ts,tsx}",
          ],
        },
      },
      {
        test: {
          name: "wire",
          include: SIDE_BY_SIDE,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/**/*.test.ts"],
          exclude: [...SIDE_BY_SIDE, "**/node_modules/**"],
          globalSetup: "test/support/database.ts",
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // They start programs and databases, and some measure time: one after the other.
          fileParallelism: false,
        },
      },
    ],
  },
});
