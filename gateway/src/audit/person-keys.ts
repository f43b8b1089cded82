import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { open, seal } from "../crypto/sealed-box.ts";
import type { ChangeListener } from "../store/changes.ts";
import type { AuditKeys } from "./keys.ts";

const KEY_BYTES = 32;
const KEYS_CACHED = 20_000;

/**
 * Each person's own key, wrapped in the database. Deleting a row makes everything sealed with it unreadable for good; as a
 * listener to changes it forgets such a key at once, or when the notices are back if they were interrupted.
 */
export type PersonKeys = ChangeListener & {
  /** At once when known, else from the database, made on first use. */
  get(person: string): KeyObject | Promise<KeyObject>;
  /** For readers: undefined where the key was erased. Rejects with UnreadableKey where it is not what was once wrapped. */
  find(person: string): Promise<KeyObject | undefined>;
};

/** A stored key that does not unwrap: it was changed, or wrapped under another audit key. */
export class UnreadableKey extends Error {
  override name = "UnreadableKey";
}

export function personKeys(pool: Pool, { wrap }: AuditKeys): PersonKeys {
  const cached = new Map<string, KeyObject>();
  // A notice may overtake the answer to a query that began before it; such an answer must not be kept.
  let changes = 0;
  const context = (person: string) => `person key ${person}`;

  const find = async (person: string) => {
    const { rows } = await pool.query<{ wrapped: Buffer }>(
      "select wrapped from audit_person_key where person = $1",
      [person],
    );
    return rows[0] && unwrapped(wrap, rows[0].wrapped, context(person));
  };
  const make = async (person: string) => {
    const changesBefore = changes;
    // Two replicas may meet a person at once: the first insert wins, both then read the same key.
    const wrapped = seal(wrap, randomBytes(KEY_BYTES), context(person));
    await pool.query(
      "insert into audit_person_key (person, wrapped) values ($1, $2) on conflict do nothing",
      [person, wrapped],
    );
    const key = await find(person);
    if (key === undefined) throw new Error("the person's audit key is gone");
    if (changes !== changesBefore) return key;
    if (cached.size >= KEYS_CACHED) cached.clear();
    cached.set(person, key);
    return key;
  };
  return {
    get: (person) => cached.get(person) ?? make(person),
    find,
    onChange(kind, id) {
      if (kind !== "key") return;
      changes += 1;
      cached.delete(id);
    },
    onDoubt() {
      changes += 1;
      cached.clear();
    },
  };
}

function unwrapped(wrap: KeyObject, box: Buffer, context: string): KeyObject {
  try {
    return createSecretKey(open(wrap, box, context));
  } catch (cause) {
    throw new UnreadableKey("a person's audit key does not open", { cause });
  }
}
