import { ToolError } from "@gatehouse/tool";
import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  ResponseBodyError,
  type TokenEndpointResponse,
  WWWAuthenticateChallengeError,
} from "oauth4webapi";
import { LIMITS } from "./limits.ts";
import { type Connection, connect } from "./send.ts";
import type { AccessToken } from "./token-source.ts";

/** A vendor's token endpoint, reached over a connection of its own with our bounds on time and size. */
export function tokenEndpoint(origin: string, tokenPath: string) {
  const connection = connect(origin);
  const url = new URL(tokenPath, origin);
  const server: AuthorizationServer = { issuer: url.origin, token_endpoint: url.href };
  const options = {
    [customFetch]: overConnection(connection),
    // `connect` has already refused every plain http origin but this machine's own.
    [allowInsecureRequests]: url.protocol === "http:",
  };
  return { server, url: url.href, options };
}

const overConnection =
  (connection: Connection) =>
  async (url: string, init: { method: string; headers: Record<string, string>; body?: unknown }) => {
    const { status, headers, text } = await connection.send({
      method: init.method,
      path: new URL(url).pathname,
      headers: init.headers,
      body: String(init.body),
      signal: AbortSignal.timeout(LIMITS.attemptMs),
    });
    return new Response(text === "" ? null : text, { status, headers: plain(headers) });
  };

/** The body is already decoded and whole, so what described its transport no longer holds. */
const plain = ({ "content-length": _, "content-encoding": __, ...headers }: Record<string, string>) =>
  headers;

export const accessToken = ({ access_token, expires_in }: TokenEndpointResponse): AccessToken => ({
  value: access_token,
  expiresAt: Date.now() + (expires_in === undefined ? LIMITS.tokenLifetimeMs : expires_in * 1_000),
});

/**
 * A refusal by the token endpoint, in our words. Of what it said, `cause` keeps name, code, message and, where it sent one,
 * its own error code: the library's errors carry the whole answer, in which live tokens may stand.
 */
export function tokenError(title: string, cause: unknown, next: string): ToolError {
  const isRefusal =
    cause instanceof WWWAuthenticateChallengeError ||
    (cause instanceof ResponseBodyError && cause.status < 429);
  const safe = withoutAnswer(cause);
  return isRefusal
    ? new ToolError("not_connected", `${title} refused to sign Gatehouse in; nothing was read or changed.`, {
        cause: safe,
        next,
      })
    : new ToolError("upstream_unavailable", `${title} could not be asked for a sign-in; nothing was sent.`, {
        cause: safe,
      });
}

/** RFC 6749, 5.2: one of a few words. Anything else under that name is left out. */
const ERROR_CODE = /^[a-z_]{1,40}$/;

function withoutAnswer(error: unknown) {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, message } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    message,
    ...(typeof code === "string" && { code }),
    ...(error instanceof ResponseBodyError &&
      ERROR_CODE.test(error.error) && { status: error.status, vendorCode: error.error }),
  };
}
