import { createHash } from "node:crypto";
import { type Caller, ERRORS, type ErrorCode, TOKEN_EXCHANGE, ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";
import { type Connection, connect } from "./send.ts";
import { cachedTokens } from "./token-cache.ts";
import type { AccessToken, TokenSource } from "./token-source.ts";

/** The gateway that called, and whose tokens a server expects of it. */
export type FromGatewayOptions = {
  /** Product name for messages. */
  title: string;
  /** The gateway's origin. */
  gatewayUrl: string;
  identity?: TokenSource["identity"];
};

/**
 * Gets tokens from the gateway for the assertion that each call came with (RFC 8693): refresh tokens and signing keys stay
 * there. The gateway decides by the assertion what its token may do, so a change gets a token of its own and leaves it to no
 * read. A caller without an assertion, as over stdio, is `unauthenticated`.
 */
export function fromGateway({ title, gatewayUrl, identity = "person" }: FromGatewayOptions): TokenSource {
  const connection = connect(gatewayUrl);
  return cachedTokens({
    identity,
    keyOf: (caller) => `${identity === "person" ? caller.id : "service"} ${kindOf(caller.assertion)}`,
    fetchToken: (caller, refused) => exchange({ title, connection, identity }, caller, refused),
  });
}

type Asked = { title: string; connection: Connection; identity: TokenSource["identity"] };

async function exchange(
  { title, connection, identity }: Asked,
  { assertion }: Caller,
  refused: AccessToken | undefined,
): Promise<AccessToken> {
  if (assertion === undefined)
    throw new ToolError("unauthenticated", `${title} is reached through the gateway only; nothing was done.`);
  const form = new URLSearchParams({
    grant_type: TOKEN_EXCHANGE.grantType,
    subject_token: assertion,
    subject_token_type: TOKEN_EXCHANGE.subjectTokenType,
    ...(refused && {
      [TOKEN_EXCHANGE.refused]: createHash("sha256").update(refused.value).digest("base64url"),
    }),
  });
  const answer = await connection
    .send({
      method: "POST",
      path: TOKEN_EXCHANGE.path,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: form.toString(),
      signal: AbortSignal.timeout(LIMITS.attemptMs),
    })
    .catch((cause: Error) => {
      throw unavailable(title, { name: cause.name, message: cause.message });
    });
  const said = parsed(answer.bytes);
  if (answer.status !== 200) throw refusalIn(said) ?? unavailable(title, { status: answer.status });
  const { access_token, expires_in, token_type, gatehouse_identity } = said;
  if (typeof access_token !== "string" || typeof expires_in !== "number")
    throw unavailable(title, { status: answer.status, missing: "access_token or expires_in" });
  // A shared identity behind a server that trusts its vendor to part people would show everybody everything.
  if (gatehouse_identity !== identity)
    throw new ToolError("internal", `${title} is set up for another kind of sign-in; nothing was done.`, {
      cause: { expected: identity, given: gatehouse_identity },
    });
  return {
    value: access_token,
    expiresAt: Date.now() + expires_in * 1_000,
    ...(token_type === "Basic" && { scheme: "Basic" as const }),
  };
}

const unavailable = (title: string, cause: unknown) =>
  new ToolError("upstream_unavailable", `The sign-in for ${title} could not be had; nothing was sent.`, {
    cause,
  });

function parsed(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The gateway's own words; a person reads them, links included. */
function refusalIn({ gatehouse_error: error }: Record<string, unknown>): ToolError | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, message, next } = error as Record<string, unknown>;
  if (typeof code !== "string" || !Object.hasOwn(ERRORS, code) || typeof message !== "string")
    return undefined;
  return new ToolError(code as ErrorCode, message, typeof next === "string" ? { next } : {});
}

/** Which step and phase an assertion is for. Only a name for the memory: what a token may do is the gateway's to check. */
function kindOf(assertion: string | undefined): string {
  const [, payload = ""] = assertion?.split(".") ?? [];
  const { step = "read", phase, tool = "" } = parsed(Buffer.from(payload, "base64url"));
  const changes = step === "commit" || step === "undo";
  return changes ? `change ${String(phase)} ${String(tool)}` : "read";
}
