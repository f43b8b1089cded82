import { LIMITS } from "./limits.ts";

/**
 * Remembers answers for a while; concurrent questions share one answer, a failed one is forgotten. Whoever asked first may be
 * cancelled and takes the shared answer with them: whoever waited for it then asks once more, together again. What depends on
 * the asking person's rights needs the person in its key.
 */
export function remember<T>(lifeMs: number = LIMITS.rememberMs, entriesMax: number = LIMITS.rememberedMax) {
  const kept = new Map<string, { answer: Promise<T>; until: number }>();

  const fresh = (key: string): Promise<T> | undefined => {
    const known = kept.get(key);
    return known && known.until > Date.now() ? known.answer : undefined;
  };
  const askAnew = (key: string, ask: () => Promise<T>): Promise<T> => {
    const entry = { answer: ask(), until: Date.now() + lifeMs };
    kept.delete(key);
    kept.set(key, entry);
    entry.answer.catch(() => {
      // Somebody may have asked anew in the meantime.
      if (kept.get(key) === entry) kept.delete(key);
    });
    const oldest = kept.keys().next().value;
    if (kept.size > entriesMax && oldest !== undefined) kept.delete(oldest);
    return entry.answer;
  };

  return (key: string, ask: () => Promise<T>): Promise<T> =>
    fresh(key)?.catch(() => fresh(key) ?? askAnew(key, ask)) ?? askAnew(key, ask);
}
