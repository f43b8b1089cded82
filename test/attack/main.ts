// What `npm run attack` ends in: the tests of this folder against running gateways, told by the number of the attack.
// `--long` also tries what takes minutes: thousands of connections more, and bodies that trickle in.
import path from "node:path";
import { startVitest } from "vitest/node";
// @boundaries-ignore every command ends with the same line
import { summaryLine } from "../../scripts/summary-line.ts";
import { AttackReporter } from "./attack-reporter.ts";

if (process.argv.includes("--long")) process.env.ATTACK_LENGTH = "long";
const reporter = new AttackReporter();
const run = await startVitest(["test/attack/"], {
  root: path.resolve(import.meta.dirname, "..", ".."),
  // What holds its time or memory against a bound is in the two others.
  project: ["system", "waiting", "alone"],
  watch: false,
  reporters: [reporter],
});
await run.close();
process.stdout.write(`\n${summaryLine(reporter.counts)}\n`);
process.exitCode = reporter.counts.failed === 0 ? 0 : 1;
