import { defineConfig } from "vitest/config";

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
          name: "system",
          include: ["test/**/*.test.ts"],
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
