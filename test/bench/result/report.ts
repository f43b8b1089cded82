import type { Figures, Legs, Measured } from "./best.ts";
import type { Leg } from "./summary.ts";
import type { Verdict } from "./targets.ts";

const TITLES: Record<Measured, string> = {
  call: "call, 200 bytes",
  rows50k: "50 KB, searched",
  withheld50k: "50 KB, masked",
  list: "tools/list",
  churn: "initialize",
  netsuite: "NetSuite search",
  write: "write, to a read",
  approval: "request, to a read",
};

const COLUMNS: [string, (leg: Leg) => string][] = [
  ["direct/s", ({ directRps }) => whole(directRps)],
  ["gateway/s", ({ rps }) => whole(rps)],
  ["ratio", ({ ratio }) => ratio.toFixed(2)],
  ["p50 ms", ({ p50Ms }) => p50Ms.toFixed(2)],
  ["p99 ms", ({ p99Ms }) => p99Ms.toFixed(2)],
  ["+p50", ({ p50AddedMs }) => p50AddedMs.toFixed(2)],
  ["+p99", ({ p99AddedMs }) => p99AddedMs.toFixed(2)],
  ["cpu ms", ({ cpuMs }) => cpuMs?.toFixed(3) ?? "-"],
  ["floor", ({ floorRatio }) => floorRatio?.toFixed(2) ?? "-"],
  ["its cpu", ({ floorCpuMs }) => floorCpuMs?.toFixed(3) ?? "-"],
  ["wrong", ({ errors }) => String(errors)],
];

const whole = (value: number) => (Number.isFinite(value) ? String(Math.round(value)) : "-");

/** Everything that was measured, a line a leg. */
export function table(figures: Figures): string {
  const lines = [
    `${"".padEnd(18)}${"callers".padStart(8)}${COLUMNS.map(([title]) => title.padStart(10)).join("")}`,
  ];
  for (const [name, title] of Object.entries(TITLES)) {
    const legs: Legs = figures[name as keyof typeof TITLES] ?? {};
    for (const [callers, leg] of Object.entries(legs)) {
      const cells = COLUMNS.map(([, show]) => show(leg).padStart(10)).join("");
      lines.push(`${title.padEnd(18)}${callers.padStart(8)}${cells}`);
    }
  }
  if (figures.rssMb !== undefined)
    lines.push(`memory of the gateway after 64 callers: ${whole(figures.rssMb)} MB`);
  return lines.join("\n");
}

const SAID = { passed: "ok   ", failed: "FAIL ", skipped: "skip " };

/** What each target came to. */
export function verdictLines(verdicts: readonly Verdict[]): string {
  return verdicts
    .map(({ target, figure, outcome }) => {
      const { name, atLeast, atMost, unit = "" } = target;
      const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
      const shown = figure === undefined ? "could not be measured here" : `${short(figure)} ${unit}`.trim();
      return `${SAID[outcome]} ${name.padEnd(56)} ${shown}  (${bound}${unit && ` ${unit}`})`;
    })
    .join("\n");
}

const short = (value: number) =>
  Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toFixed(3)));

/** The one object that `--json` prints: the best of the runs, and each run as it was. Figures to four digits. */
export const jsonOf = (best: Figures, runs: readonly Figures[], isPinned: boolean): string =>
  JSON.stringify({ ...best, isPinned, runs }, (_, value) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
  );
