// What `npm run faults` ends in: gateways are killed at every named point of a write, and in the end every write has happened once.
// `--kills <number>` for how often at each point, `--worlds <number>` for how many at the same time.
import { parseArgs } from "node:util";
// @boundaries-ignore scripts are no member of the workspace
import { Failure } from "../../scripts/failure.ts";
// @boundaries-ignore scripts are no member of the workspace
import { summaryLine } from "../../scripts/summary-line.ts";
import { ledgerVendor } from "./ledger-vendor.ts";
import { netSuiteVendor } from "./netsuite-vendor.ts";
import { longPlan, netSuitePlan, type Sort } from "./plan.ts";
import { type Result, runPlan } from "./run-plan.ts";

const MOST = { kills: 1_000, worlds: 16 };

const print = (line: string) => void process.stdout.write(`${line}\n`);

function optionsFrom(args: string[]): { kills: number; worlds: number; only: string } {
  const usage = `npm run faults -- takes --kills <1 to ${MOST.kills}>, --worlds <1 to ${MOST.worlds}> and --only <part of a name>.`;
  const options = {
    kills: { type: "string", default: "20" },
    worlds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
  } as const;
  try {
    const { values } = parseArgs({ args, options });
    const [kills, worlds] = [Number(values.kills), Number(values.worlds)];
    const fits = (count: number, most: number) => Number.isInteger(count) && count >= 1 && count <= most;
    if (fits(kills, MOST.kills) && fits(worlds, MOST.worlds)) return { kills, worlds, only: values.only };
  } catch {
    // Said below.
  }
  throw new Failure(usage);
}

/** A line for each sort: how many of its rounds went well, and what was wrong with the others. */
function report(results: readonly Result[]): void {
  for (const [name, rounds] of Map.groupBy(results, (result) => result.name)) {
    const bad = rounds.filter(({ faults }) => faults.length > 0);
    print(
      `${bad.length === 0 ? "ok  " : "FAIL"}  ${rounds.length - bad.length} of ${rounds.length}  ${name}`,
    );
    for (const fault of bad.flatMap(({ faults }) => faults).slice(0, 10)) print(`      ${fault}`);
  }
}

async function main(): Promise<void> {
  const { kills, worlds, only } = optionsFrom(process.argv.slice(2));
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  const run = async (plan: Sort[], vendor: Pick<Parameters<typeof runPlan>[1], "openVendor" | "prefix">) => {
    const wanted = plan.filter(({ name }) => name.includes(only));
    if (wanted.length === 0) return [];
    return runPlan(wanted, {
      worlds,
      ...vendor,
      tell: ({ name, faults }, done, all) =>
        void process.stderr.write(
          `faults  ${done}/${all}, ${seconds()} s  ${name}${faults.length > 0 ? "  FAIL" : ""}\n`,
        ),
    });
  };
  const results = [
    ...(await run(longPlan(kills), { openVendor: ledgerVendor })),
    ...(await run(netSuitePlan(kills), { openVendor: netSuiteVendor, prefix: "netsuite, " })),
  ];
  report(results);
  const failed = results.filter(({ faults }) => faults.length > 0).length;
  print(`\n${summaryLine({ passed: results.length - failed, failed })}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`gatehouse: ${error.message}\n`);
  process.exitCode = 1;
}
