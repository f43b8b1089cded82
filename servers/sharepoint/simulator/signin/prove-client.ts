import { timingSafeEqual } from "node:crypto";
import { decodeProtectedHeader, importJWK, importSPKI, jwtVerify } from "jose";
import type { Client } from "./clients.ts";
import { missingParameter, proofNotInTime, unknownApp, wrongProof, wrongSecret } from "./entra-error.ts";

/** Entra takes no elliptic keys for apps [recalled]. */
const algorithms = ["RS256", "PS256"];
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

type Form = Record<string, string>;

/**
 * The app that asks, once it has proven itself: by secret in the form or in Basic, or by a signed assertion whose audience is one of
 * `audiences`. An app with redirects and neither secret nor key is a public one and proves nothing.
 */
export async function proveClient(
  form: Form,
  authorization: string | undefined,
  clients: Client[],
  audiences: string[],
): Promise<Client> {
  const basic = readBasic(authorization);
  const clientId = basic?.id ?? form.client_id ?? issuerOf(form.client_assertion);
  if (!clientId) throw missingParameter("client_id");
  const client = clients.find((candidate) => candidate.clientId === clientId);
  if (!client) throw unknownApp(clientId);
  const secret = basic?.secret ?? form.client_secret;
  if (secret !== undefined) {
    if (!isSame(secret, client.clientSecret)) throw wrongSecret(clientId);
    return client;
  }
  if (form.client_assertion) {
    if (form.client_assertion_type !== assertionType) throw missingParameter("client_assertion_type");
    await checkAssertion(form.client_assertion, client, audiences);
    return client;
  }
  if (client.clientSecret === undefined && client.publicKey === undefined && client.redirectUris)
    return client;
  throw missingParameter("client_assertion' or 'client_secret");
}

function readBasic(authorization: string | undefined): { id: string; secret: string } | undefined {
  const coded = /^Basic (\S+)$/i.exec(authorization ?? "")?.[1];
  if (!coded) return undefined;
  const [id = "", secret = ""] = Buffer.from(coded, "base64").toString().split(":").map(decodeURIComponent);
  return { id, secret };
}

const isSame = (given: string, right: string | undefined): boolean =>
  right !== undefined &&
  given.length === right.length &&
  timingSafeEqual(Buffer.from(given), Buffer.from(right));

/** Whom an assertion names as its issuer, unchecked; only to know whose key to check it with. */
function issuerOf(assertion: string | undefined): string | undefined {
  const payload = assertion?.split(".")[1];
  if (!payload) return undefined;
  try {
    const { iss } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { iss?: unknown };
    return typeof iss === "string" ? iss : undefined;
  } catch {
    return undefined;
  }
}

async function checkAssertion(assertion: string, client: Client, audiences: string[]): Promise<void> {
  if (client.publicKey === undefined) throw wrongProof();
  try {
    const header = decodeProtectedHeader(assertion);
    const named = [header.kid, header.x5t, header["x5t#S256"]];
    if (client.certificateId !== undefined && !named.includes(client.certificateId)) throw wrongProof();
    const key =
      typeof client.publicKey === "string"
        ? await importSPKI(client.publicKey, String(header.alg))
        : await importJWK(client.publicKey, String(header.alg));
    const { payload } = await jwtVerify(assertion, key, {
      algorithms,
      audience: audiences,
      issuer: client.clientId,
      subject: client.clientId,
      requiredClaims: ["exp", "jti"],
    });
    if (Number(payload.exp) - Date.now() / 1_000 > 86_400) throw proofNotInTime();
  } catch (error) {
    throw (error as { code?: string }).code === "ERR_JWT_EXPIRED" ? proofNotInTime() : wrongProof();
  }
}
