import type { Identity } from "../store/people.ts";

export type Claims = Readonly<Record<string, unknown>>;

export interface ClaimRules {
  groupsClaim: string;
  rolesClaim: string;
  /** Takes an e-mail that the provider does not say it verified. */
  trustsEmail?: boolean;
}

/** The identity provider did not send the groups, or not readably: rights would be a guess, so there are none. */
export class UnresolvedGroups extends Error {
  override readonly name = "UnresolvedGroups";
}

/**
 * An id token's claims with what only the userinfo endpoint told. An address and its `email_verified` stay together: one
 * answer's "verified" must not vouch for the other's address.
 */
export function joinClaims(idToken: Claims, { email, email_verified, ...more }: Claims): Claims {
  return { ...(idToken.email === undefined && { email, email_verified }), ...more, ...idToken };
}

/**
 * Who signed in, by verified id token claims. Rights rest on issuer and subject. The e-mail picks whose records a system
 * shows, so it is kept only where the provider verified it or is trusted for it; without one the person is signed in all
 * the same. Names are for display. Throws `UnresolvedGroups` where groups exist but were left out (Entra does so above 200, by `_claim_names`).
 */
export function personFromClaims(claims: Claims, rules: ClaimRules): Identity {
  const issuer = text(claims.iss);
  const subject = subjectOf(claims);
  if (!issuer || !subject) throw new TypeError("The id token names no issuer or no subject.");
  const elsewhere = typeof claims._claim_names === "object" && claims._claim_names ? claims._claim_names : {};
  const listOf = (claim: string) => {
    if (claims[claim] === undefined && claim in elsewhere) {
      throw new UnresolvedGroups(`the claim ${claim} was replaced by a reference (_claim_names)`);
    }
    return texts(claims[claim], claim);
  };
  return {
    issuer,
    subject,
    email: rules.trustsEmail || isVerified(claims) ? text(claims.email) : undefined,
    name: text(claims.name),
    groups: listOf(rules.groupsClaim),
    appRoles: listOf(rules.rolesClaim),
    authTime: typeof claims.auth_time === "number" ? new Date(claims.auth_time * 1000) : undefined,
    acr: text(claims.acr),
    amr: Array.isArray(claims.amr) ? claims.amr.filter((method) => typeof method === "string") : [],
  };
}

/** A boolean (OpenID Connect Core 1.0, 5.1), which some providers send as text. */
const isVerified = ({ email_verified }: Claims): boolean =>
  email_verified === true || email_verified === "true";

/** [recalled] Entra's `sub` differs per application; `tid` with `oid` is its stable key. Others: `sub`. */
function subjectOf(claims: Claims): string | undefined {
  const tenant = text(claims.tid);
  const object = text(claims.oid);
  return tenant && object && isEntra(text(claims.iss)) ? `${tenant}:${object}` : text(claims.sub);
}

/** Elsewhere these two claims may be anybody's to set, so they count only from Entra's own hosts. */
const isEntra = (issuer: string | undefined): boolean =>
  /(^|\.)(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)$/.test(
    URL.parse(issuer ?? "")?.hostname ?? "",
  );

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

function texts(value: unknown, claim: string): string[] {
  if (value === undefined) return [];
  const values = Array.isArray(value) ? value : [value];
  if (values.every((item) => typeof item === "string")) return values;
  throw new UnresolvedGroups(`the claim ${claim} is neither text nor a list of texts`);
}
