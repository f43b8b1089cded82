export { type AccountLimitOptions, type AccountLimits, accountLimits } from "./account-limits.ts";
export {
  type AccountLink,
  type AccountLinkOptions,
  accountLink,
  type LinkedAccount,
} from "./account-link.ts";
export { type Answers, answersOf } from "./answers.ts";
export { type ApiKeyOptions, apiKey } from "./api-key.ts";
export {
  type AuthorizationCodeOptions,
  authorizationCode,
  type Refreshed,
  type RefreshTokenStore,
  singleRefreshToken,
} from "./authorization-code.ts";
export type { ClientCredential } from "./client-authentication.ts";
export { type ClientCredentialsOptions, clientCredentials } from "./client-credentials.ts";
export { createDownloads, type DownloadOptions, type Downloads } from "./downloads.ts";
export type { Classify, Verdict } from "./failure.ts";
export { type FromGatewayOptions, fromGateway } from "./from-gateway.ts";
export {
  createHttp,
  type Http,
  type HttpOptions,
  type UpstreamAnswer,
  type UpstreamRequest,
} from "./http.ts";
export { type JwtBearerOptions, jwtBearer } from "./jwt-bearer.ts";
export { type OnBehalfOfOptions, onBehalfOf } from "./on-behalf-of.ts";
export { remember } from "./remember.ts";
export { retryAfterMs } from "./retry-after.ts";
export { type LinkedPage, type Slice, slicePages, type Wanted, walkPages } from "./slice-pages.ts";
export { type AccessToken, noToken, staticToken, type TokenSource } from "./token-source.ts";
