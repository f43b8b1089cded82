import type { Grant } from "@gatehouse/tool";
import { type CryptoKey, importJWK, type JWK } from "jose";
import {
  type ClientAuth,
  clientCredentialsGrantRequest,
  modifyAssertion,
  PrivateKeyJwt,
  processClientCredentialsResponse,
} from "oauth4webapi";
import { LIMITS } from "./limits.ts";
import { accessToken, tokenEndpoint, tokenError } from "./oauth.ts";
import { cachedTokens } from "./token-cache.ts";
import type { TokenSource } from "./token-source.ts";

/** RS256 is left out: vendors that check (NetSuite) refuse it. */
const CURVES = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" } as const;
const RSA = ["PS256", "PS384", "PS512"] as const;
type Algorithm = (typeof CURVES)[keyof typeof CURVES] | (typeof RSA)[number];

/** A registered application at the vendor with a certificate of its own. */
export type ClientCredentialsOptions = {
  title: string;
  origin: string;
  grant: Extract<Grant, { kind: "client_credentials" }>;
  clientId: string;
  /** Name under which the vendor knows the public key. */
  certificateId: string;
  /** Private key, EC or RSA; `alg` chooses among PS256, PS384 and PS512. */
  privateKey: JWK;
  scopes: readonly string[];
};

/**
 * A service identity by client credentials with a signed JWT (RFC 6749, 4.4 and RFC 7523, 2.2). The assertion carries
 * exactly the claims of NetSuite's own sample, `scope` as an array among them, and the form no `client_id`
 * (RFC 7521, 4.2 makes it optional). Rejects on start where the key fits none of the grant's algorithms.
 */
export async function clientCredentials(options: ClientCredentialsOptions): Promise<TokenSource> {
  const { title, origin, grant, clientId, certificateId, privateKey, scopes } = options;
  const algorithm = algorithmOf(privateKey);
  if (!grant.algorithms.includes(algorithm))
    throw new Error(`${title} does not accept ${algorithm} signatures`);
  const key = (await importJWK(privateKey, algorithm)) as CryptoKey;
  const endpoint = tokenEndpoint(origin, grant.tokenPath);
  const sign = PrivateKeyJwt(
    { key, kid: certificateId },
    {
      [modifyAssertion](header, payload) {
        header.typ = "JWT";
        for (const claim of ["sub", "jti", "nbf"]) delete payload[claim];
        payload.aud = endpoint.url;
        payload.scope = [...scopes];
        payload.exp = Number(payload.iat) + LIMITS.assertionMs / 1_000;
      },
    },
  );
  const authenticate: ClientAuth = async (server, client, body, headers) => {
    await sign(server, client, body, headers);
    body.delete("client_id");
  };
  const client = { client_id: clientId };

  return cachedTokens({
    identity: "service",
    keyOf: () => "service",
    async fetchToken() {
      try {
        const request = clientCredentialsGrantRequest(
          endpoint.server,
          client,
          authenticate,
          {},
          endpoint.options,
        );
        return accessToken(await processClientCredentialsResponse(endpoint.server, client, await request));
      } catch (cause) {
        throw tokenError(title, cause, `Ask IT to check how Gatehouse signs in to ${title}.`);
      }
    },
  });
}

function algorithmOf({ kty, crv, alg }: JWK): Algorithm {
  const curve = CURVES[crv as keyof typeof CURVES];
  if (kty === "EC" && curve) return curve;
  const rsa = RSA.find((name) => name === (alg ?? "PS256"));
  if (kty === "RSA" && rsa) return rsa;
  throw new Error(`A key of type ${kty} for ${alg ?? crv ?? "no algorithm"} cannot sign a client assertion`);
}
