export { type AccountLimitOptions, type AccountLimits, accountLimits } from "./account-limits.ts";
export {
  type AuthorizationCodeOptions,
  authorizationCode,
  type RefreshTokenStore,
  singleRefreshToken,
} from "./authorization-code.ts";
export { type ClientCredentialsOptions, clientCredentials } from "./client-credentials.ts";
export type { Classify, Verdict } from "./failure.ts";
export {
  createHttp,
  type Http,
  type HttpOptions,
  type UpstreamAnswer,
  type UpstreamRequest,
} from "./http.ts";
export { type AccessToken, staticToken, type TokenSource } from "./token-source.ts";
