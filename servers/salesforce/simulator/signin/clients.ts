import type { JWK } from "jose";

/** An external client app of the org; which of its fields are set decides which grants it may use. */
export type Client = {
  /** The consumer key: `iss` of an assertion, `client_id` of a form. */
  clientId: string;
  /** Public key of the JWT bearer grant, as JWK or as SPKI PEM. */
  publicKey?: JWK | string;
  clientSecret?: string;
  /** Where people may be sent back to with an authorization code. */
  redirectUris?: string[];
  /** Username of the integration user whom the client credentials grant acts as. */
  runAs?: string;
  /** Usernames for whom an administrator has pre-approved the app; every active user unless given. */
  approvedUsers?: string[];
  /** Whether a refresh token is replaced when it is used. */
  rotatesRefreshTokens?: boolean;
};
