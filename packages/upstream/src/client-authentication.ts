import type { ClientAuthentication, Grant } from "@gatehouse/tool";
import type { JWK } from "jose";
import {
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  modifyAssertion,
  None,
  PrivateKeyJwt,
} from "oauth4webapi";
import { LIMITS } from "./limits.ts";
import { signingKey } from "./signing-key.ts";

/** What an application proves itself with at a token endpoint: a shared secret, or a key whose public half the vendor has. */
export type ClientCredential =
  | { secret: string }
  | {
      /** EC or RSA; `alg` chooses among the algorithms of an RSA key. */
      privateKey: JWK;
      /** Name under which the vendor knows the public key or its certificate. */
      keyId?: string;
      /** SHA-256 of the certificate, base64url: how Microsoft Entra knows the key. */
      certificateThumbprint?: string;
    };

type Options = {
  title: string;
  grant: Extract<Grant, { authentication: readonly ClientAuthentication[] }>;
  credential: ClientCredential | undefined;
  /** Address of the token endpoint, the audience of an assertion. */
  endpointUrl: string;
  scopes: readonly string[];
};

/** The first way the grant names that suits the credential. Rejects where there is none, or the key fits no algorithm. */
export async function clientAuthentication(options: Options): Promise<ClientAuth> {
  const { title, grant, credential } = options;
  const suits = (method: ClientAuthentication) => {
    if (credential === undefined) return method === "none";
    return "secret" in credential ? method.startsWith("client_secret") : method.endsWith("_jwt");
  };
  const method = grant.authentication.find(suits);
  if (method === undefined)
    throw new Error(
      `${title} takes ${grant.authentication.join(" or ")}, and the credential given is neither`,
    );
  if (credential === undefined) return None();
  if (!("secret" in credential)) return assertion(options, credential, method === "certificate_jwt");
  return method === "client_secret_basic"
    ? ClientSecretBasic(credential.secret)
    : ClientSecretPost(credential.secret);
}

/**
 * A signed client assertion (RFC 7523, 2.2). Its audience is the token endpoint's address, as the vendors here document.
 * The `carriesScopes` form has exactly the claims of NetSuite's own sample, `scope` as an array among them, and the form
 * neither scope nor `client_id` (RFC 7521, 4.2 makes it optional).
 */
async function assertion(
  { title, grant, endpointUrl, scopes }: Options,
  { privateKey, keyId, certificateThumbprint }: Extract<ClientCredential, { privateKey: JWK }>,
  carriesScopes: boolean,
): Promise<ClientAuth> {
  const { key } = await signingKey(title, privateKey, grant.algorithms ?? []);
  const sign = PrivateKeyJwt(
    { key, ...(keyId !== undefined && { kid: keyId }) },
    {
      [modifyAssertion](header, payload) {
        header.typ = "JWT";
        if (certificateThumbprint !== undefined) header["x5t#S256"] = certificateThumbprint;
        payload.aud = endpointUrl;
        payload.exp = Number(payload.iat) + LIMITS.assertionMs / 1_000;
        if (!carriesScopes) return;
        for (const claim of ["sub", "jti", "nbf"]) delete payload[claim];
        payload.scope = [...scopes];
      },
    },
  );
  if (!carriesScopes) return sign;
  return async (server, client, body, headers) => {
    await sign(server, client, body, headers);
    body.delete("client_id");
    body.delete("scope");
  };
}
