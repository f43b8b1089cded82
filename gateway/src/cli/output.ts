import { ConfigError } from "../config/load.ts";

const codeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * Shows control characters by their codes, as JSON writes them. Names come from identity providers and vendors: none of them may
 * move the cursor, wipe what was printed before it or begin a line of its own.
 */
export const visible = (text: string): string => text.replace(/\p{Cc}/gu, codeOf);

/** What a command says to whoever typed it, on one line. */
export const say = (line: string): void => void process.stdout.write(`${visible(line)}\n`);

/** One sentence on standard error and exit code 1; a configuration's mistakes one a line. */
export function failed(error: unknown): void {
  process.stderr.write(`gatehouse: ${sentence(error).replace(/[^\P{Cc}\n]/gu, codeOf)}\n`);
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
