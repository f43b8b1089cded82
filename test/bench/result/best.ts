import type { Leg } from "./summary.ts";

/** Callers to what was measured with so many. */
export type Legs = Record<string, Leg>;

/** All of one run, or the best of several. Keys are those of the object that `--json` prints. */
export type Figures = {
  call: Legs;
  rows50k: Legs;
  /** The same size with fields in it that the caller may not see: every answer is changed. */
  withheld50k: Legs;
  list: Legs;
  churn: Legs;
  /** A reversible write through the gateway; here the other side is a read through it. */
  write: Legs;
  /** A write that somebody must approve, until its caller is told so; beside a read as well. */
  approval: Legs;
  /** Missing while the NetSuite server is not built. */
  netsuite?: Legs;
  /** The gateway's memory in MiB after its 64 callers; missing where nobody could tell. */
  rssMb?: number;
  /** The share of the machine that went to other programs during this run, from 0 to 1; each run has its own. */
  otherWork?: number;
};

export type Measured = Exclude<keyof Figures, "rssMb" | "otherWork">;

const HIGHER_IS_BETTER = new Set<keyof Leg>(["ratio", "rps"]);
const LOWER_IS_BETTER = new Set<keyof Leg>(["p50AddedMs", "p99AddedMs", "cpuMs", "cpuToFloor"]);

/**
 * The best of several runs: each figure that is judged is the best that any run showed, the rest is from the run with the
 * best ratio. Two kinds are never improved by choosing: errors are added up, and memory is the most that was seen.
 */
export function bestOf(runs: readonly Figures[]): Figures {
  const [first] = runs;
  if (first === undefined) throw new Error("there is no run to choose from");
  const legsIn = (name: Measured): Legs =>
    Object.fromEntries(
      Object.keys(first[name] ?? {}).map((callers) => [
        callers,
        bestLeg(runs.flatMap((run) => run[name]?.[callers] ?? [])),
      ]),
    );
  const memory = runs.flatMap(({ rssMb }) => rssMb ?? []);
  return {
    call: legsIn("call"),
    rows50k: legsIn("rows50k"),
    withheld50k: legsIn("withheld50k"),
    list: legsIn("list"),
    churn: legsIn("churn"),
    write: legsIn("write"),
    approval: legsIn("approval"),
    ...(first.netsuite && { netsuite: legsIn("netsuite") }),
    ...(memory.length > 0 && { rssMb: Math.max(...memory) }),
  };
}

function bestLeg(legs: readonly Leg[]): Leg {
  const best = { ...(legs.toSorted((a, b) => b.ratio - a.ratio)[0] as Leg) };
  for (const leg of legs) {
    for (const key of Object.keys(leg) as (keyof Leg)[]) {
      const value = leg[key] as number;
      const held = best[key];
      if (HIGHER_IS_BETTER.has(key)) best[key] = Math.max(value, held ?? value);
      if (LOWER_IS_BETTER.has(key)) best[key] = Math.min(value, held ?? value);
    }
  }
  best.errors = legs.reduce((sum, { errors }) => sum + errors, 0);
  return best;
}
