// What `npm run check` ends in: every check, each with its own result, also after one has failed.
import { spawn } from "node:child_process";
import path from "node:path";
import { summaryLine } from "./summary-line.ts";

const root = path.resolve(import.meta.dirname, "..");
const checks: Record<string, string[]> = {
  "format and lint": ["biome", "check", "--error-on-warnings"],
  types: ["tsc", "-p", "tsconfig.json"],
  boundaries: ["turbo", "boundaries"],
  "dead code": ["knip", "--treat-config-hints-as-errors"],
  tidiness: ["vitest", "run", "--project=system", "test/tidy.test.ts"],
};

interface Outcome {
  hasPassed: boolean;
  output: string;
  seconds: string;
}

async function run([program = "", ...args]: string[]): Promise<Outcome> {
  const startedAt = performance.now();
  const child = spawn(path.join(root, "node_modules", ".bin", program), args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.on("error", (error) => {
    output += error.message;
    resolve(false);
  });
  child.on("close", (code) => resolve(code === 0));
  const hasPassed = await promise;
  return { hasPassed, output, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) };
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const counts = { passed: 0, failed: 0 };
for (const [name, command] of Object.entries(checks)) {
  const { hasPassed, output, seconds } = await run(command);
  counts[hasPassed ? "passed" : "failed"]++;
  if (!hasPassed) say(`\n${output.trim()}\n`);
  say(`${hasPassed ? "ok  " : "FAIL"}  ${name.padEnd(16)} ${seconds.padStart(5)} s   ${command.join(" ")}`);
}
say(summaryLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
