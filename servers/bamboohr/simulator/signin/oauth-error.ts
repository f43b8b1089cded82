/** A refusal of the token endpoint, with a code of RFC 6749, section 5.2; BambooHR's own words are [open]. */
export class OAuthError extends Error {
  readonly status: 400 | 401;
  readonly code: string;

  constructor(code: string, description: string, status: 400 | 401 = 400) {
    super(description);
    this.code = code;
    this.status = status;
  }
}

export const invalidGrant = (description: string): OAuthError => new OAuthError("invalid_grant", description);
