import type { Figures } from "./best.ts";

/** One thing to reach. A figure that could not be taken on this machine gives undefined. */
export type Target = {
  name: string;
  figure: (figures: Figures) => number | undefined;
  atLeast?: number;
  atMost?: number;
  unit?: string;
};

export type Verdict = {
  target: Target;
  figure: number | undefined;
  outcome: "passed" | "failed" | "skipped";
};

/** What the gateway has to reach with everything on, against a server that costs next to nothing. */
export const TARGETS: readonly Target[] = [
  { name: "call, 16 callers: ratio to direct", figure: ({ call }) => call["16"]?.ratio, atLeast: 0.3 },
  { name: "call, 64 callers: ratio to direct", figure: ({ call }) => call["64"]?.ratio, atLeast: 0.4 },
  {
    name: "call, 16 callers: processor time a call",
    figure: ({ call }) => call["16"]?.cpuMs,
    atMost: 0.15,
    unit: "ms",
  },
  {
    name: "call, 16 callers: the same against the floor's",
    figure: ({ call }) => call["16"]?.cpuToFloor,
    atMost: 1.6,
  },
  {
    name: "call, 1 caller: added at the median",
    figure: ({ call }) => call["1"]?.p50AddedMs,
    atMost: 2,
    unit: "ms",
  },
  {
    name: "call, 16 callers: added at p99",
    figure: ({ call }) => call["16"]?.p99AddedMs,
    atMost: 8,
    unit: "ms",
  },
  { name: "call, 16 callers: calls a second", figure: ({ call }) => call["16"]?.rps, atLeast: 5_000 },
  { name: "call, 64 callers: calls a second", figure: ({ call }) => call["64"]?.rps, atLeast: 6_500 },
  {
    name: "50 KB, searched for protected fields, 16 callers: ratio",
    figure: ({ rows50k }) => rows50k["16"]?.ratio,
    atLeast: 0.35,
  },
  {
    name: "50 KB, protected fields masked, 16 callers: ratio",
    figure: ({ withheld50k }) => withheld50k["16"]?.ratio,
    atLeast: 0.35,
  },
  { name: "tools/list, 16 callers: ratio", figure: ({ list }) => list["16"]?.ratio, atLeast: 1 },
  { name: "new connections, 8 callers: ratio", figure: ({ churn }) => churn["8"]?.ratio, atLeast: 0.25 },
  { name: "NetSuite, 16 callers: ratio", figure: ({ netsuite }) => netsuite?.["16"]?.ratio, atLeast: 0.8 },
  { name: "NetSuite, 64 callers: ratio", figure: ({ netsuite }) => netsuite?.["64"]?.ratio, atLeast: 0.9 },
  { name: "memory after 64 callers", figure: ({ rssMb }) => rssMb, atMost: 200, unit: "MB" },
];

const noErrors: Target = { name: "every answer right", figure: errorsIn, atMost: 0, unit: "wrong" };

/** Half of every ratio: far enough below to hold beside other work, near enough to catch what went badly wrong. */
const GROSS_SHARE = 0.5;
const GROSS_TARGETS = TARGETS.filter(({ name, atLeast }) => /ratio/.test(name) && atLeast !== undefined).map(
  (target) => ({
    ...target,
    atLeast: (target.atLeast ?? 0) * GROSS_SHARE,
  }),
);

export function judge(figures: Figures, isQuick: boolean): Verdict[] {
  return [noErrors, ...(isQuick ? GROSS_TARGETS : TARGETS)].map((target) => {
    const figure = target.figure(figures);
    return {
      target,
      figure,
      outcome: figure === undefined ? "skipped" : isMet(target, figure) ? "passed" : "failed",
    };
  });
}

/** A figure that is no number, as after a block without a single answer, meets nothing. */
const isMet = ({ atLeast, atMost }: Target, figure: number): boolean =>
  Number.isFinite(figure) && figure >= (atLeast ?? -Infinity) && figure <= (atMost ?? Infinity);

function errorsIn({ rssMb: _rssMb, otherWork: _otherWork, ...workloads }: Figures): number {
  const legs = Object.values(workloads).flatMap((some) => Object.values(some));
  return legs.reduce((sum, { errors }) => sum + errors, 0);
}
