// What `npm run fidelity` ends in: every simulator against schemas and recordings of its vendor, and under clients that others wrote.
// Names of systems keep it to those; `--short` asks for fewer refusals, and `--verbose` names every check, not only those that failed.
// @boundaries-ignore every command ends with the same line
import { summaryLine } from "../../scripts/summary-line.ts";
import { runFidelity } from "./run-fidelity.ts";
import { told } from "./told.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);
const given = process.argv.slice(2);
const only = given.filter((word) => !word.startsWith("--"));

const reports = await runFidelity({
  depth: given.includes("--short") ? "short" : "all",
  ...(only.length > 0 && { only }),
  onReport: (report) => say(told(report, given.includes("--verbose"))),
});
const verdicts = reports.flatMap((report) => report.verdicts);
const count = (wanted: string) => verdicts.filter(({ outcome }) => outcome === wanted).length;
const failed = count("failed");
say(summaryLine({ passed: count("passed"), failed, skipped: count("skipped") }));
process.exitCode = failed === 0 ? 0 : 1;
