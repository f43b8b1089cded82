import { createSecretKey, randomBytes } from "node:crypto";
import { open, seal } from "../crypto/sealed-box.ts";
import type { KeyService, WrappedKey } from "./key-service.ts";

/** Whose secret, and for which system: bound into both layers, so that a row copied elsewhere does not open. */
export type Place = { person: string; system: string };

/** A secret as the database keeps it: sealed with a key of its own, which is wrapped by one that is elsewhere. */
export type Sealed = WrappedKey & { sealed: Buffer };

/** Envelope encryption (AES-256-GCM twice). Without its key service, a vault's rows are noise. */
export type Vault = {
  seal(place: Place, secret: string): Promise<Sealed>;
  /**
   * Everything of `seal` that may fail or take long, done beforehand: for a secret that exists only once something irrevocable
   * has happened. To be used for one secret.
   */
  prepare(place: Place): Promise<(secret: string) => Sealed>;
  /** Rejects where the row was changed or moved, or its key is not to be had. */
  open(place: Place, row: Sealed): Promise<string>;
  /** The same data key under the current key; what it sealed stays as it is. */
  rewrap(place: Place, key: WrappedKey): Promise<WrappedKey>;
  currentKid(): Promise<string>;
};

const KEY_BYTES = 32;

/** A list in JSON, because no separator can then be part of a name. */
const contextOf = ({ person, system }: Place): string => JSON.stringify([person, system]);

export function createVault(keys: KeyService): Vault {
  const prepare: Vault["prepare"] = async (place) => {
    const context = contextOf(place);
    const dataKey = randomBytes(KEY_BYTES);
    const wrapped = await keys.wrap(dataKey, context);
    return (secret) => ({ ...wrapped, sealed: seal(createSecretKey(dataKey), secret, context) });
  };
  return {
    currentKid: () => keys.currentKid(),
    prepare,
    seal: async (place, secret) => (await prepare(place))(secret),
    async open(place, { sealed, ...wrapped }) {
      const context = contextOf(place);
      const dataKey = createSecretKey(await keys.unwrap(wrapped, context));
      return open(dataKey, sealed, context).toString("utf8");
    },
    async rewrap(place, key) {
      const context = contextOf(place);
      return keys.wrap(await keys.unwrap(key, context), context);
    },
  };
}
