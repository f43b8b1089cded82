import type { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { errorFacts } from "./error-facts.ts";
import type { GraceHit } from "./pg-adapter.ts";

/** The log of the authorization server; pino fits. */
export interface AuthorizationLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What the audit should know. Never carries a token, a code or a secret. */
export interface AuthorizationEvent {
  kind:
    | "sign_in"
    | "consent"
    | "token_issued"
    | "token_refreshed"
    | "grace_hit"
    | "revocation"
    | "refused"
    | "connected"
    | "disconnected";
  /** Shown on error pages and sent as `x-request-id`. */
  reference: string;
  address: string | undefined;
  clientId?: string | undefined;
  personId?: string | undefined;
  grantId?: string | undefined;
  /** `jti` of the access token. */
  tokenId?: string | undefined;
  scope?: string | undefined;
  resource?: string | undefined;
  /** Why it was refused or revoked, in our words. */
  reason?: string | undefined;
  /** grace_hit only: who exchanged the refresh token first. */
  firstAddress?: string | undefined;
}

export type OnEvent = (event: AuthorizationEvent) => void;

/** Who asks, under which reference: the same for every page, log line and event of one request. */
export interface RequestNames {
  reference: string;
  address: string | undefined;
}

export type NamesOf = (request: IncomingMessage) => RequestNames;

interface Sinks {
  log: AuthorizationLog;
  onEvent: OnEvent;
  namesOf: NamesOf;
  /** Whose login this request has ended. */
  ownerOfEnded(request: IncomingMessage): string | undefined;
}

/**
 * Turns what the library emits into events and into log lines with the cause: callers are told in general terms only,
 * `error_detail` and `cause` say what was really wrong.
 */
export function reportProvider(provider: Provider, { log, onEvent, namesOf, ownerOfEnded }: Sinks): void {
  const refused = (stage: string) => (ctx: KoaContextWithOIDC, error: Error) => {
    const names = namesOf(ctx.req);
    const clientId = textOf(ctx.oidc?.params?.client_id) ?? ctx.oidc?.client?.clientId;
    log.warn({ ...names, stage, clientId, cause: errorFacts(error) }, "an authorization request was refused");
    onEvent({ kind: "refused", ...names, clientId, reason: `${stage}: ${error.message}` });
  };
  provider.on("authorization.error", refused("authorization"));
  provider.on("grant.error", refused("token"));
  provider.on("revocation.error", refused("revocation"));
  provider.on("server_error", (ctx, error) =>
    log.error(
      { ...namesOf(ctx.req), path: ctx.path, cause: errorFacts(error) },
      "the authorization server failed",
    ),
  );
  // The web framework beneath, for which the types have no entry; unheard, it would write to stderr.
  const framework: EventEmitter = provider;
  framework.on("error", (error) =>
    log.error({ cause: errorFacts(error) }, "the authorization server failed"),
  );

  provider.on("grant.success", (ctx) => {
    const { AccessToken: token, Grant: grant } = ctx.oidc.entities;
    onEvent({
      kind: ctx.oidc.params?.grant_type === "refresh_token" ? "token_refreshed" : "token_issued",
      ...namesOf(ctx.req),
      clientId: token?.clientId,
      personId: token?.accountId,
      grantId: grant?.jti,
      tokenId: token?.jti,
      scope: token?.scope,
      resource: textOf(token?.aud),
    });
  });
  provider.on("grant.revoked", (ctx, grantId) => {
    const names = namesOf(ctx.req);
    const isWish = ctx.oidc.route === "revocation";
    const reason = isWish ? "the client asked for it" : "a used code or refresh token was presented again";
    const clientId = ctx.oidc.client?.clientId;
    const personId = ownerOfEnded(ctx.req);
    if (!isWish) log.warn({ ...names, clientId, personId, grantId }, `a login was ended: ${reason}`);
    onEvent({ kind: "revocation", ...names, clientId, personId, grantId, reason });
  });
}

/** Harmless when two windows refresh at once, a theft when the addresses differ: worth an alert when it repeats. */
export function reportGraceHit(
  hit: GraceHit,
  names: RequestNames,
  { log, onEvent }: Pick<Sinks, "log" | "onEvent">,
): void {
  const { secondAddress, ...details } = hit;
  log.warn({ ...names, ...details, secondAddress }, "a refresh token was used again within its grace");
  onEvent({ kind: "grace_hit", ...names, ...details });
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
