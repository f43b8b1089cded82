import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["*.ts"], reporters: ["default", "../../../scripts/summary-reporter.ts"] },
});
