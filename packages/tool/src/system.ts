import type { Phase } from "./tool.ts";

/**
 * Where a vendor hands out access tokens. Paths and addresses may hold `{name}` for a part that configuration fills in,
 * such as a tenant (RFC 6570, level 1).
 */
type TokenEndpoint = {
  /** Origin of the token endpoint where that is not the vendor account's own; configuration may name another. */
  tokenOrigin?: string;
  /** Path and query of the token endpoint below its origin. */
  tokenPath: string;
  /** How long to use an access token whose endpoint names no lifetime (RFC 6749, 5.1 leaves it optional). */
  tokenLifetimeMs?: number;
  /** Path below the token endpoint's origin at which tokens are revoked (RFC 7009); absent where the vendor has none. */
  revocationPath?: string;
};

/** Where a vendor tells whose account a token is for; asked with the new token, below the account's own origin. */
type AccountFacts = {
  /** Path and query. `{name}` here and in `post` stands for a part of the token's subject. */
  path: string;
  /** Posted as JSON, where the vendor reads by POST. */
  post?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** Paths in the JSON answer, such as `items.0.email`, that may hold the e-mail; the first that does counts. */
  email: readonly string[];
  /** How the `sub` of the access token, a JWT, is put together, such as `{role};{entity}`. */
  subject?: string;
};

/**
 * How the application proves who it is at the token endpoint: IANA's names of the methods, and `certificate_jwt` for a
 * client assertion that carries the scopes itself, as NetSuite wants it.
 */
export type ClientAuthentication =
  | "none"
  | "client_secret_basic"
  | "client_secret_post"
  | "private_key_jwt"
  | "certificate_jwt";

type Client = {
  /** What the vendor accepts, preferred first; which of them is used follows from the credential at hand. */
  authentication: readonly ClientAuthentication[];
  /** JWS algorithms the vendor accepts for a client assertion, preferred first. */
  algorithms?: readonly string[];
};

/** How a vendor hands out access tokens. */
export type Grant =
  /** OAuth 2.0 client credentials (RFC 6749, 4.4): one service identity for everybody, for reads only. */
  | ({ kind: "client_credentials" } & TokenEndpoint & Client)
  /** OAuth 2.0 authorization code with PKCE (RFC 7636): acts as the person who connected the account. */
  | ({
      kind: "authorization_code";
      authorizeUrl: string;
      /** Scopes asked for beside those of the phase, without which there is no refresh token or no answer about the account. */
      connectScopes?: readonly string[];
      /** Whether a refresh may ask for less than was granted (RFC 6749, 6). */
      narrowsOnRefresh?: boolean;
      /** How many days after connecting the vendor wants to be asked again; undefined where it does not say. */
      connectionDays?: number;
      account?: AccountFacts;
    } & TokenEndpoint &
      Client)
  /** A JWT that names the person as its subject (RFC 7523, 2.1): acts as a person whom the application vouches for. */
  | ({
      kind: "jwt_bearer";
      /** JWS algorithms the vendor accepts, preferred first. */
      algorithms: readonly string[];
      /** Claim `aud`; configuration may name another, such as a sandbox's. */
      audience: string;
    } & TokenEndpoint)
  /** The person's own token for this application, exchanged for one at the vendor (Microsoft Entra's on-behalf-of flow). */
  | ({ kind: "on_behalf_of" } & TokenEndpoint & Client)
  /** A key that stands for its owner, sent by HTTP Basic as the user name (RFC 7617). */
  | { kind: "api_key" };

/** The grant of one kind. */
export type GrantOf<Kind extends Grant["kind"]> = Extract<Grant, { kind: Kind }>;

/** What one product is, apart from its tools. */
export type System = {
  /** Lower case, no `__`: prefix of every tool name and the last part of `/mcp/<id>`. */
  id: string;
  title: string;
  vendor: string;
  grants: {
    /** One identity for everybody. */
    service?: GrantOf<"client_credentials" | "api_key">;
    /** Each person, once they have connected their account. */
    person?: GrantOf<"authorization_code">;
    /** Each person, with nothing to connect: the vendor trusts our word, or the sign-in they already made. */
    delegated?: GrantOf<"jwt_bearer" | "on_behalf_of">;
  };
  /** Vendor scopes that each phase needs. */
  scopes: Record<Phase, readonly string[]>;
};

/** Declares a system. The tools of a server and its gateway entry both refer to it. */
export const defineSystem = <const S extends System>(system: S): S => system;
