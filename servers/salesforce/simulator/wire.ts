import type { FaultWire } from "@gatehouse/simulator";
import type { Context } from "hono";
import { faultError, invalidSession, SalesforceError } from "./errors.ts";
import { invalidGrant, OAuthError } from "./signin/oauth-error.ts";
import { tokenPath } from "./signin/token-route.ts";

/** Read although they are posted. What a composite changes is noted part by part. */
const readsByPost = /\/(parameterizedSearch|composite|composite\/batch|composite\/graph)\/?$/;
const signIn = /^\/services\/oauth2\//;
/** A collection that is read by POST carries the object's name in its path, one that is made does not. */
const retrieve = /\/composite\/sobjects\/\w+\/?$/;

/** Whether a request may change the org: everything but GET, a search and a sign-in. */
export function isWrite(method: string, path: string): boolean {
  if (method === "GET" || method === "HEAD" || signIn.test(path) || readsByPost.test(path)) return false;
  return !(method === "POST" && retrieve.test(path));
}

/** Any refusal, as Salesforce sends it; a 401 names the scheme of its sessions. */
export function refusal(c: Context, thrown: Error): Response {
  const error = thrown instanceof SalesforceError ? thrown : faultError(500);
  if (error.status === 401) c.header("WWW-Authenticate", "Token");
  return c.json(error.body(), error.status as 400);
}

/** How planned faults look here: in the form of the REST API, or of the token endpoint where they hit that. */
export const faultWire: FaultWire = {
  callOf: (c) => {
    if (c.req.path === tokenPath) return "token";
    return isWrite(c.req.method, c.req.path) ? "write" : "read";
  },
  status: (code, c) =>
    c.req.path === tokenPath ? oauthRefusal(c, oauthFault(code)) : refusal(c, faultError(code)),
  expiredToken: (c) =>
    c.req.path === tokenPath
      ? oauthRefusal(c, invalidGrant("expired access/refresh token"))
      : refusal(c, invalidSession()),
  // Ends in the middle of a word, as after a cut connection that a proxy has papered over.
  brokenJson: '{"totalSize":2,"done":true,"records":[{"attributes":{"type":"Acc',
};

const oauthRefusal = (c: Context, error: OAuthError): Response => c.json(error.body(), error.status as 400);

const oauthFault = (status: number): OAuthError =>
  status >= 500
    ? new OAuthError("server_error", "unexpected error", status)
    : new OAuthError("invalid_grant", "authentication failure", status);
