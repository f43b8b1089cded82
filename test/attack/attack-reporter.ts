import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { ATTACKS, numberOf } from "./attacks.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Tells a run by number: per attack what was tried and how it ended, and at last what is not covered yet. */
export class AttackReporter implements Reporter {
  readonly counts = { passed: 0, failed: 0, skipped: 0 };

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const name = module.moduleId.split("/").at(-1);
    process.stderr.write(
      `${name}: ${tests.length} tried in ${Math.round(module.diagnostic().duration)} ms\n`,
    );
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    for (const { number, title, later } of ATTACKS) {
      if (later !== undefined) continue;
      say(`\n${number}  ${title}`);
      for (const test of tests) if (numberOf(test.name) === number) this.#tell(test);
    }
    say("\nThe list itself");
    for (const test of tests) if (numberOf(test.name) === undefined) this.#tell(test);
    for (const error of [...unhandled, ...modules.flatMap(errorsOf)]) {
      this.counts.failed += 1;
      say(`FAIL  ${error.stack ?? error.message}`);
    }
    say("\nNot covered yet");
    for (const { number, title, later, rest } of ATTACKS) {
      const numbered = String(number).padStart(4);
      if (later !== undefined) say(`${numbered}  ${title}: comes with ${later}`);
      if (rest !== undefined) say(`${numbered}  in part: ${rest}`);
    }
  }

  #tell(test: TestCase): void {
    const { state, errors } = test.result();
    const said = test.name.replace(/^\d+: /, "");
    if (state === "passed") {
      this.counts.passed += 1;
      say(`  ok    ${said}`);
    } else if (state === "skipped") {
      this.counts.skipped += 1;
      say(`  skip  ${said}`);
    } else {
      this.counts.failed += 1;
      say(`  FAIL  ${said}`);
      for (const error of errors ?? []) say(indented(error.stack ?? error.message));
    }
  }
}

/** What kept a file or a group from running at all. */
const errorsOf = (module: TestModule): SerializedError[] => [
  ...module.errors(),
  ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
];

const indented = (text: string): string => text.replace(/^/gm, "        ");
