import path from "node:path";
import { type Env, nameOf, readSecret, type Secret } from "../../config/secret.ts";
import type { KeySource } from "./key-ring.ts";
import { type Key, type KeyKind, keysFrom } from "./key-set.ts";

interface Reader {
  folder: string;
  env: Env;
  wrong(where: readonly string[], reason: string): void;
}

/** The keys that `keys.<kind>` of a configuration names; tells `wrong` what is missing or unusable, and then has none. */
export function keySource(kind: KeyKind, secret: Secret, { folder, env, wrong }: Reader): KeySource {
  const read = (): Key[] => {
    const text = readSecret(secret, folder, env);
    try {
      return keysFrom(kind, text);
    } catch (error) {
      throw new Error(`${nameOf(secret)} ${(error as Error).message}`, { cause: error });
    }
  };
  const file = "file" in secret ? path.resolve(folder, secret.file) : undefined;
  try {
    return { kind, file, read, keys: read() };
  } catch (error) {
    wrong(["keys", kind], (error as Error).message);
    return { kind, file, read, keys: [] };
  }
}
