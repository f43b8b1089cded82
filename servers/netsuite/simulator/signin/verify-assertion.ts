import { decodeProtectedHeader, importJWK, importSPKI, type JWK, type JWTPayload, jwtVerify } from "jose";
import type { Switches } from "../switches.ts";
import type { CertificateClient } from "./clients.ts";
import { invalidClient, invalidRequest, OAuthError } from "./oauth-error.ts";

/** RS256 is missing on purpose: NetSuite refuses it. */
const algorithms = ["PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
const longestLifeSeconds = 3_600;
/** How far two clocks may differ. */
const toleranceSeconds = 30;

/** The client whose signed assertion this is. Throws `OAuthError` with what is wrong with it. */
export async function verifyAssertion(
  assertion: string,
  tokenUrl: string,
  clients: CertificateClient[],
  scopeClaim: Switches["scopeClaim"],
): Promise<CertificateClient> {
  const header = readHeader(assertion);
  if (!algorithms.includes(header.alg ?? ""))
    throw invalidClient(`The algorithm ${header.alg} is not supported.`);
  const client = clients.find(({ certificateId }) => certificateId === header.kid);
  if (!client) throw invalidClient("The certificate id in kid is not known.");
  const claims = await verifySignature(assertion, header.alg as string, client);
  if (claims.iss !== client.clientId)
    throw invalidClient("The issuer is not the client of this certificate.");
  const audience = [claims.aud].flat();
  if (audience.length !== 1 || audience[0] !== tokenUrl)
    throw invalidClient(`The audience must be ${tokenUrl}.`);
  checkTimes(claims);
  checkScope(claims.scope, scopeClaim);
  return client;
}

function readHeader(assertion: string): { alg?: string; kid?: string } {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    throw invalidRequest("The client assertion is not a signed JWT.");
  }
}

async function verifySignature(
  assertion: string,
  algorithm: string,
  client: CertificateClient,
): Promise<JWTPayload> {
  const { publicKey } = client;
  try {
    const key =
      typeof publicKey === "string"
        ? await importSPKI(publicKey, algorithm)
        : await importJWK(publicKey as JWK, algorithm);
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: [algorithm],
      clockTolerance: toleranceSeconds,
    });
    return payload;
  } catch {
    throw invalidClient("The signature or the expiry of the client assertion does not hold.");
  }
}

function checkTimes({ iat, exp }: JWTPayload): void {
  if (iat === undefined || exp === undefined) throw invalidClient("The client assertion needs iat and exp.");
  if (exp - iat > longestLifeSeconds)
    throw invalidClient("The client assertion lives longer than 60 minutes.");
  if (iat > Date.now() / 1_000 + toleranceSeconds)
    throw invalidClient("The client assertion was issued in the future.");
}

/** The vendor's sample has an array, its text speaks of a comma separated list [open]. */
function checkScope(scope: unknown, form: Switches["scopeClaim"]): void {
  const isArray = Array.isArray(scope);
  const isRightForm = form === "either" || (form === "array") === isArray;
  const names = isArray ? scope : typeof scope === "string" ? scope.split(/[,\s]+/) : [];
  if (!isRightForm || !names.includes("rest_webservices")) {
    throw new OAuthError("invalid_scope", "The scope claim must name rest_webservices.");
  }
}
