import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";
import { summaryLine } from "./summary-line.ts";

/**
 * Ends a run with the reasons of skipped tests and the summary line. Written when the process exits, so that nothing
 * of the runner's own follows. A file that could not be loaded and an error outside every test count as one failure.
 */
export default class SummaryReporter implements Reporter {
  onInit(): void {
    process.once("exit", () => process.stdout.write(this.#text));
  }

  #text = `\n${summaryLine({ passed: 0, failed: 1 })}\n`;

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    const reasons: string[] = [];
    for (const test of tests) {
      const result = test.result();
      if (result.state === "passed" || result.state === "failed") counts[result.state]++;
      if (result.state !== "skipped") continue;
      counts.skipped++;
      if (result.note) reasons.push(`skipped: ${test.fullName}: ${result.note}\n`);
    }
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    }
    this.#text = `\n${reasons.join("")}${summaryLine(counts)}\n`;
  }
}
