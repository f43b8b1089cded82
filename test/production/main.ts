// What `npm run sign-ins` ends in: a whole company signs in against two gateway processes, refreshes at the same moment and
// calls. `--people <number>` for another company than of 400.
import { parseArgs } from "node:util";
// @boundaries-ignore scripts are no member of the workspace
import { Failure } from "../../scripts/failure.ts";
// @boundaries-ignore scripts are no member of the workspace
import { summaryLine } from "../../scripts/summary-line.ts";
import { crowdOf } from "./crowd.ts";
import { openDeployment } from "./deployment.ts";
import { type Outcome, signInsAndRefreshes } from "./sign-ins.ts";

const PEOPLE_MAX = 5_000;
const FIVE_MINUTES_MS = 5 * 60_000;
/** Claude gives up on a token endpoint after 10 s. */
const REFRESH_P99_MS = 10_000;

const print = (line: string) => void process.stdout.write(`${line}\n`);

function countFrom(args: string[]): number {
  const usage = `npm run sign-ins -- takes --people <1 to ${PEOPLE_MAX}>.`;
  try {
    const { values } = parseArgs({ args, options: { people: { type: "string", default: "400" } } });
    const count = Number(values.people);
    if (Number.isInteger(count) && count >= 1 && count <= PEOPLE_MAX) return count;
  } catch {
    // Said below.
  }
  throw new Failure(usage);
}

/** Each with what it must hold. */
const checksOf = ({
  people,
  signInsMs,
  signInsPerSecond,
  refresh,
  ...outcome
}: Outcome): [string, boolean][] => [
  [
    `${people} people signed in within ${(signInsMs / 1000).toFixed(1)} s, ${signInsPerSecond.toFixed(1)} a second`,
    signInsMs < FIVE_MINUTES_MS,
  ],
  [
    `${refresh.requests} refreshes at the same moment: p50 ${refresh.p50} ms, p99 ${refresh.p99} ms, at most ${refresh.most} ms`,
    refresh.p99 < REFRESH_P99_MS,
  ],
  [`lost logins: ${outcome.lostLogins.length}`, outcome.lostLogins.length === 0],
  [`killed families: ${outcome.killedFamilies}`, outcome.killedFamilies === 0],
  [`failed calls: ${outcome.failedCalls.length}`, outcome.failedCalls.length === 0],
];

async function main(): Promise<void> {
  const people = crowdOf(countFrom(process.argv.slice(2)));
  const deployment = await openDeployment({ gateways: 2, people });
  try {
    const tell = (line: string) => void process.stderr.write(`sign-ins  ${line}\n`);
    const outcome = await signInsAndRefreshes(
      deployment,
      people.map(({ email }) => email),
      tell,
    );
    const checks = checksOf(outcome);
    for (const [said, holds] of checks) print(`${holds ? "ok  " : "FAIL"}  ${said}`);
    for (const line of [...outcome.lostLogins, ...outcome.failedCalls].slice(0, 10)) print(`      ${line}`);
    const failed = checks.filter(([, holds]) => !holds).length;
    print(`\n${summaryLine({ passed: checks.length - failed, failed })}`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await deployment.stop();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`gatehouse: ${error.message}\n`);
  process.exitCode = 1;
}
