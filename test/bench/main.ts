import { parseArgs } from "node:util";
// @boundaries-ignore scripts are no member of the workspace
import { Failure } from "../../scripts/failure.ts";
// @boundaries-ignore scripts are no member of the workspace
import { summaryLine } from "../../scripts/summary-line.ts";
import { FULL, measure, QUICK, warmUp } from "./measure.ts";
import { profile } from "./profile/profile.ts";
import { bestOf, type Figures } from "./result/best.ts";
import { jsonOf, table, verdictLines } from "./result/report.ts";
import { judge, type Verdict } from "./result/targets.ts";
import { watchOtherWork } from "./stand/process-facts.ts";
import { openStand, type Stand, type StandOptions } from "./stand/stand.ts";

const RUNS = 3;
/** Past this much other work, figures say more about that than about the gateway. */
const BUSY_SHARE = 0.1;

const startedAt = performance.now();
const tell = (line: string) => {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stderr.write(`bench ${seconds.padStart(4)} s  ${line}\n`);
};
const print = (text: string) => process.stdout.write(`${text}\n`);

function readOptions() {
  try {
    return parseArgs({
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        profile: { type: "boolean", default: false },
        workload: { type: "string", default: "call" },
        bundle: { type: "string", default: "gateway/dist/main.js" },
      },
    }).values;
  } catch (error) {
    throw new Failure(
      `${(error as Error).message.split(". ")[0]}: npm run bench -- takes --json, --quick, --bundle <file>, and --profile with --workload <name>.`,
    );
  }
}

/** Opens everything, does `work` with it, and leaves nothing running, also when the person gives up. */
async function withStand<T>(options: StandOptions, work: (stand: Stand) => Promise<T>): Promise<T> {
  tell("starting PostgreSQL and the programs");
  const stand = await openStand(options);
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => reject(new Failure("stopped before the end.")));
  try {
    if (!stand.isPinned) tell("programs cannot be held to processors here, so figures vary more");
    return await Promise.race([work(stand), interrupted]);
  } finally {
    await stand.stop();
  }
}

/** Stops early once every target was reached in some run: further runs could not change the outcome. */
async function runAll(stand: Stand, isQuick: boolean): Promise<{ runs: Figures[]; verdicts: Verdict[] }> {
  const runs: Figures[] = [];
  let verdicts: Verdict[] = [];
  await warmUp(stand);
  for (let run = 1; run <= (isQuick ? 1 : RUNS); run += 1) {
    const otherWorkSince = watchOtherWork();
    const figures = await measure(stand, isQuick ? QUICK : FULL, (line) => tell(`run ${run}: ${line}`));
    const otherWork = otherWorkSince();
    runs.push({ ...figures, ...(otherWork !== undefined && { otherWork }) });
    if (otherWork !== undefined && otherWork > BUSY_SHARE)
      tell(
        `run ${run}: other programs took ${Math.round(otherWork * 100)} % of this machine, so figures are low`,
      );
    verdicts = judge(bestOf(runs), isQuick);
    if (verdicts.every(({ outcome }) => outcome !== "failed")) break;
  }
  return { runs, verdicts };
}

async function main(): Promise<void> {
  const options = readOptions();
  const { bundle } = options;
  if (options.profile) {
    const errors = await withStand({ bundle, gatewayOptions: ["--inspect=127.0.0.1:0"] }, (stand) =>
      profile(stand, options.workload, { bundle, tell, print }),
    );
    print(summaryLine(errors === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }));
    process.exitCode = errors === 0 ? 0 : 1;
    return;
  }
  const { runs, verdicts, isPinned } = await withStand({ bundle }, async (stand) => ({
    ...(await runAll(stand, options.quick)),
    isPinned: stand.isPinned,
  }));
  const best = bestOf(runs);
  const count = (outcome: Verdict["outcome"]) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const counts = summaryLine({ passed: count("passed"), failed: count("failed"), skipped: count("skipped") });
  if (options.json) {
    print(jsonOf(best, runs, isPinned));
    process.stderr.write(`${verdictLines(verdicts)}\n${counts}\n`);
  } else {
    print(`\n${table(best)}\n\n${verdictLines(verdicts)}\n${counts}`);
  }
  process.exitCode = count("failed") === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
}
