import { ConfigError } from "../config/load.ts";

/** What a command says to whoever typed it. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One sentence on standard error and exit code 1; a configuration's mistakes one a line. */
export function failed(error: unknown): void {
  process.stderr.write(`gatehouse: ${sentence(error)}\n`);
  process.exitCode = 1;
}

function sentence(error: unknown): string {
  if (error instanceof ConfigError) return `the configuration is not valid\n${error.message}`;
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return `port ${port} is taken by another program; choose another with listen.port`;
  if (code === "ECONNREFUSED") return "PostgreSQL does not answer; start it or correct DATABASE_URL";
  return message || String(error);
}
