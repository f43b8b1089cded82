import type { IncomingMessage, ServerResponse } from "node:http";
import type { JWK } from "jose";
import type Provider from "oidc-provider";
import { errorFacts } from "./error-facts.ts";
import type { KeysInForce } from "./keys/key-ring.ts";
import { createProvider, type ProviderOptions } from "./provider.ts";
import { createAccessTokenVerifier, type VerifyAccessToken } from "./verify-access-token.ts";

/** What depends on keys, for one set of them. */
export interface Engine {
  provider: Provider;
  serve(request: IncomingMessage, response: ServerResponse): void;
  verifyAccessToken: VerifyAccessToken;
}

interface EngineOptions extends Omit<ProviderOptions, "signingKeys" | "cookieKeys"> {
  signingKeys: KeysInForce;
  cookieKeys: () => readonly string[];
}

/**
 * The engine for the keys in force. The library takes keys at its construction only, so changed keys make a new one; requests
 * under way end on the former, and as all state lies in the database nobody notices. Keys that it cannot take change nothing.
 */
export function createEngines(options: EngineOptions): () => Engine {
  const { log } = options;
  let signing = options.signingKeys();
  let cookies = options.cookieKeys();
  let engine = engineFor(options, signing, cookies);
  return () => {
    const [nextSigning, nextCookies] = [options.signingKeys(), options.cookieKeys()];
    if (isSame(signing, nextSigning) && isSame(cookies, nextCookies)) return engine;
    [signing, cookies] = [nextSigning, nextCookies];
    try {
      engine = engineFor(options, signing, cookies);
    } catch (error) {
      log.error({ cause: errorFacts(error) }, "the changed keys cannot be used; the former ones stay");
    }
    return engine;
  };
}

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one === other || (one.length === other.length && one.every((item, index) => item === other[index]));

function engineFor(
  options: EngineOptions,
  signingKeys: ReturnType<KeysInForce>,
  cookieKeys: readonly string[],
): Engine {
  if (!signingKeys.length || !cookieKeys.length) {
    throw new TypeError("At least one signing key and one cookie key are needed.");
  }
  const provider = createProvider({ ...options, signingKeys, cookieKeys });
  const callback = provider.callback();
  return {
    provider,
    serve: (request, response) => void callback(request, response),
    verifyAccessToken: createAccessTokenVerifier({
      issuer: options.publicUrl,
      resources: options.resources,
      publicKeys: signingKeys.map(publicPart),
    }),
  };
}

const publicPart = ({ kty, crv, x, y, kid }: JWK): JWK =>
  ({ kty, crv, x, y, kid, alg: "ES256", use: "sig" }) as JWK;
