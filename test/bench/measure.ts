import { once } from "node:events";
import type { BlockOrder, BlockResult } from "./load/block.ts";
import type { WorkloadName } from "./load/workloads.ts";
import type { Figures } from "./result/best.ts";
import { type Leg, legOf, sideOf } from "./result/summary.ts";
import { rssMbOf } from "./stand/process-facts.ts";
import type { Stand } from "./stand/stand.ts";

/** How long to look. Blocks of the three ways take turns, so that a slow moment of the machine meets them all. */
export type Pace = {
  blocks: number;
  blockMs: number;
  warmMs: number;
  /** For the longer answers and lists, which take most of a run. */
  longCallers: readonly number[];
};

const CALLERS = [1, 16, 64];
export const FULL: Pace = { blocks: 3, blockMs: 650, warmMs: 120, longCallers: CALLERS };
export const QUICK: Pace = { blocks: 1, blockMs: 450, warmMs: 150, longCallers: [16] };

type Planned = { workload: WorkloadName; callers: readonly number[] };

/** Beside reads through the same gateway, so that the ratio says what governing a write costs. */
const WRITES: readonly Planned[] = [
  { workload: "write", callers: [1, 16] },
  { workload: "approval", callers: [1, 16] },
];
const NETSUITE: Planned = { workload: "netsuite", callers: [16, 64] };

/** What is measured, in this order: calls come first, so that memory is read after them, before longer answers have been. */
export const legsFor = ({ longCallers }: Pace, hasNetSuite: boolean): readonly Planned[] => [
  { workload: "call", callers: CALLERS },
  { workload: "rows50k", callers: longCallers },
  { workload: "withheld50k", callers: longCallers },
  { workload: "list", callers: longCallers },
  { workload: "churn", callers: [8] },
  ...(hasNetSuite ? [NETSUITE] : []),
  ...WRITES,
];

/** NetSuite lets through some tens of calls a second, so it takes longer to see how many. */
const NETSUITE_SLOWER = 2;
/** The ports of one address would run out long before the time does. */
const NEW_CONNECTIONS_MAX = 4_000;

type Way = "direct" | "gateway" | "floor";

/** One run over everything. `tell` gets a line for each leg as it is done, and one for whatever went wrong. */
export async function measure(stand: Stand, pace: Pace, tell: (line: string) => void): Promise<Figures> {
  const figures: Figures = {
    call: {},
    rows50k: {},
    withheld50k: {},
    list: {},
    churn: {},
    write: {},
    approval: {},
  };
  for (const { workload, callers } of legsFor(pace, stand.netsuite !== undefined)) {
    for (const count of callers) {
      const leg = await measureLeg(stand, { workload, callers: count, pace, tell });
      figures[workload] ??= {};
      figures[workload][String(count)] = leg;
      if (workload === "call" && count === 64) {
        const rssMb = rssMbOf(stand.gateway.pid);
        if (rssMb !== undefined) figures.rssMb = rssMb;
      }
    }
  }
  return figures;
}

const WARM_UP_MS = 5_000;

/** Lets V8 compile what is hot on every way, which no block is long enough for. */
export async function warmUp(stand: Stand): Promise<void> {
  const stretch = { workload: "call" as const, callers: 16, blockMs: WARM_UP_MS, warmMs: 0 };
  for (const way of ["direct", "gateway", "floor"] as const)
    await runOn(stand, await orderFor(stand, way, stretch));
}

type Task = { workload: WorkloadName; callers: number; pace: Pace; tell: (line: string) => void };

async function measureLeg(stand: Stand, { workload, callers, pace, tell }: Task): Promise<Leg> {
  const isWrite = workload === "write" || workload === "approval";
  const ways: Way[] =
    isWrite || workload === "netsuite" ? ["direct", "gateway"] : ["direct", "gateway", "floor"];
  const blocks: Record<Way, BlockResult[]> = { direct: [], gateway: [], floor: [] };
  for (let index = 0; index < pace.blocks; index += 1) {
    for (const way of ways) {
      const stretch = { workload, callers, blockMs: pace.blockMs, warmMs: pace.warmMs };
      const order =
        isWrite && way === "direct"
          ? await orderFor(stand, "gateway", { ...stretch, workload: "call" })
          : await orderFor(stand, way, stretch);
      const block = await runOn(stand, order);
      blocks[way].push(block);
      if (block.errors > 0)
        tell(`${workload}, ${callers} callers, ${way}: ${block.errors} wrong, first: ${block.firstError}`);
    }
  }
  const floor = blocks.floor.length > 0 ? sideOf(blocks.floor) : undefined;
  const leg = legOf(sideOf(blocks.direct), sideOf(blocks.gateway), floor);
  const cpu = leg.cpuMs === undefined ? "" : `, ${leg.cpuMs.toFixed(3)} ms a call`;
  tell(
    `${workload}, ${callers} ${callers === 1 ? "caller" : "callers"}: ${isWrite ? "reads" : "direct"} ${Math.round(leg.directRps)}/s, gateway ${Math.round(leg.rps)}/s ` +
      `(${leg.ratio.toFixed(2)}${cpu})${leg.floorRatio ? `, floor ${leg.floorRatio.toFixed(2)}` : ""}`,
  );
  return leg;
}

type Stretch = Pick<Pace, "blockMs" | "warmMs"> & { workload: WorkloadName; callers: number };

/** The order for one block of one way. */
export async function orderFor(stand: Stand, way: Way, stretch: Stretch): Promise<BlockOrder> {
  const { workload, callers, blockMs, warmMs } = stretch;
  const isNetSuite = workload === "netsuite";
  const server = isNetSuite ? (stand.netsuite ?? stand.upstream) : stand.upstream;
  const program = { direct: server, gateway: stand.gateway, floor: stand.floor }[way];
  const needsAssertion = isNetSuite && way === "direct";
  return {
    workload,
    url: `${program.url}/mcp`,
    tokens: needsAssertion ? await stand.assertions(callers) : stand.tokens.slice(0, callers),
    isMasked: way === "gateway",
    warmMs,
    durationMs: isNetSuite ? blockMs * NETSUITE_SLOWER : blockMs,
    callsMax: workload === "churn" ? NEW_CONNECTIONS_MAX : Number.POSITIVE_INFINITY,
    pid: program.pid,
  };
}

/** Longer than the generator's own bound on a block, which counts as errors what did not end. */
const OVERDUE_MS = 10_000;

export async function runOn({ load }: Stand, order: BlockOrder): Promise<BlockResult> {
  const signal = AbortSignal.timeout(order.warmMs + order.durationMs + OVERDUE_MS);
  const answered = once(load.child, "message", { signal });
  load.child.send(order);
  const [result] = await answered;
  return result as BlockResult;
}
