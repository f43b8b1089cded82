import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Adapter, AdapterPayload } from "oidc-provider";

/**
 * Sign-in sessions are forgotten at once: a demo in which the next person could not sign in from the same browser
 * would show little.
 */
const FORGOTTEN = new Set(["Session", "Client"]);
const SWEEP_ABOVE = 1_000;
/** What outlives the process, where there is a file for it: with these, whoever was signed in stays so. */
const LASTING = /^(Grant|RefreshToken) /;

type Entries = Map<string, { payload: AdapterPayload; endsAtMs: number }>;

/** What the provider remembers: until the process ends, and logins longer, in `file`. Throws where that is damaged. */
export function createMemoryAdapter(file?: string): (model: string) => Adapter {
  const entries: Entries = new Map(file !== undefined && existsSync(file) ? read(file) : []);
  const keep = (key: string) => {
    if (file !== undefined && LASTING.test(key)) write(file, entries);
  };
  const sweep = () => {
    for (const [key, { endsAtMs }] of entries) if (endsAtMs < Date.now()) entries.delete(key);
  };
  return (model) => {
    const keyOf = (id: string) => `${model} ${id}`;
    return {
      async upsert(id, payload, expiresInSeconds = 3_600) {
        if (FORGOTTEN.has(model)) return;
        if (entries.size > SWEEP_ABOVE) sweep();
        entries.set(keyOf(id), { payload, endsAtMs: Date.now() + expiresInSeconds * 1_000 });
        keep(keyOf(id));
      },
      find: async (id) => entries.get(keyOf(id))?.payload,
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
      async consume(id) {
        const entry = entries.get(keyOf(id));
        if (entry) entry.payload = { ...entry.payload, consumed: true };
        keep(keyOf(id));
      },
      async destroy(id) {
        entries.delete(keyOf(id));
        keep(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) {
          if (key.startsWith(`${model} `) && payload.grantId === grantId) entries.delete(key);
        }
        keep(keyOf(""));
      },
    };
  };
}

function read(file: string): Entries {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, "utf8"))));
  } catch (cause) {
    throw new Error(`${file} cannot be read: delete it, and everybody signs in again`, { cause });
  }
}

function write(file: string, entries: Entries): void {
  const lasting = [...entries].filter(([key, { endsAtMs }]) => LASTING.test(key) && endsAtMs > Date.now());
  writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(lasting)), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
