// What `npm run conformance` ends in: the official suite against the gateway, scenario by scenario.
// @boundaries-ignore the summary line is shared by every command
import { summaryLine } from "../../scripts/summary-line.ts";
import { runConformance } from "./run-conformance.ts";
import type { Verdict } from "./suite.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

const verdicts = await runConformance().catch((error: Error): Verdict[] => [
  { leg: "all", scenario: "(the suite could not run)", outcome: "failed", why: [error.message] },
]);
const legs = Map.groupBy(verdicts, ({ leg }) => leg);
for (const [leg, all] of legs) {
  const of = (wanted: Verdict["outcome"]) => all.filter(({ outcome }) => outcome === wanted);
  const known = of("expected").map(({ scenario }) => scenario);
  say(`${leg}: ${of("passed").length} of ${all.length} scenarios passed`);
  if (known.length > 0) say(`  known to fail without sessions (${known.length}): ${known.join(", ")}`);
  for (const { scenario, why } of of("failed"))
    say(`  FAIL  ${scenario}\n${why.map((line) => `        ${line}`).join("\n")}`);
}
const count = (wanted: Verdict["outcome"]) => verdicts.filter(({ outcome }) => outcome === wanted).length;
const failed = count("failed");
say(summaryLine({ passed: count("passed"), failed }));
process.exitCode = failed === 0 ? 0 : 1;
