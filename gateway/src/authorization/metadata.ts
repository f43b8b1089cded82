/** In the order in which a request's scopes are written back. */
export const SCOPES = ["mcp:read", "mcp:write", "offline_access"] as const;

/**
 * Authorization server metadata (RFC 8414), built from configuration alone, so that no request header can bend a URL.
 * Claude uses its published client id only where the CIMD flag, `none` and S256 all stand here, and asks for
 * `offline_access` only where it is listed. Dynamic registration is not offered.
 */
export function authorizationServerMetadata(publicUrl: string) {
  return {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth/authorize`,
    token_endpoint: `${publicUrl}/oauth/token`,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    jwks_uri: `${publicUrl}/oauth/jwks`,
    scopes_supported: [...SCOPES],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["none"],
    revocation_endpoint_auth_methods_supported: ["none"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    // Asked for by OpenID Connect Discovery, under whose path clients look as well.
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
  };
}

export type AuthorizationServerMetadata = ReturnType<typeof authorizationServerMetadata>;
