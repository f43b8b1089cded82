import { importJWK, type JWK, type JWTPayload, SignJWT } from "jose";

/** A claim or header entry set to undefined is left out. */
export type Parts = { claims?: Record<string, unknown>; header?: Record<string, unknown> };
type SigningKey = Parameters<SignJWT["sign"]>[0];

const given = (entries: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

/** A signed token in ES256 of any type and with any claims; `header` may lie about everything, the algorithm included. */
export const forge = (key: SigningKey, { claims = {}, header = {} }: Parts): Promise<string> =>
  new SignJWT(given(claims) as JWTPayload)
    .setProtectedHeader(given({ alg: "ES256", ...header }) as { alg: string })
    .sign(key, { crit: { "unheard-of": true } });

/** Encodes header and payload as they are, with a signature of one's own making. */
export const assemble = (header: object, claims: object, signature: Buffer | string): string =>
  [JSON.stringify(header), JSON.stringify(claims), signature]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

/** A private key as it stands in a gateway's environment. */
export async function keyFrom(jwk: string | undefined) {
  const parsed = JSON.parse(jwk ?? "") as JWK & { kid: string };
  const { d: _private, ...publicKey } = parsed;
  return { kid: parsed.kid, publicKey, key: await importJWK(parsed, "ES256") };
}

export const secondsNow = (): number => Math.floor(Date.now() / 1000);
