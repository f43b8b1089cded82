import { createHmac, timingSafeEqual } from "node:crypto";

/** A request that says it is from Slack, as it came. */
type Signed = { timestamp: string | undefined; signature: string | undefined; body: Buffer };

export type SignatureFault = "headers_missing" | "too_old" | "wrong_signature";

/** Slack's own advice; its documentation calls anything older a replay. */
export const SIGNATURE_AGE_SECONDS = 300;

/**
 * Whether Slack signed these bytes with our secret within five minutes; undefined where it did (docs.slack.dev, Verifying requests
 * from Slack: HMAC-SHA256 over `v0:<timestamp>:<body>`). The raw bytes count: a body that was parsed and written again is another.
 */
export function signatureFault(
  { timestamp, signature, body }: Signed,
  secret: string,
  now: Date = new Date(),
): SignatureFault | undefined {
  if (!timestamp || !signature) return "headers_missing";
  if (!/^\d{1,12}$/.test(timestamp)) return "too_old";
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > SIGNATURE_AGE_SECONDS) return "too_old";
  const mac = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex");
  const [expected, given] = [Buffer.from(`v0=${mac}`), Buffer.from(signature)];
  return expected.length === given.length && timingSafeEqual(expected, given) ? undefined : "wrong_signature";
}
