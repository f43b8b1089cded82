/**
 * How long an upstream asks us to wait, in milliseconds; undefined where it does not say, or not readably. Never throws.
 * Knows both forms of Retry-After, seconds and HTTP date (RFC 9110, 10.2.3); a date in the past gives 0.
 */
export function retryAfterMs(headers: Record<string, string>, now: number = Date.now()): number | undefined {
  const value = headers["retry-after"]?.trim();
  if (!value) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  // Every HTTP date has letters; without this, Date.parse would read "-5" or "12.5" as years.
  const at = /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
