import { type Environment, readPort } from "./environment.ts";
import { type SimulatorApp, serveSimulator } from "./serve-simulator.ts";

/** A simulator as a program: its title in a sentence, the variable its port comes from, and how it is made from the environment. */
export type RunOptions = {
  title: string;
  portVariable: string;
  /** An `Error` thrown here is told to whoever started the program, so its message is a sentence for them. The port is the variable's unless given. */
  start(environment: Environment): Promise<{ app: SimulatorApp; port?: number }>;
};

/**
 * All that a simulator's `main.ts` does: serves it, writes the line `{ "listening": url }` to standard output, and ends on SIGTERM or
 * SIGINT with exit code 0. What cannot start is one sentence on standard error and exit code 1.
 */
export async function runSimulator({ title, portVariable, start }: RunOptions): Promise<void> {
  try {
    const { app, port = readPort(process.env, portVariable) } = await start(process.env);
    const server = await serveSimulator({ app }, port);
    process.stdout.write(`${JSON.stringify({ listening: server.url })}\n`);
    const stop = () => void server.close().then(() => process.exit(0));
    process.once("SIGTERM", stop).once("SIGINT", stop);
  } catch (error) {
    process.stderr.write(`The ${title} simulator cannot start. ${reasonOf(error, portVariable)}\n`);
    process.exit(1);
  }
}

function reasonOf(error: unknown, portVariable: string): string {
  if (!(error instanceof Error)) return "The reason is unknown.";
  const isTaken = "code" in error && error.code === "EADDRINUSE";
  return isTaken
    ? `Port ${process.env[portVariable]} is in use on 127.0.0.1; free it or set ${portVariable}.`
    : error.message;
}
