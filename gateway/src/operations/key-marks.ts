import { hash } from "node:crypto";
import type { Pool } from "pg";
import { inForce, KEY_KINDS, type Key } from "../authorization/keys/key-set.ts";
import type { Settings } from "../config/settings.ts";
import type { Database } from "../store/database.ts";

/** What a key is used for. */
export type KeyUse = keyof typeof LOSSES;

/** All keys of one use that are set; the first is the one that is written with now. */
export type KeyInUse = { use: KeyUse; fingerprints: readonly string[] };

/** What a company has lost with the former key of each use. That of the audit is beyond a warning: see `ready-database.ts`. */
const LOSSES = {
  signing:
    "access tokens issued before are refused; clients fetch new ones with their refresh tokens by themselves, and nobody signs in again",
  assertion: "servers refuse calls until they have fetched the new public key; nothing else is lost",
  cookies: "sign-ins under way fail and are begun again; whoever is signed in stays signed in",
  vault: "accounts that people connected cannot be opened any more: each of them connects theirs anew",
} as const;

/** The keys of a gateway as they are set now. A vault behind a key service has none here: the service knows its own. */
export const keysInUse = ({ keys, vendors }: Pick<Settings, "keys" | "vendors">): KeyInUse[] => {
  const { vault } = vendors;
  return [
    ...KEY_KINDS.map((use) => {
      const read = keys[use].read();
      // One that has ended, as after a long standstill, was replaced in good order too.
      const all = new Set([...inForce(read, Date.now() / 1000), ...read]);
      return { use, fingerprints: [...all].map(fingerprintOf) };
    }),
    ...(vault?.provider === "local"
      ? [{ use: "vault" as const, fingerprints: vault.keys.map(({ key }) => fingerprintOfBytes(key)) }]
      : []),
  ];
};

const fingerprintOfBytes = (key: Buffer): string =>
  hash("sha256", `gatehouse key ${key.toString("base64")}`, "base64url");

/** For a key pair: of its public half. */
const fingerprintOf = ({ kty, crv, x, y, k }: Key): string =>
  hash("sha256", `gatehouse key ${k ?? `${kty} ${crv} ${x} ${y}`}`, "base64url");

/** One sentence for each use whose last known key is not among those in force. */
export async function lossesOf(pool: Pick<Pool, "query">, keys: readonly KeyInUse[]): Promise<string[]> {
  const { rows } = await pool.query<{ use: string; fingerprint: string }>(
    "select use, fingerprint from key_mark",
  );
  const known = new Map(rows.map(({ use, fingerprint }) => [use, fingerprint]));
  return keys
    .filter(({ use, fingerprints }) => !fingerprints.includes(known.get(use) ?? fingerprints[0] ?? ""))
    .map(
      ({ use }) =>
        `${use === "vault" ? "vault.keys" : `keys.${use}`} is not the key that this database was last used with: ${LOSSES[use]}`,
    );
}

export async function rememberKeys(pool: Pick<Pool, "query">, keys: readonly KeyInUse[]): Promise<void> {
  await pool.query(
    `insert into key_mark (use, fingerprint)
     select * from unnest($1::text[], $2::text[])
     on conflict (use) do update set fingerprint = excluded.fingerprint, since = now()
       where key_mark.fingerprint <> excluded.fingerprint`,
    [keys.map(({ use }) => use), keys.map(({ fingerprints }) => fingerprints[0])],
  );
}

/** As often as keys may have been rotated. */
export const markKeys = async ({ pool }: Pick<Database, "pool">, settings: Parameters<typeof keysInUse>[0]) =>
  rememberKeys(pool, keysInUse(settings));
