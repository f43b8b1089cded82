import type { Sort } from "./plan.ts";
import { reckonAll } from "./reckoning.ts";
import type { OpenVendor } from "./vendor.ts";
import { openWorld, type World } from "./world.ts";

/** How a round went; without faults all is well. */
export type Result = { name: string; faults: string[] };

type Options = {
  /** How many worlds, each with its own PostgreSQL and gateways: most of a round is waiting. */
  worlds: number;
  openVendor: OpenVendor;
  /** Stands before the name of the count in the end, which is a result of its own. */
  prefix?: string;
  tell(result: Result, done: number, all: number): void;
};

/** Runs every round once, whichever world is free next, and reckons each world up in the end. Never rejects for what a round did. */
export async function runPlan(
  plan: readonly Sort[],
  { worlds, openVendor, prefix = "", tell }: Options,
): Promise<Result[]> {
  const waiting = plan.flatMap(({ name, round, times }) =>
    Array.from({ length: times }, (_, index) => ({ name, run: (world: World) => round(world, index) })),
  );
  const all = waiting.length;
  const results: Result[] = [];
  const work = async () => {
    await using opened = new AsyncDisposableStack();
    const world = opened.adopt(await openWorld(openVendor), ({ stop }) => stop());
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const faults = await next.run(world).catch((error) => afterFailure(error, world));
      const result = { name: next.name, faults };
      results.push(result);
      tell(result, results.length, all);
    }
    return reckonAll(world);
  };
  const reckoned = await Promise.all(Array.from({ length: worlds }, work));
  return [...results, { name: `${prefix}all effects and all requests, in the end`, faults: reckoned.flat() }];
}

/** Puts the world back on its feet, for the rounds that follow. */
async function afterFailure(error: unknown, world: World): Promise<string[]> {
  const { replicas, holds } = world;
  const lines = replicas.flatMap((replica) => replica.lastLines());
  holds.release("drop");
  await Promise.all(replicas.map((replica) => replica.kill()));
  return [error instanceof Error ? (error.stack ?? error.message) : String(error), ...lines];
}
