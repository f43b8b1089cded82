import { spawn } from "node:child_process";
import { z } from "zod";
import type { KeyService } from "./key-service.ts";

/** A program that wraps and unwraps, such as one that asks a KMS. It is started without a shell, once for each question. */
export type KeyCommand = { command: readonly [string, ...string[]]; timeoutMs: number };

const ANSWER_BYTES_MAX = 64 * 1024;
/** More would wait on one another: a KMS counts its requests. */
const RUNNING_MAX = 4;

const base64 = z.base64().min(1);
const kid = z.string().min(1).max(2_048);

/**
 * A key service behind a program: one JSON object to its standard input, one from its standard output, exit code 0.
 *
 *     {"action":"current"}                                     {"kid":"..."}
 *     {"action":"wrap","key":"<base64>","context":"..."}       {"kid":"...","wrapped":"<base64>"}
 *     {"action":"unwrap","kid":"...","wrapped":"...","context":"..."}   {"key":"<base64>"}
 *
 * What it says on standard error is kept for the log alone, and nothing of keys is ever repeated.
 */
export function commandKeys({ command, timeoutMs }: KeyCommand): KeyService {
  const take = turns(RUNNING_MAX);
  const ask = async <T>(question: Record<string, string>, shape: z.ZodType<T>): Promise<T> => {
    const text = await take(() => run(command, timeoutMs, JSON.stringify(question)));
    const parsed = shape.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    throw new Error(`the vault's key command gave no usable answer to ${question.action}`);
  };
  return {
    currentKid: async () => (await ask({ action: "current" }, z.object({ kid }))).kid,
    async wrap(dataKey, context) {
      const question = { action: "wrap", key: dataKey.toString("base64"), context };
      const answer = await ask(question, z.object({ kid, wrapped: base64 }));
      return { kid: answer.kid, wrapped: Buffer.from(answer.wrapped, "base64") };
    },
    async unwrap({ kid, wrapped }, context) {
      const question = { action: "unwrap", kid, wrapped: wrapped.toString("base64"), context };
      return Buffer.from((await ask(question, z.object({ key: base64 }))).key, "base64");
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function run([file, ...args]: KeyCommand["command"], timeoutMs: number, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (why: string, cause?: unknown) =>
      reject(new Error(`the vault's key command ${why}`, { cause }));
    const program = spawn(file, args, {
      shell: false,
      stdio: ["pipe", "pipe", "pipe"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    let output = "";
    let complaint = "";
    program.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.length > ANSWER_BYTES_MAX) program.kill("SIGKILL");
    });
    program.stderr.on("data", (chunk) => {
      complaint = `${complaint}${chunk}`.slice(0, 500);
    });
    // A program that ends without reading closes the pipe under our writing; its exit code says more.
    program.stdin.on("error", () => {});
    program.on("error", (cause) => failed("could not be started", cause));
    program.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else
        failed(
          signal ? `was ended after ${timeoutMs} ms or too long an answer` : `ended with code ${code}`,
          complaint,
        );
    });
    program.stdin.end(input);
  });
}

/** Lets at most so many work at once; the others wait in line. */
function turns(most: number) {
  let free = most;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((go) => void waiting.push(go));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
