import { type CryptoKey, importJWK, type JWK } from "jose";

const CURVES: Readonly<Record<string, string>> = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };

/**
 * A private key and the one of `algorithms` it signs with: a curve allows one, an RSA key its `alg`, or the first RSA
 * algorithm the vendor names. Rejects where nothing fits.
 */
export async function signingKey(
  title: string,
  privateKey: JWK,
  algorithms: readonly string[],
): Promise<{ key: CryptoKey; algorithm: string }> {
  const { kty, crv, alg } = privateKey;
  const ofKey = kty === "RSA" ? (alg ?? algorithms.find((name) => /^[PR]S/.test(name))) : CURVES[String(crv)];
  if (ofKey === undefined || !algorithms.includes(ofKey))
    throw new Error(
      `${title} takes signatures with ${algorithms.join(", ")}; this ${kty} key makes ${ofKey ?? "none of them"}`,
    );
  return { key: (await importJWK(privateKey, ofKey)) as CryptoKey, algorithm: ofKey };
}
