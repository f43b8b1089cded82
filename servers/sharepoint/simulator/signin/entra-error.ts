/** A refusal of the token endpoint: a word of OAuth and a number of Entra's own. */
export class EntraError extends Error {
  readonly status: 400 | 401;
  readonly code: string;
  readonly number: number;
  readonly claims: string | undefined;

  constructor(
    code: string,
    number: number,
    sentence: string,
    { status = 400, claims }: { status?: 400 | 401; claims?: string } = {},
  ) {
    super(sentence);
    this.code = code;
    this.number = number;
    this.status = status;
    this.claims = claims;
  }
}

export const unknownTenant = (tenant: string) =>
  new EntraError(
    "invalid_request",
    90_002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  );
export const unknownApp = (clientId: string) =>
  new EntraError(
    "unauthorized_client",
    700_016,
    `Application with identifier '${clientId}' was not found in the directory.`,
  );
export const missingParameter = (name: string) =>
  new EntraError(
    "invalid_request",
    900_144,
    `The request body must contain the following parameter: '${name}'.`,
  );
/** [recalled] */
export const wrongSecret = (clientId: string) =>
  new EntraError("invalid_client", 7_000_215, `Invalid client secret provided for app '${clientId}'.`, {
    status: 401,
  });
/** [recalled] */
export const wrongProof = () =>
  new EntraError(
    "invalid_client",
    700_027,
    "The certificate with identifier used to sign the client assertion is not registered on application.",
    {
      status: 401,
    },
  );
/** [recalled] */
export const proofNotInTime = () =>
  new EntraError("invalid_client", 700_024, "Client assertion is not within its valid time range.", {
    status: 401,
  });
/** [recalled] */
export const unknownGrant = () =>
  new EntraError("unsupported_grant_type", 70_003, "The app requested an unsupported grant type.");
/** [recalled] */
export const wrongScope = (scope: string) =>
  new EntraError(
    "invalid_scope",
    70_011,
    `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  );
/** [recalled] */
export const noConsent = (clientId: string) =>
  new EntraError(
    "invalid_grant",
    65_001,
    `The user or administrator has not consented to use the application with ID '${clientId}'.`,
  );
export const wrongAudience = () =>
  new EntraError(
    "invalid_grant",
    500_131,
    "Assertion audience does not match the Client app presenting the assertion.",
  );
/** [recalled] */
export const wrongAssertion = () =>
  new EntraError("invalid_grant", 50_013, "Assertion failed signature validation.");
/** [recalled] */
export const assertionNotInTime = () =>
  new EntraError("invalid_grant", 500_133, "Assertion is not within its valid time range.");
/** [recalled] */
export const spentCode = () =>
  new EntraError(
    "invalid_grant",
    70_008,
    "The provided authorization code or refresh token has expired or was used already.",
  );
/** [recalled] */
export const disabledAccount = () => new EntraError("invalid_grant", 50_057, "The user account is disabled.");
/** [recalled] */
export const moreProof = () =>
  new EntraError(
    "interaction_required",
    50_076,
    "Due to a configuration change made by your administrator, you must use multi-factor authentication.",
    {
      claims:
        '{"access_token":{"capolids":{"essential":true,"values":["6f1d0b0e-3c58-4a3b-9f0d-0a1c6a6a2b11"]}}}',
    },
  );

/** The body of a refusal, in the form recorded for the token endpoint. */
export function entraErrorBody(error: EntraError, traceId: string, correlationId: string, now: Date) {
  const timestamp = `${now.toISOString().slice(0, 19).replace("T", " ")}Z`;
  return {
    error: error.code,
    error_description: `AADSTS${error.number}: ${error.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [error.number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${error.number}`,
    ...(error.claims !== undefined && { claims: error.claims }),
  };
}
