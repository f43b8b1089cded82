import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from "jose";
import type Provider from "oidc-provider";
import { errors } from "oidc-provider";

import { type ClientEntry, DEFAULT_GRANTS } from "../clients/client-entry.ts";
import type { TrustedIssuer } from "../clients/settings.ts";
import { type GrantType, issueToken, narrowedScope } from "./grant-type.ts";
import type { KnownPeople } from "./known-people.ts";
import { JWT_BEARER } from "./names.ts";

const TIMEOUT_MS = 3_000;
const TOLERANCE_SECONDS = 5;
/** An assertion is made for one exchange; whoever sends an older one has kept it. */
const AGE_SECONDS_MAX = 600;

/**
 * Enterprise-managed authorization: an identity assertion (ID-JAG) of a trusted issuer is traded for an access token, without a
 * browser. It names a person who is known here already; nobody is created by it. There is no refresh token: the client repeats
 * the exchange, and with it the issuer's word.
 */
export function identityAssertion(
  issuers: readonly TrustedIssuer[],
  ourIssuer: string,
  people: KnownPeople,
): GrantType {
  const verifiers = issuers.map((trusted) => ({ trusted, keys: keysOf(trusted) }));

  const verified = async (assertion: string, clientId: string) => {
    const { iss } = decoded(assertion);
    for (const { trusted, keys } of verifiers.filter((one) => one.trusted.issuer === iss)) {
      const payload = await verify(assertion, keys, trusted.issuer, ourIssuer);
      const { tenant } = trusted;
      if (tenant && payload[tenant.claim] !== tenant.value) continue;
      if (payload.client_id !== clientId || !trusted.clients.includes(clientId))
        throw refused("it is for another client");
      return { trusted, payload };
    }
    throw refused("its issuer or tenant is not trusted");
  };

  return {
    name: JWT_BEARER,
    parameters: ["assertion", "scope", "resource"],
    async handle(ctx, issuing) {
      const { client, params } = ctx.oidc;
      const { assertion } = params;
      if (typeof assertion !== "string" || assertion === "")
        throw new errors.InvalidRequest("missing required parameter 'assertion'");
      const { trusted, payload } = await verified(assertion, client.clientId);
      requireSameResource(payload.resource, params.resource, issuing.defaultResource);
      // Looked at before anything is used up, so that a wrong resource does not cost the client its assertion.
      params.resource = firstOf(payload.resource) ?? params.resource;
      issuing.info(params.resource ?? issuing.defaultResource, client.clientId);
      const asked = both(payload.scope, params.scope);
      await useOnce(issuing.provider, trusted.issuer, payload);
      const personId = await people.findActive(trusted.issuer, payload.sub as string);
      if (personId === undefined) throw refused("its person is not known here, or switched off");
      const scope = await narrowedScope(asked, trusted.scopes, personId, issuing.mayWrite);
      await issueToken(ctx, issuing, { personId, scope });
    },
  };
}

/** Gives the grant to the clients that some issuer names; to any other client it stays closed. */
export const withAssertions = (
  clients: readonly ClientEntry[],
  issuers: readonly TrustedIssuer[],
): readonly ClientEntry[] =>
  clients.map((client) =>
    issuers.some(({ clients: allowed }) => allowed.includes(client.clientId))
      ? { ...client, grantTypes: [...(client.grantTypes ?? DEFAULT_GRANTS), JWT_BEARER] }
      : client,
  );

type Keys = ReturnType<typeof createLocalJWKSet>;

const keysOf = ({ keys }: TrustedIssuer): Keys =>
  keys instanceof URL
    ? (createRemoteJWKSet(keys, { timeoutDuration: TIMEOUT_MS }) as unknown as Keys)
    : createLocalJWKSet(keys);

/** In the log is what was wrong; the client learns only that it was refused. */
const refused = (detail: string, cause?: unknown): errors.InvalidGrant => {
  const error = new errors.InvalidGrant(detail);
  error.cause = cause;
  return error;
};

function decoded(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion);
  } catch (cause) {
    throw refused("it is no JWT", cause);
  }
}

async function verify(assertion: string, keys: Keys, issuer: string, audience: string): Promise<JWTPayload> {
  const { payload } = await jwtVerify(assertion, keys, {
    issuer,
    audience,
    typ: "oauth-id-jag+jwt",
    algorithms: ["RS256", "ES256"],
    clockTolerance: TOLERANCE_SECONDS,
    maxTokenAge: AGE_SECONDS_MAX,
    requiredClaims: ["sub", "exp", "iat", "jti", "client_id"],
  }).catch((cause: unknown) => {
    // Keys that cannot be reached verify nothing either.
    throw refused("it cannot be verified", cause);
  });
  // A list of audiences would make the assertion good for others too.
  if (payload.aud !== audience || !payload.sub || typeof payload.sub !== "string")
    throw refused("it is not for this server alone");
  return payload;
}

async function useOnce(provider: Provider, issuer: string, { jti = "", exp = 0 }: JWTPayload): Promise<void> {
  const isNew = await provider.ReplayDetection.unique(`id-jag ${issuer}`, jti, exp + TOLERANCE_SECONDS).catch(
    (error: unknown) => {
      if (error instanceof errors.InvalidClientAuth) return false;
      throw error;
    },
  );
  if (!isNew) throw refused("it was used before");
}

const firstOf = (resource: unknown): string | undefined => {
  const [first, ...more] = Array.isArray(resource) ? resource : [resource];
  if (more.length > 0 || (first !== undefined && typeof first !== "string")) throw new errors.InvalidTarget();
  return first;
};

/** Assertion and request may both name the resource; then they must mean the same. */
function requireSameResource(asserted: unknown, requested: unknown, defaultResource: string): void {
  const [one, other] = [firstOf(asserted), requested].map((resource) =>
    typeof resource === "string" ? resource.replace(/\/$/, "") : undefined,
  );
  if (one !== undefined && other !== undefined && one !== other) throw new errors.InvalidTarget();
  if (Array.isArray(requested) || !defaultResource) throw new errors.InvalidTarget();
}

/** What both name; where only one names scopes, those. */
function both(asserted: unknown, requested: string | undefined): string | undefined {
  if (asserted === undefined) return requested;
  // Whatever its issuer meant by it, it was meant as a bound.
  if (typeof asserted !== "string") throw refused("its scope is no text");
  if (requested === undefined) return asserted;
  const wanted = requested.split(" ");
  return asserted
    .split(" ")
    .filter((scope) => wanted.includes(scope))
    .join(" ");
}
