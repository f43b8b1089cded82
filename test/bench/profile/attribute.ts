import type { CpuProfile } from "./inspector.ts";

/** Where a function was written. `own` is true for the gateway's and the packages' sources. */
export type Place = { file: string; line: number; own: boolean };

/** Microseconds by name: of a function, a step, a package. */
export type Costs = Map<string, number>;

export type Attribution = {
  totalUs: number;
  /** By function of ours: what it took itself, and with the libraries and natives it called. */
  functions: Map<string, { selfUs: number; withLibrariesUs: number }>;
  /** By step of the pipeline: everything that ran below its function without a break. */
  steps: Costs;
  /** By package, `node` and V8's own work: what they took themselves. */
  packages: Costs;
};

const IDLE = new Set(["(idle)"]);
const V8 = new Set(["(program)", "(garbage collector)", "(root)"]);
const STEP_FILE = /(?:^|\/)gateway\/src\/steps\/([a-z-]+)\.ts$/;

type Visit = { name: string; functionName: string; place: Place | undefined; packageName: string };

/**
 * Gives each sample to whom it belongs. What a library or Node does for one of our functions counts for the nearest of
 * ours above it; what nobody of ours called, such as a socket being read, counts for its package only.
 */
export function attribute(
  profile: CpuProfile,
  placeOf: (frame: CpuProfile["nodes"][number]["callFrame"]) => Place | string,
) {
  const { nodes, samples, timeDeltas } = profile;
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const visits = new Map(
    nodes.map(({ id, callFrame }) => [id, visit(callFrame.functionName, placeOf(callFrame))]),
  );
  const spent = new Map<number, number>();
  // The time before a sample belongs to the sample before it: a delta says how long that one lasted.
  for (let index = 0; index + 1 < samples.length; index += 1) {
    const id = samples[index] as number;
    spent.set(id, (spent.get(id) ?? 0) + (timeDeltas[index + 1] ?? 0));
  }
  const result: Attribution = { totalUs: 0, functions: new Map(), steps: new Map(), packages: new Map() };
  for (const [id, us] of spent) {
    const leaf = visits.get(id);
    if (leaf === undefined || IDLE.has(leaf.functionName)) continue;
    result.totalUs += us;
    add(result.packages, leaf.packageName, us);
    count(result, stackOf(id, parents, visits), us);
  }
  return result;
}

function visit(functionName: string, where: Place | string): Visit {
  if (typeof where === "string") {
    const packageName = V8.has(functionName) ? functionName : where;
    return { name: functionName, functionName, place: undefined, packageName };
  }
  const name = `${where.file}:${where.line} ${functionName || "(anonymous)"}`;
  return { name, functionName, place: where, packageName: where.file.split("/").slice(0, 3).join("/") };
}

function* stackOf(id: number, parents: Map<number, number>, visits: Map<number, Visit>): Generator<Visit> {
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    const found = visits.get(at);
    if (found !== undefined) yield found;
  }
}

function count({ functions, steps }: Attribution, stack: Iterable<Visit>, us: number): void {
  const seen = new Set<string>();
  let isOwned = false;
  let isLeaf = true;
  for (const { name, functionName, place } of stack) {
    if (place?.own && !isOwned) {
      isOwned = true;
      const entry = functions.get(name) ?? { selfUs: 0, withLibrariesUs: 0 };
      if (isLeaf) entry.selfUs += us;
      entry.withLibrariesUs += us;
      functions.set(name, entry);
    }
    isLeaf = false;
    const step = STEP_FILE.exec(place?.file ?? "")?.[1];
    // A bundler numbers names that occur twice: the factory and the function it makes share one.
    if (step === undefined || functionName.replace(/\d+$/, "") !== camelCase(step) || seen.has(step))
      continue;
    seen.add(step);
    add(steps, camelCase(step), us);
  }
}

const camelCase = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function add(costs: Costs, name: string, us: number): void {
  costs.set(name, (costs.get(name) ?? 0) + us);
}
