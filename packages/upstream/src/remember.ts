import { LIMITS } from "./limits.ts";

/**
 * Remembers answers for a while; concurrent questions share one answer, a failed one is forgotten. Whoever asked first
 * may be cancelled and takes the shared answer with them: the others ask again the next time. What depends on the
 * asking person's rights needs the person in its key.
 */
export function remember<T>(lifeMs: number = LIMITS.rememberMs, entriesMax: number = LIMITS.rememberedMax) {
  const kept = new Map<string, { answer: Promise<T>; until: number }>();
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known && known.until > Date.now()) return known.answer;
    const answer = ask();
    kept.delete(key);
    kept.set(key, { answer, until: Date.now() + lifeMs });
    answer.catch(() => kept.delete(key));
    const oldest = kept.keys().next().value;
    if (kept.size > entriesMax && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
}
