import { createSecretKey, type KeyObject } from "node:crypto";
import { open, seal } from "../crypto/sealed-box.ts";

/** A data key as the database keeps it, and the name of the key that wraps it. */
export type WrappedKey = { kid: string; wrapped: Buffer };

/**
 * Holds the keys that wrap data keys, outside the database. `context` is bound in: what was wrapped for one place opens at no
 * other. Rejects where it cannot be reached, knows no such key, or a bit was changed.
 */
export type KeyService = {
  /** The name of the key that wraps now; everything else is due for rotation. */
  currentKid(): Promise<string>;
  wrap(dataKey: Buffer, context: string): Promise<WrappedKey>;
  unwrap(key: WrappedKey, context: string): Promise<Buffer>;
};

/** Keys in this process, from the environment or files. The first wraps; the others open what they once wrapped. */
export function localKeys(given: readonly { id: string; key: Buffer }[]): KeyService {
  const keys = new Map<string, KeyObject>(given.map(({ id, key }) => [id, createSecretKey(key)]));
  const [first] = given;
  if (first === undefined) throw new Error("the vault needs a key");
  const keyNamed = (kid: string): KeyObject => {
    const key = keys.get(kid);
    if (key === undefined) throw new Error(`the vault's key ${kid} is not configured`);
    return key;
  };
  return {
    currentKid: async () => first.id,
    wrap: async (dataKey, context) => ({
      kid: first.id,
      wrapped: seal(keyNamed(first.id), dataKey, context),
    }),
    unwrap: async ({ kid, wrapped }, context) => open(keyNamed(kid), wrapped, context),
  };
}
