import type { Report } from "./run-fidelity.ts";
import type { Verdict } from "./verdict.ts";

const MARKS = { passed: "ok  ", failed: "FAIL", skipped: "skip" };

/** One vendor's report for people: what was counted, and what is wrong or was left out with its reason. */
export function told(
  { system, client, verdicts, shapes, foreign, routes, missing }: Report,
  isVerbose: boolean,
): string {
  const used =
    client === undefined
      ? "third-party client: none"
      : `third-party client: ${client}, ${foreign.calls} calls checked in ${foreign.requests} requests`;
  const held =
    missing === undefined
      ? `${shapes} shapes checked, ${routes.checked} of ${routes.used} routes of tools, `
      : "";
  const shown = verdicts.filter(({ outcome }) => isVerbose || outcome !== "passed");
  return [`${system}: ${held}${used}`, ...shown.map(line)].join("\n");
}

const line = ({ name, outcome, why }: Verdict): string =>
  [`  ${MARKS[outcome]}  ${name}`, ...why.map((each) => `        ${each}`)].join("\n");
