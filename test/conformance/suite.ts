import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** How one scenario of the suite ended. `expected` is a failure that the baseline names. */
export type Verdict = {
  leg: string;
  scenario: string;
  outcome: "passed" | "failed" | "expected";
  why: readonly string[];
};

export type Revision = "2026-07-28" | "2025-11-25";

const PROGRAM = fileURLToPath(import.meta.resolve("@modelcontextprotocol/conformance/dist/index.js"));
const REQUIREMENTS = path.join(path.dirname(PROGRAM), "..", "requirements");

/**
 * Everything a revision requires of a server, from the frozen list that the suite keeps for it. The baseline is held
 * against failures here, because the suite's own option also counts warnings, such as one for having no sessions.
 */
export async function runServerLeg(url: string, revision: Revision, baseline?: string): Promise<Verdict[]> {
  const required = await listIn(path.join(REQUIREMENTS, `${revision}.yaml`));
  const excused = baseline === undefined ? [] : await listIn(baseline);
  const { checks, exitCode } = await runSuite(["server", "--url", url, "--requirements", revision]);
  const verdicts = required.map((scenario) =>
    verdictOn(revision, scenario, checks.get(`server-${scenario}`), excused.includes(scenario)),
  );
  return [...verdicts, ...disagreement(revision, verdicts, exitCode)];
}

/** Everything the suite asks of an authorization server. `onLine` sees what it prints, such as the URL to sign in at. */
export async function runAuthorizationLeg(
  { leg, issuer, clientId, resource, port }: AuthorizationLeg,
  onLine: (line: string) => void,
): Promise<Verdict[]> {
  const args = ["authorization", "--url", issuer, "--client-id", clientId, "--resource", resource];
  const { checks, exitCode } = await runSuite([...args, "--port", String(port)], onLine);
  const verdicts = AUTHORIZATION.map((scenario) =>
    verdictOn(leg, scenario, checks.get(`authorization-server-${scenario}`), false),
  );
  return [...verdicts, ...disagreement(leg, verdicts, exitCode)];
}

/** `leg` is the name to report under; it begins with "authorization". */
type AuthorizationLeg = { leg: string; issuer: string; clientId: string; resource: string; port: number };

const AUTHORIZATION = ["authorization-server-metadata-endpoint", "authorization-code-grant"];

type Check = { id: string; status: string; errorMessage?: string };

function verdictOn(
  leg: string,
  scenario: string,
  checks: readonly Check[] | undefined,
  isExcused: boolean,
): Verdict {
  const wrong = (checks ?? []).filter(
    ({ status }) => status === "FAILURE" || (leg.startsWith("authorization") && status === "SKIPPED"),
  );
  const why = wrong.map(({ id, errorMessage = "" }) => `${id}: ${errorMessage}`);
  if (checks === undefined) why.push("the suite left no result");
  if (why.length === 0)
    return isExcused
      ? { leg, scenario, outcome: "failed", why: ["it passes: take it out of the baseline"] }
      : { leg, scenario, outcome: "passed", why };
  return { leg, scenario, outcome: isExcused ? "expected" : "failed", why };
}

/** The suite has a say of its own: it must end well where every scenario passed, and badly where one did not. */
function disagreement(leg: string, verdicts: readonly Verdict[], exitCode: number | null): Verdict[] {
  const isClean = verdicts.every(({ outcome }) => outcome === "passed");
  if (isClean === (exitCode === 0)) return [];
  return [{ leg, scenario: "(the suite itself)", outcome: "failed", why: [`it ended with ${exitCode}`] }];
}

async function listIn(file: string): Promise<string[]> {
  return (parse(await readFile(file, "utf8")) as { server: string[] }).server;
}

/** Runs the suite's program and reads the checks it leaves, by folder name without the time at its end. */
async function runSuite(args: readonly string[], onLine: (line: string) => void = () => {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-conformance-"));
  const child = spawn(process.execPath, [PROGRAM, ...args, "--output-dir", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on("error", reject).on("close", resolve);
  const exitCode = await promise;
  const checks = new Map<string, Check[]>();
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name, "checks.json");
    checks.set(name.replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, ""), JSON.parse(await readFile(file, "utf8")));
  }
  await rm(folder, { recursive: true });
  return { checks, exitCode };
}
