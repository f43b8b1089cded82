import { decodeJwt, decodeProtectedHeader, importJWK, importSPKI, type JWTPayload, jwtVerify } from "jose";
import type { Client } from "./clients.ts";
import { invalidClientId, invalidGrant } from "./oauth-error.ts";

/** Three minutes by the vendor's documentation; whether a few more pass is [recalled]. */
const longestLifeSeconds = 180;
/** How far two clocks may differ. */
const toleranceSeconds = 5;

export type VerifiedAssertion = { client: Client; username: string };

/**
 * Whose assertion this is and whom it speaks for (RFC 7523, section 2.1). Throws `OAuthError`; the words for a bad signature, algorithm or
 * expiry are [recalled].
 */
export async function verifyAssertion(
  assertion: string,
  clients: Client[],
  audiences: string[],
): Promise<VerifiedAssertion> {
  const { header, claims } = readParts(assertion);
  const client = clients.find(
    ({ clientId, publicKey }) => clientId === claims.iss && publicKey !== undefined,
  );
  if (!client) throw invalidClientId();
  if (header.alg !== "RS256") throw invalidGrant("invalid assertion");
  const audience = [claims.aud].flat();
  if (audience.length !== 1 || !audiences.includes(audience[0] ?? ""))
    throw invalidGrant("audience is invalid");
  const { exp, sub } = await verifySignature(assertion, client.publicKey);
  if (exp === undefined || exp > Date.now() / 1_000 + longestLifeSeconds + toleranceSeconds) {
    throw invalidGrant("invalid assertion");
  }
  return { client, username: sub ?? "" };
}

function readParts(assertion: string): { header: { alg?: string }; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch {
    throw invalidGrant("invalid assertion");
  }
}

async function verifySignature(assertion: string, publicKey: Client["publicKey"]): Promise<JWTPayload> {
  try {
    const key =
      typeof publicKey === "string"
        ? await importSPKI(publicKey, "RS256")
        : await importJWK(publicKey ?? {}, "RS256");
    const options = { algorithms: ["RS256"], clockTolerance: toleranceSeconds };
    return (await jwtVerify(assertion, key, options)).payload;
  } catch {
    throw invalidGrant("invalid assertion");
  }
}
