import type { Identity } from "../store/people.ts";

/** Secrets of one round trip to a provider: they bind its answer to our request. */
export type RoundTrip = {
  /** Travels with the browser, there and back. */
  state: string;
  /** What the answer must repeat: the nonce of OpenID Connect, the id of a SAML request. */
  nonce: string;
  /** Empty with SAML, which has no code to protect. */
  pkceVerifier: string;
};

/** What an OpenID provider issued to us for a person; kept by nobody unless asked for. */
export type SignInTokens = {
  accessToken: string;
  /** Not always renewed by a refresh. */
  idToken: string | undefined;
  refreshToken: string | undefined;
  scope: string | undefined;
  expiresInSeconds: number | undefined;
};

export type Answer = { identity: Identity; tokens: SignInTokens | undefined };

export type Wishes = {
  /** The address somebody typed. */
  hint?: string | undefined;
  /** Has people prove themselves again, whatever session they have at the provider. */
  isFresh?: boolean;
};

type Common = {
  id: string;
  label: string;
  mailDomains: readonly string[];
  /** Whether its answer to the wish for a fresh login is one, where it does not say when the login was. */
  trustsPrompt: boolean;
  /** Where to send the browser. Rejects in bounded time while the provider cannot be reached. */
  begin(trip: RoundTrip, wishes?: Wishes): Promise<URL>;
};

export type OidcIdentityProvider = Common & {
  kind: "oidc";
  /** The address we registered at the provider; its answers come nowhere else. */
  callbackUrl: string;
  newRoundTrip(): RoundTrip;
  /** Who signed in, by the callback's query. Rejects when anything of state, nonce, issuer or PKCE is off. */
  finish(query: string, trip: RoundTrip): Promise<Answer>;
  /** Newer tokens of a person. Rejects with the library's error, whose `error` is the provider's code. */
  refresh(refreshToken: string): Promise<SignInTokens>;
};

export type SamlIdentityProvider = Common & {
  kind: "saml";
  newRoundTrip(): RoundTrip;
  /** Who signed in, by a posted `SAMLResponse`. Rejects when anything of signature, audience, time or request is off. */
  finish(response: string, trip: RoundTrip): Promise<Answer & { assertion: AssertionId }>;
  /** What the provider's administrator needs to enter. */
  facts: SamlFacts;
};

/** An assertion may be used once: its id, and until when it could be used at all. */
export type AssertionId = { id: string; expiresAt: Date };

export type SamlFacts = {
  entityId: string;
  acsUrl: string;
  metadataUrl: string;
  nameIdFormat: string;
  /** Attributes by what they are for. */
  attributes: Readonly<Record<string, string>>;
  /** The metadata document (SAML 2.0 metadata). */
  document: string;
};

export type IdentityProvider = OidcIdentityProvider | SamlIdentityProvider;

/** The provider did not send the groups, or not readably: rights would be a guess, so there are none. */
export class UnresolvedGroups extends Error {
  override readonly name = "UnresolvedGroups";
}

/** The provider's issuer is not the configured one to the letter, so who signs in there would be found by no other setting. */
export class OtherIssuer extends Error {
  override readonly name = "OtherIssuer";
}

/** The provider vouched for a mail address outside its domains. */
export class ForeignAddress extends Error {
  override readonly name = "ForeignAddress";
}
