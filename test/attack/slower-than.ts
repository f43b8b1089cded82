/** What a text may cost beyond a harmless one of the same length (security reference, number 31). */
const EXTRA_MS = 100;
/** A machine that is busy with something else slows down one try, hardly three. */
const TRIES = 3;

/**
 * Those texts on which `work` takes over 100 ms more than on `benign`, each with its time. The quickest of three tries
 * counts; most texts need one.
 */
export async function slowerThan(
  benign: string,
  texts: readonly string[],
  work: (text: string) => Promise<unknown>,
): Promise<string[]> {
  await work(benign);
  const base = await quickest(benign, work, Number.POSITIVE_INFINITY);
  const slow: string[] = [];
  for (const text of texts) {
    const tookMs = await quickest(text, work, base + EXTRA_MS);
    if (tookMs >= base + EXTRA_MS)
      slow.push(
        `${JSON.stringify(text.slice(0, 40))}… took ${Math.round(tookMs)} ms, not ${Math.round(base)}`,
      );
  }
  return slow;
}

async function quickest(text: string, work: (text: string) => Promise<unknown>, enoughMs: number) {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES && best >= enoughMs; attempt += 1) {
    const startedAt = performance.now();
    await work(text);
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}
