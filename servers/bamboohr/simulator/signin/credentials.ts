/** A key of HTTP Basic: user name is the key, any text the password. It acts with all rights of its owner. */
export type ApiKey = {
  key: string;
  /** E-mail of the owner's account, or its id. */
  user: string;
};

/** An application that people sign in to; without a secret it is a public client, which must use PKCE [reported]. */
export type OAuthClient = { clientId: string; clientSecret?: string; redirectUris: string[] };
