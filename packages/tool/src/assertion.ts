/**
 * The shape of the gateway's word to its servers: a signed JWT that says who calls, in which phase the system stands and,
 * for a write, which step on which arguments. Both ends take these facts from here.
 */
export const ASSERTION = {
  type: "gatehouse-assertion+jwt",
  algorithm: "ES256",
  /** Names the kind of issuer, not an address: a server trusts the keys at the origin it is told, wherever that is. */
  issuer: "gatehouse",
  lifeSeconds: 60,
  /** Where the gateway publishes the public keys, below its origin. */
  keysPath: "/.well-known/gatehouse/assertion-keys",
  audience: (system: string) => `gatehouse:server:${system}`,
  /** By how much the clocks of a gateway and a server may differ. */
  toleranceSeconds: 5,
} as const;

/** What whoever reads an assertion checks beside its signature and audience, as options of jose's `jwtVerify`. */
export const ASSERTION_CHECKS = {
  issuer: ASSERTION.issuer,
  algorithms: [ASSERTION.algorithm],
  typ: ASSERTION.type,
  clockTolerance: ASSERTION.toleranceSeconds,
  requiredClaims: ["exp", "iat"],
  maxTokenAge: ASSERTION.lifeSeconds,
};

/** What the gateway asks a write to do. A read has no step. */
export const STEPS = ["preview", "commit", "undo"] as const;
export type Step = (typeof STEPS)[number];

/** Key of a result's `_meta` under which a server tells its gateway what the vendor account still allows, by kind. */
export const ALLOWANCE_META = "gatehouse/allowance";

/** Keys of `params._meta` by which the gateway names the step and hands over the preview that it follows. */
export const STEP_META = { step: "gatehouse/step", change: "gatehouse/change" } as const;

/**
 * How a server trades the assertion it was called with for the person's access token at the vendor (RFC 8693, sections 2.1
 * and 2.2). An answer of failure carries the code, message and next of a ToolError under `gatehouse_error`.
 */
export const TOKEN_EXCHANGE = {
  /** Below the gateway's origin. */
  path: "/internal/token",
  grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
  subjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
  issuedTokenType: "urn:ietf:params:oauth:token-type:access_token",
  /** Form parameter: SHA-256, base64url, of a token that the vendor has just refused; another one is then given. */
  refused: "gatehouse_refused",
} as const;
