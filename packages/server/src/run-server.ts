import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { trustGateway } from "./assertion.ts";
import { cursorsWith } from "./cursor.ts";
import { type Env, needed } from "./environment.ts";
import { httpApp, listen } from "./http.ts";
import { LIMITS } from "./limits.ts";
import { loggedCause } from "./logged-cause.ts";
import { type Log, mcpServerFor, type Product } from "./mcp-server.ts";

/** A product whose API is made from the environment: `open` rejects with one sentence that names the variable at fault. */
export type UnopenedProduct<Api> = Omit<Product<Api>, "api" | "allowance"> & {
  open: (env: Env) => Promise<Product<Api>["api"] & Pick<Product<Api>, "allowance">>;
};

/**
 * What a server's `main.ts` ends in: over stdio with `--stdio`, for a developer and read-only; else over HTTP for the
 * gateway at GATEHOUSE_URL. A missing variable or a taken port is one sentence on stderr and exit code 1.
 */
export async function runServer<Api>(
  given: UnopenedProduct<Api>,
  env: Env = process.env,
  args = process.argv,
): Promise<void> {
  try {
    // Before the port opens: a server without a usable configuration shall not look ready.
    const product = await opened(given, env);
    await (args.includes("--stdio") ? overStdio(product, env) : overHttp(product, env));
  } catch (error) {
    process.stderr.write(`${given.system.id}: ${sentence(error)}\n`);
    process.exit(1);
  }
}

async function opened<Api>({ open, ...rest }: UnopenedProduct<Api>, env: Env): Promise<Product<Api>> {
  const api = await open(env);
  return { ...rest, api, ...(api.allowance && { allowance: api.allowance }) };
}

async function overHttp<Api>(product: Product<Api>, env: Env) {
  const trust = trustGateway(needed(env, "GATEHOUSE_URL"), product.system.id);
  const cursors = cursorsWith(cursorKey(env));
  const app = httpApp({ product, trust, cursors, log: logTo(process.stderr) });
  const server = await listen(app, Number(needed(env, "PORT")), env.HOST);
  process.stdout.write(`${JSON.stringify({ listening: server.url })}\n`);
  // A write under way would end with an outcome nobody knows. A second signal ends the process at once.
  const stop = async () => {
    await Promise.race([server.close(), sleep(LIMITS.stopMs)]);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
}

/** Replicas share it, so it is given. A short one could be found by trying, and with it anybody's place in any list. */
function cursorKey(env: Env): Buffer {
  const name = "GATEHOUSE_CURSOR_KEY";
  const key = Buffer.from(needed(env, name), "base64");
  if (key.length >= LIMITS.cursorKeyBytesMin) return key;
  throw new Error(
    `the environment variable ${name} holds ${key.length} bytes; set it to at least ${LIMITS.cursorKeyBytesMin} random ones in base64`,
  );
}

/** Over stdio there is no gateway to decide, approve or record, so writes are not offered. */
async function overStdio<Api>(product: Product<Api>, env: Env) {
  const email = needed(env, "GATEHOUSE_STANDALONE_EMAIL");
  const reads = { ...product, tools: product.tools.filter(({ risk }) => risk === "read") };
  const serverFor = mcpServerFor({
    product: reads,
    cursors: cursorsWith(randomBytes(32)),
    log: logTo(process.stderr),
  });
  const caller = { id: email, email: email.toLowerCase(), roles: [] };
  serveStdio(() => serverFor({ caller, phase: 1 }));
}

/** One JSON line per failure. Standard output stays free for the protocol. */
const logTo =
  (stream: NodeJS.WritableStream): Log =>
  ({ tool, code, cause }) => {
    const time = new Date().toISOString();
    stream.write(`${JSON.stringify({ time, level: "warn", tool, code, cause: loggedCause(cause) })}\n`);
  };

function sentence(error: unknown): string {
  const { code, port, message } = error as { code?: string; port?: number; message?: string };
  if (code === "EADDRINUSE") return `port ${port} is taken by another program; choose another with PORT`;
  return message ?? String(error);
}
