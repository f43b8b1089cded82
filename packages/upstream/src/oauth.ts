import { type Grant, ToolError } from "@gatehouse/tool";
import {
  type AuthorizationServer,
  allowInsecureRequests,
  type ClientAuth,
  customFetch,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
  ResponseBodyError,
  type TokenEndpointResponse,
  WWWAuthenticateChallengeError,
} from "oauth4webapi";
import { LIMITS } from "./limits.ts";
import { type Connection, connect } from "./send.ts";
import type { AccessToken } from "./token-source.ts";

/** An application registered at the vendor, and where it asks for access tokens. */
export type ClientOptions<G extends Grant> = {
  /** Product name for messages. */
  title: string;
  /** Origin of the token endpoint: the vendor account's own, or `grant.tokenOrigin`, or a simulator's. */
  origin: string;
  grant: G;
  /** What the `{name}` parts of the grant's paths stand for, such as a tenant. */
  variables?: Readonly<Record<string, string>>;
  clientId: string;
};

type EndpointGrant = Extract<Grant, { tokenPath: string }>;
export type TokenEndpoint = ReturnType<typeof tokenEndpoint>;

/** A vendor's token endpoint, reached over a connection of its own with our bounds on time and size. */
export function tokenEndpoint({ origin, grant, variables = {} }: ClientOptions<EndpointGrant>) {
  const connection = connect(origin);
  const url = new URL(filled(grant.tokenPath, variables), origin);
  if (url.origin !== new URL(origin).origin) throw new Error(`"${grant.tokenPath}" leaves "${origin}"`);
  const server: AuthorizationServer = {
    issuer: url.origin,
    token_endpoint: url.href,
    ...(grant.revocationPath && {
      revocation_endpoint: new URL(filled(grant.revocationPath, variables), origin).href,
    }),
  };
  const options = {
    [customFetch]: overConnection(connection),
    // `connect` has already refused every plain http origin but this machine's own.
    [allowInsecureRequests]: url.protocol === "http:",
  };
  const { tokenLifetimeMs = LIMITS.tokenLifetimeMs } = grant;
  return { server, url: url.href, options, tokenLifetimeMs };
}

/** A template with its `{name}` parts filled in, each encoded. Throws where one has no value. */
export function filled(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = variables[name];
    if (!value || /^\.{1,2}$/.test(value)) throw new Error(`"${template}" needs a value for ${name}`);
    return encodeURIComponent(value);
  });
}

const overConnection =
  (connection: Connection) =>
  async (url: string, init: { method: string; headers: Record<string, string>; body?: unknown }) => {
    const { pathname, search } = new URL(url);
    const { status, headers, bytes } = await connection.send({
      method: init.method,
      path: `${pathname}${search}`,
      headers: init.headers,
      body: String(init.body),
      signal: AbortSignal.timeout(LIMITS.attemptMs),
    });
    return new Response(bytes.length === 0 ? null : withoutIdToken(bytes), {
      status,
      headers: plain(headers),
    });
  };

/**
 * Nobody signs in to Gatehouse by these answers. An id token that comes along would be held against an issuer, and all that is
 * known here is an origin.
 */
function withoutIdToken(bytes: Buffer): Uint8Array<ArrayBuffer> | string {
  if (!bytes.includes('"id_token"')) return new Uint8Array(bytes);
  try {
    const { id_token: _, ...answer } = JSON.parse(bytes.toString()) as Record<string, unknown>;
    return JSON.stringify(answer);
  } catch {
    return new Uint8Array(bytes);
  }
}

/** The body is already decoded and whole, so what described its transport no longer holds. */
const plain = ({ "content-length": _, "content-encoding": __, ...headers }: Record<string, string>) =>
  headers;

/**
 * Asks a token endpoint once. Every failure is a `ToolError` in our words, without a token in it; `next` says what somebody
 * can do where the vendor refuses.
 */
export async function askForToken(
  { title, next }: { title: string; next: string },
  ask: () => Promise<TokenEndpointResponse>,
): Promise<TokenEndpointResponse> {
  try {
    return await ask();
  } catch (cause) {
    throw tokenError(title, cause, next);
  }
}

/** Asks with an assertion about a person (RFC 7523, 2.1); Microsoft Entra's exchange of tokens uses the same form. */
export async function askWithAssertion(
  { server, options }: TokenEndpoint,
  clientId: string,
  authenticate: ClientAuth,
  parameters: Record<string, string>,
): Promise<TokenEndpointResponse> {
  const client = { client_id: clientId };
  const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  const response = await genericTokenEndpointRequest(
    server,
    client,
    authenticate,
    grantType,
    parameters,
    options,
  );
  return processGenericTokenEndpointResponse(server, client, response);
}

/** The form parameter `scope`, where there is anything to ask for. */
export const scopeParameter = (scopes: readonly string[]): Record<string, string> =>
  scopes.length > 0 ? { scope: scopes.join(" ") } : {};

export const accessToken = (
  { access_token, expires_in }: TokenEndpointResponse,
  { tokenLifetimeMs }: TokenEndpoint,
): AccessToken => ({
  value: access_token,
  expiresAt: Date.now() + (expires_in === undefined ? tokenLifetimeMs : expires_in * 1_000),
});

/**
 * A refusal by the token endpoint, in our words. Of what it said, `cause` keeps name, code, message and, where it sent one,
 * its own error code: the library's errors carry the whole answer, in which live tokens may stand.
 */
function tokenError(title: string, cause: unknown, next: string): ToolError {
  const isRefusal =
    cause instanceof WWWAuthenticateChallengeError ||
    (cause instanceof ResponseBodyError && cause.status < 429);
  const safe = withoutAnswer(cause);
  return isRefusal
    ? new ToolError("not_connected", `${title} refused to sign Gatehouse in; nothing was read or changed.`, {
        cause: safe,
        next: asksThePerson(cause) ? moreProof(title) : next,
      })
    : new ToolError("upstream_unavailable", `${title} could not be asked for a sign-in; nothing was sent.`, {
        cause: safe,
      });
}

/**
 * Microsoft Entra refuses in this form where the person must do something first, such as confirm on their phone; the
 * `claims` say what [recalled].
 */
const asksThePerson = (cause: unknown): boolean =>
  cause instanceof ResponseBodyError &&
  (cause.error === "interaction_required" || typeof cause.cause.claims === "string");

const moreProof = (title: string) =>
  `Sign in to ${title} in a browser and give the proof it asks for, sign in to Gatehouse again, then repeat the call.`;

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
