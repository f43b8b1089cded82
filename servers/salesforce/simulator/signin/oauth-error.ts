/** A refusal of the token endpoint: one object, unlike every other error of Salesforce. */
export class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400) {
    super(description);
    this.code = code;
    this.status = status;
  }

  body(): { error: string; error_description: string } {
    return { error: this.code, error_description: this.message };
  }
}

export const invalidGrant = (description: string): OAuthError => new OAuthError("invalid_grant", description);
export const invalidRequest = (description: string): OAuthError =>
  new OAuthError("invalid_request", description);
/** The words of these two are [recalled]. */
export const invalidClientId = (): OAuthError =>
  new OAuthError("invalid_client_id", "client identifier invalid");
export const invalidClient = (): OAuthError => new OAuthError("invalid_client", "invalid client credentials");
