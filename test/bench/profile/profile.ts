import path from "node:path";
// @boundaries-ignore scripts are no member of the workspace
import { Failure } from "../../../scripts/failure.ts";
import { type WorkloadName, workloads } from "../load/workloads.ts";
import { orderFor, runOn } from "../measure.ts";
import { root } from "../stand/program.ts";
import type { Stand } from "../stand/stand.ts";
import { type Attribution, attribute } from "./attribute.ts";
import { profileOf } from "./inspector.ts";
import { placesIn } from "./places.ts";

const CALLERS = 16;
const WARM = { blockMs: 3_000, warmMs: 200 };
const WATCHED = { blockMs: 6_000, warmMs: 200 };
const SHOWN = 40;

type Output = { bundle: string; tell: (line: string) => void; print: (text: string) => void };

/** Profiles the gateway under one workload and prints what a call costs, by step, function and package. Gives the errors. */
export async function profile(
  stand: Stand,
  workload: string,
  { bundle, tell, print }: Output,
): Promise<number> {
  if (!Object.hasOwn(workloads, workload))
    throw new Failure(
      `there is no workload "${workload}": choose one of ${Object.keys(workloads).join(", ")}.`,
    );
  const name = workload as WorkloadName;
  tell(`warming up with ${name}, ${CALLERS} callers`);
  await runOn(stand, await orderFor(stand, "gateway", { workload: name, callers: CALLERS, ...WARM }));
  tell("watching");
  const order = await orderFor(stand, "gateway", { workload: name, callers: CALLERS, ...WATCHED });
  let block: Awaited<ReturnType<typeof runOn>> | undefined;
  const cpuProfile = await profileOf(stand.gateway.log(), async () => {
    block = await runOn(stand, order);
  });
  if (block === undefined || block.calls === 0) throw new Failure("not one call was answered.");
  const share = (order.warmMs + order.durationMs) / order.durationMs;
  const calls = block.calls * share;
  const found = attribute(cpuProfile, placesIn(path.join(root, bundle)));
  const seenUs = found.totalUs / calls;
  const usedUs = block.cpuMs === undefined ? seenUs : (block.cpuMs * 1000) / block.calls;
  print(
    `${name}, ${CALLERS} callers: ${block.calls} calls, ${block.errors} wrong.\n` +
      "Microseconds of processor time a call, while the gateway is watched, which makes it slower.",
  );
  print(report(found, calls * (seenUs / usedUs)));
  return block.errors;
}

/**
 * The profiler measures time on the clock, in which other programs may have had the processor. So all is scaled to what
 * the process used: `calls` is then how many would have taken as long as was seen.
 */
function report({ totalUs, steps, functions, packages }: Attribution, calls: number): string {
  const line = (name: string, ...us: number[]) =>
    `${us.map((value) => (value / calls).toFixed(1).padStart(8)).join("")}  ${name}`;
  const rows = <T>(entries: Iterable<[string, T]>, of: (value: T) => number[]) =>
    [...entries]
      .map(([name, value]) => ({ name, us: of(value) }))
      .sort((a, b) => (b.us[0] ?? 0) - (a.us[0] ?? 0))
      .filter(({ us }) => (us[0] ?? 0) / calls >= 0.1)
      .slice(0, SHOWN)
      .map(({ name, us }) => line(name, ...us));
  return [
    "\nBy step, with everything it calls before it first waits:",
    ...rows(steps, (us) => [us]),
    "\nBy function of ours: with the libraries it calls, then by itself:",
    ...rows(functions, ({ withLibrariesUs, selfUs }) => [withLibrariesUs, selfUs]),
    "\nBy package, by itself:",
    ...rows(packages, (us) => [us]),
    line("in all", totalUs),
  ].join("\n");
}
