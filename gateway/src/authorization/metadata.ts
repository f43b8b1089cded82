import { CLIENT_ASSERTION_ALGORITHMS, DEFAULT_GRANTS } from "./clients/client-entry.ts";
import { REGISTRATION_PATH } from "./clients/registration.ts";
import { ID_JAG_PROFILE, JWT_BEARER } from "./grants/names.ts";
import { SCOPES } from "./scope-names.ts";

/** What the configuration adds to code and refresh for public clients. */
interface Offered {
  grantTypes: readonly string[];
  authMethods: readonly string[];
  canRegister: boolean;
}

/**
 * Authorization server metadata (RFC 8414), built from configuration alone, so that no request header can bend a URL.
 * Claude uses its published client id only where the CIMD flag, `none` and S256 all stand here, and asks for
 * `offline_access` only where it is listed. Registration stands here only where it is open, since clients may prefer it.
 */
export function authorizationServerMetadata(
  publicUrl: string,
  { grantTypes, authMethods, canRegister }: Offered,
) {
  return {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth/authorize`,
    token_endpoint: `${publicUrl}/oauth/token`,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    ...(canRegister && { registration_endpoint: publicUrl + REGISTRATION_PATH }),
    jwks_uri: `${publicUrl}/oauth/jwks`,
    scopes_supported: [...SCOPES],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: [...DEFAULT_GRANTS, ...grantTypes],
    ...(grantTypes.includes(JWT_BEARER) && { authorization_grant_profiles_supported: [ID_JAG_PROFILE] }),
    token_endpoint_auth_methods_supported: withBasic(authMethods),
    revocation_endpoint_auth_methods_supported: withBasic(authMethods),
    ...(authMethods.includes("private_key_jwt") && {
      token_endpoint_auth_signing_alg_values_supported: [...CLIENT_ASSERTION_ALGORITHMS],
    }),
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    // Asked for by OpenID Connect Discovery, under whose path clients look as well.
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
  };
}

/** A secret is taken in the header as well as in the body. */
const withBasic = (methods: readonly string[]): string[] =>
  methods.flatMap((method) => (method === "client_secret_post" ? [method, "client_secret_basic"] : [method]));

export type AuthorizationServerMetadata = ReturnType<typeof authorizationServerMetadata>;
