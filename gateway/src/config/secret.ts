import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** Where a secret stands: an environment variable, or a file whose path is relative to the configuration. Never in the configuration. */
export const secretSchema = z.union(
  [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
  { error: "must come from outside this file: write { env: NAME } or { file: PATH }" },
);
export type Secret = z.output<typeof secretSchema>;

/** The variable or the file, for messages; never the secret itself. */
export const nameOf = (secret: Secret): string => ("env" in secret ? secret.env : secret.file);

export type Env = Readonly<Record<string, string | undefined>>;

const OTHERS = 0o007;

/**
 * The text of a secret, a file's without the line end that editors leave. Throws an Error that says what is wrong without the
 * secret: not set, not readable, empty, or a file that everybody on the machine may read.
 */
export function readSecret(secret: Secret, folder: string, env: Env): string {
  if ("env" in secret) {
    const found = env[secret.env];
    if (!found) throw new Error(`the environment variable ${secret.env} is not set`);
    return found;
  }
  const file = path.resolve(folder, secret.file);
  const text = textOf(file, secret.file);
  if (text === "") throw new Error(`the file ${secret.file} is empty`);
  return text;
}

function textOf(file: string, name: string): string {
  try {
    if ((statSync(file).mode & OTHERS) !== 0)
      throw new Error(`the file ${name} is open to everybody on this machine; run chmod o-rwx on it`);
    return readFileSync(file, "utf8").trimEnd();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`the file ${name} cannot be read (${code})`, { cause: error });
  }
}
