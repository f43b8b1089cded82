import { ERRORS, TOKEN_EXCHANGE, ToolError, toToolError } from "@gatehouse/tool";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Log } from "../observe/log.ts";
import type { Exchanged } from "./exchange-assertion.ts";

type Exchange = (assertion: string, refused?: string) => Promise<Exchanged>;

const FORM_BYTES_MAX = 16_384;

const limitForm = bodyLimit({
  maxSize: FORM_BYTES_MAX,
  onError: (c) => c.json({ error: "invalid_request", error_description: "This is no assertion." }, 413),
});

/** The endpoint at which servers trade assertions in. It answers in the words of RFC 6749, and beside them in ours. */
export function tokenRoute(exchange: Exchange, log: Log): Hono {
  return new Hono().post(TOKEN_EXCHANGE.path, limitForm, async (c) => {
    c.header("cache-control", "no-store");
    try {
      const form = new URLSearchParams(await c.req.text());
      const { token, identity, expiresInSeconds } = await exchange(assertionIn(form), refusedIn(form));
      return c.json({
        access_token: token.value,
        issued_token_type: TOKEN_EXCHANGE.issuedTokenType,
        token_type: token.scheme ?? "Bearer",
        expires_in: expiresInSeconds,
        gatehouse_identity: identity,
      });
    } catch (thrown) {
      const error = toToolError(thrown);
      const { code, message, next, cause } = error;
      const details = { code, cause: factsOf(code === "internal" ? thrown : cause) };
      if (code === "internal") log.error(details, "a token exchange failed");
      else log.warn(details, "a token exchange was refused");
      const answer = { error: OAUTH_CODES[code] ?? "invalid_request", error_description: message };
      return c.json({ ...answer, gatehouse_error: { code, message, next } }, ERRORS[code].status);
    }
  });
}

const OAUTH_CODES: Partial<Record<ToolError["code"], string>> = {
  unauthenticated: "invalid_grant",
  not_connected: "invalid_grant",
  not_allowed: "invalid_target",
  upstream_unavailable: "temporarily_unavailable",
  internal: "server_error",
};

function assertionIn(form: URLSearchParams): string {
  const [assertion, ...more] = form.getAll("subject_token");
  const isExchange =
    form.get("grant_type") === TOKEN_EXCHANGE.grantType &&
    form.get("subject_token_type") === TOKEN_EXCHANGE.subjectTokenType;
  if (isExchange && assertion && more.length === 0) return assertion;
  throw new ToolError("invalid_input", "This is no token exchange of a JWT; nothing was given.");
}

const refusedIn = (form: URLSearchParams): string | undefined =>
  form.get(TOKEN_EXCHANGE.refused) ?? undefined;

/** Of an error what a log may hold: libraries hang whole tokens on theirs. */
function factsOf(cause: unknown): unknown {
  if (typeof cause !== "object" || cause === null) return cause;
  const { name, message, code, status, vendorCode } = cause as Record<string, unknown>;
  return { name, message, code, status, vendorCode };
}
