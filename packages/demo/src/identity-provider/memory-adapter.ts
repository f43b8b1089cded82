import type { Adapter, AdapterPayload } from "oidc-provider";

/**
 * Sign-in sessions are forgotten at once: a demo in which the next person could not sign in from the same browser
 * would show little.
 */
const FORGOTTEN = new Set(["Session", "Client"]);
const SWEEP_ABOVE = 1_000;

/** What the provider remembers, until the process ends. */
export function createMemoryAdapter(): (model: string) => Adapter {
  const entries = new Map<string, { payload: AdapterPayload; endsAtMs: number }>();
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
      },
      find: async (id) => entries.get(keyOf(id))?.payload,
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
      async consume(id) {
        const entry = entries.get(keyOf(id));
        if (entry) entry.payload = { ...entry.payload, consumed: true };
      },
      async destroy(id) {
        entries.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) {
          if (key.startsWith(`${model} `) && payload.grantId === grantId) entries.delete(key);
        }
      },
    };
  };
}
