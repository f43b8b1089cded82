import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { open, seal } from "../crypto/sealed-box.ts";
import type { AuditKeys } from "./keys.ts";

const KEY_BYTES = 32;
const KEYS_CACHED = 20_000;

/** Each person's own key, wrapped in the database. Deleting a row makes everything sealed with it unreadable for good. */
export type PersonKeys = {
  /** At once when known, else from the database, made on first use. */
  get(person: string): KeyObject | Promise<KeyObject>;
  /** For readers: undefined where the key was erased. */
  find(person: string): Promise<KeyObject | undefined>;
};

export function personKeys(pool: Pool, { wrap }: AuditKeys): PersonKeys {
  const cached = new Map<string, KeyObject>();
  const context = (person: string) => `person key ${person}`;

  const find = async (person: string) => {
    const { rows } = await pool.query<{ wrapped: Buffer }>(
      "select wrapped from audit_person_key where person = $1",
      [person],
    );
    return rows[0] && createSecretKey(open(wrap, rows[0].wrapped, context(person)));
  };
  const make = async (person: string) => {
    // Two replicas may meet a person at once: the first insert wins, both then read the same key.
    const wrapped = seal(wrap, randomBytes(KEY_BYTES), context(person));
    await pool.query(
      "insert into audit_person_key (person, wrapped) values ($1, $2) on conflict do nothing",
      [person, wrapped],
    );
    const key = await find(person);
    if (key === undefined) throw new Error("the person's audit key is gone");
    if (cached.size >= KEYS_CACHED) cached.clear();
    cached.set(person, key);
    return key;
  };
  return { get: (person) => cached.get(person) ?? make(person), find };
}
