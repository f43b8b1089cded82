import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { JWK } from "jose";
import type { Database } from "../store/database.ts";
import { createPeople } from "../store/people.ts";
import { createSignInAttempts } from "../store/sign-in-attempts.ts";
import { createBrowserBinding } from "./browser-binding.ts";
import { type ClientEntry, checkClients, PUBLISHED_CLIENTS } from "./clients.ts";
import type { AuthorizationLog, OnEvent } from "./events.ts";
import { createIdentityProvider, type IdentityProviderSettings } from "./identity-provider.ts";
import { completeLifetimes, type Lifetimes } from "./lifetimes.ts";
import { type AuthorizationServerMetadata, authorizationServerMetadata } from "./metadata.ts";
import { createNamesOf, pinRequest } from "./pin-request.ts";
import { createProvider } from "./provider.ts";
import { createSignIn } from "./sign-in.ts";
import { createAccessTokenVerifier, type VerifyAccessToken } from "./verify-access-token.ts";

export interface AuthorizationServerOptions {
  /** Origin under which the world reaches us, without a trailing slash: the issuer of our tokens. */
  publicUrl: string;
  /** Every MCP URL, each an audience of its own; the first stands in where a client names none. */
  resources: readonly string[];
  database: Database;
  /** Private ES256 JWKs with `kid`. The first signs, all are published: a key is rotated by standing second first. */
  signingKeys: readonly JWK[];
  /** The first signs cookies, all are accepted. */
  cookieKeys: readonly string[];
  /** Clients beside the published ones of `clients.ts`. */
  clients?: readonly ClientEntry[];
  identityProvider: IdentityProviderSettings;
  lifetimes?: Partial<Lifetimes>;
  /** Only behind a proxy that writes `X-Forwarded-For` itself: then its last entry is the client's address. */
  trustProxy?: boolean;
  log: AuthorizationLog;
  onEvent?: OnEvent;
}

export interface AuthorizationServer {
  /** Whether `handler` serves this path; to be asked in front of any framework that would read the body. */
  handles(path: string): boolean;
  handler(request: IncomingMessage, response: ServerResponse): void;
  verifyAccessToken: VerifyAccessToken;
  metadata(): AuthorizationServerMetadata;
}

const METADATA_PATHS = new Set([
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
]);

/** The gateway's own OAuth 2.1 server, with sign-in at the company's identity provider. Throws on unusable settings. */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const publicUrl = new URL(options.publicUrl);
  if (publicUrl.origin !== options.publicUrl) {
    throw new TypeError(`publicUrl must be an origin such as ${publicUrl.origin}, not ${options.publicUrl}.`);
  }
  const { log, signingKeys, cookieKeys, resources, identityProvider: settings } = options;
  if (!signingKeys.length || !cookieKeys.length || !resources.length) {
    throw new TypeError("At least one signing key, one cookie key and one resource are needed.");
  }
  const callbackUrl = `${options.publicUrl}/signin/callback`;
  const namesOf = createNamesOf({ trustProxy: options.trustProxy ?? false });
  const people = createPeople(options.database);
  const lifetimes = completeLifetimes(options.lifetimes);
  const onEvent = options.onEvent ?? (() => {});
  const common = { publicUrl: options.publicUrl, lifetimes, people, log, onEvent, namesOf };

  const provider = createProvider({
    ...common,
    resources,
    signingKeys,
    cookieKeys,
    clients: checkClients([...PUBLISHED_CLIENTS, ...(options.clients ?? [])]),
    database: options.database,
  });
  const signIn = createSignIn({
    ...common,
    callbackUrl,
    provider,
    settings,
    identityProvider: createIdentityProvider(settings, callbackUrl),
    attempts: createSignInAttempts(options.database),
    browsers: createBrowserBinding({ isHttps: publicUrl.protocol === "https:", cookieKeys }),
  });
  const serveProvider = provider.callback();
  const servePages = getRequestListener(signIn.fetch, { overrideGlobalObjects: false });
  const metadata = authorizationServerMetadata(options.publicUrl);

  return {
    handles: (path) => METADATA_PATHS.has(path) || path.startsWith("/oauth/") || path.startsWith("/signin/"),
    handler(request, response) {
      if (!pinRequest(request, publicUrl)) return void response.writeHead(400).end();
      response.setHeader("x-request-id", namesOf(request).reference);
      const path = request.url?.split("?", 1)[0] ?? "";
      if (METADATA_PATHS.has(path)) return serveMetadata(request, response, metadata);
      void (path.startsWith("/signin/") ? servePages(request, response) : serveProvider(request, response));
    },
    verifyAccessToken: createAccessTokenVerifier({
      issuer: options.publicUrl,
      resources,
      publicKeys: signingKeys.map(publicPart),
    }),
    metadata: () => metadata,
  };
}

const publicPart = ({ kty, crv, x, y, kid }: JWK): JWK =>
  ({ kty, crv, x, y, kid, alg: "ES256", use: "sig" }) as JWK;

function serveMetadata(
  request: IncomingMessage,
  response: ServerResponse,
  metadata: AuthorizationServerMetadata,
) {
  const isRead = request.method === "GET" || request.method === "HEAD";
  response.writeHead(isRead ? 200 : 405, {
    "content-type": "application/json",
    // Public by nature; clients in a browser read it too.
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=300",
  });
  response.end(isRead ? JSON.stringify(metadata) : undefined);
}
