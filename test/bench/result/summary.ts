import type { BlockResult } from "../load/block.ts";

/** What one way of asking came to, over all its blocks of one run. */
export type Side = {
  rps: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time per call of what stands in front; undefined where nobody could tell. */
  cpuMs: number | undefined;
  calls: number;
  errors: number;
};

/** One workload at one number of callers in one run: straight to the server, through the gateway, through the floor. */
export type Leg = {
  ratio: number;
  rps: number;
  directRps: number;
  p50Ms: number;
  p99Ms: number;
  p50AddedMs: number;
  p99AddedMs: number;
  cpuMs?: number;
  floorRatio?: number;
  floorP50AddedMs?: number;
  floorP99AddedMs?: number;
  floorCpuMs?: number;
  cpuToFloor?: number;
  calls: number;
  errors: number;
};

/** The nearest-rank percentile of values in ascending order: the smallest that at least `share` of them do not exceed. */
export function percentile(ascending: Float64Array, share: number): number {
  if (ascending.length === 0) return Number.NaN;
  const rank = Math.ceil(share * ascending.length);
  return ascending[Math.max(rank, 1) - 1] as number;
}

/** Takes blocks together as if they had been one: calls over time, all latencies in one list. */
export function sideOf(blocks: readonly BlockResult[]): Side {
  const sum = (of: (block: BlockResult) => number) => blocks.reduce((total, block) => total + of(block), 0);
  const calls = sum((block) => block.calls);
  const latencies = new Float64Array(sum(({ latenciesMs }) => latenciesMs.length));
  let at = 0;
  for (const { latenciesMs } of blocks) {
    latencies.set(latenciesMs, at);
    at += latenciesMs.length;
  }
  latencies.sort();
  const isTold = calls > 0 && blocks.every(({ cpuMs }) => cpuMs !== undefined);
  return {
    rps: (calls * 1000) / sum(({ elapsedMs }) => elapsedMs),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMs: isTold ? sum(({ cpuMs }) => cpuMs ?? 0) / calls : undefined,
    calls,
    errors: sum(({ errors }) => errors),
  };
}

/** Compares what was measured within one run; the floor is not asked everywhere. */
export function legOf(direct: Side, gateway: Side, floor: Side | undefined): Leg {
  const cpuToFloor = gateway.cpuMs !== undefined && floor?.cpuMs ? gateway.cpuMs / floor.cpuMs : undefined;
  return {
    ratio: gateway.rps / direct.rps,
    rps: gateway.rps,
    directRps: direct.rps,
    p50Ms: gateway.p50Ms,
    p99Ms: gateway.p99Ms,
    p50AddedMs: gateway.p50Ms - direct.p50Ms,
    p99AddedMs: gateway.p99Ms - direct.p99Ms,
    ...(gateway.cpuMs !== undefined && { cpuMs: gateway.cpuMs }),
    ...(floor && {
      floorRatio: floor.rps / direct.rps,
      floorP50AddedMs: floor.p50Ms - direct.p50Ms,
      floorP99AddedMs: floor.p99Ms - direct.p99Ms,
    }),
    ...(floor?.cpuMs !== undefined && { floorCpuMs: floor.cpuMs }),
    ...(cpuToFloor !== undefined && { cpuToFloor }),
    calls: gateway.calls,
    errors: direct.errors + gateway.errors + (floor?.errors ?? 0),
  };
}
