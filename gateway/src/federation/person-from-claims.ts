import type { Identity } from "../store/people.ts";
import { UnresolvedGroups } from "./identity-provider.ts";
import { expectIssuer } from "./issuer.ts";
import { ownAddress } from "./mail-domain.ts";
import type { OidcSettings } from "./settings.ts";

export type Claims = Readonly<Record<string, unknown>>;

export type ClaimRules = Pick<
  OidcSettings,
  | "profile"
  | "issuer"
  | "tenant"
  | "groupsClaim"
  | "rolesClaim"
  | "trustsHundredGroups"
  | "trustsEmail"
  | "mailDomains"
>;

/** Where the list of Okta's org authorization server ends, whoever is in more groups [recalled]. */
const OKTA_GROUPS_MAX = 100;

/**
 * An id token's claims with what only the userinfo endpoint told. An address and its `email_verified` stay together: one
 * answer's "verified" must not vouch for the other's address.
 */
export function joinClaims(idToken: Claims, { email, email_verified, ...more }: Claims): Claims {
  const joined = { ...more, ...idToken };
  return idToken.email === undefined ? { ...joined, email, email_verified } : joined;
}

/**
 * Whether groups exist that did not fit into the token: Entra ID then sends `_claim_names`, or `hasgroups` where even that
 * would be too long [recalled]. Neither means "no groups".
 */
export function areGroupsElsewhere(
  claims: Claims,
  { groupsClaim }: Pick<ClaimRules, "groupsClaim">,
): boolean {
  if (claims[groupsClaim] !== undefined) return false;
  return isReferred(claims, groupsClaim) || claims.hasgroups === true || claims.hasgroups === "true";
}

const isReferred = ({ _claim_names: names }: Claims, claim: string): boolean =>
  typeof names === "object" && names !== null && claim in names;

/**
 * Who signed in, by verified id token claims. Rights rest on issuer and subject. The e-mail picks whose records a system
 * shows, so it is kept only where the provider verified it or is trusted for it; without one the person is signed in all
 * the same. Names are for display. Throws `UnresolvedGroups` where groups exist but were left out, `ForeignAddress`
 * where the address is not the provider's to vouch for, `OtherIssuer` where the token is of another than the configured.
 */
export function personFromClaims(claims: Claims, rules: ClaimRules): Identity {
  const issuer = text(claims.iss);
  const subject = rules.profile === "entra" ? entraSubject(claims, rules.tenant) : text(claims.sub);
  if (!issuer || !subject) throw new TypeError("The id token names no issuer or no subject.");
  expectIssuer(issuer, rules.issuer);
  if (areGroupsElsewhere(claims, rules))
    throw new UnresolvedGroups("the groups were left out for being too many, and nobody resolved them");
  const listOf = (claim: string) => {
    if (claims[claim] === undefined && isReferred(claims, claim))
      throw new UnresolvedGroups(`the claim ${claim} was replaced by a reference (_claim_names)`);
    return texts(claims[claim], claim);
  };
  const groups = listOf(rules.groupsClaim);
  if (rules.profile === "okta" && groups.length === OKTA_GROUPS_MAX && !rules.trustsHundredGroups)
    throw new UnresolvedGroups(
      `exactly ${OKTA_GROUPS_MAX} groups came, where Okta's list ends whether or not there are more; filter the claim, or set trustsHundredGroups`,
    );
  const address = rules.trustsEmail || isVerified(claims) ? text(claims.email) : undefined;
  return {
    issuer,
    subject,
    email: ownAddress(address, rules.mailDomains),
    name: text(claims.name),
    groups,
    appRoles: listOf(rules.rolesClaim),
    authTime: typeof claims.auth_time === "number" ? new Date(claims.auth_time * 1000) : undefined,
    acr: text(claims.acr),
    amr: Array.isArray(claims.amr) ? claims.amr.filter((method) => typeof method === "string") : [],
  };
}

/** A boolean (OpenID Connect Core 1.0, 5.1), which some providers send as text. */
const isVerified = ({ email_verified }: Claims): boolean =>
  email_verified === true || email_verified === "true";

/** [recalled] Entra's `sub` differs per application; `tid` with `oid` is its stable key. Only one tenant may come in. */
function entraSubject(claims: Claims, tenant: string | undefined): string | undefined {
  const tid = text(claims.tid)?.toLowerCase();
  const oid = text(claims.oid);
  if (!tid || !oid) throw new TypeError("The id token names no tenant (tid) or no object (oid).");
  if (tid !== tenant) throw new TypeError("The id token is of another tenant.");
  return `${tid}:${oid}`;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

function texts(value: unknown, claim: string): string[] {
  if (value === undefined) return [];
  const values = Array.isArray(value) ? value : [value];
  if (values.every((item) => typeof item === "string")) return values;
  throw new UnresolvedGroups(`the claim ${claim} is neither text nor a list of texts`);
}
