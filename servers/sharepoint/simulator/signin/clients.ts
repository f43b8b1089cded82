import type { JWK } from "jose";
import type { Role } from "../store/model.ts";

/** An app registration. It proves itself by a secret or by a key, acts for itself, for people, or both. */
export type Client = {
  clientId: string;
  clientSecret?: string;
  /** Public key as JWK or SPKI PEM, for `private_key_jwt`. */
  publicKey?: JWK | string;
  /** Thumbprint that an assertion's header names as `x5t`, `x5t#S256` or `kid`; unchecked where not given. */
  certificateId?: string;
  /** Where people come back to after they signed in. */
  redirectUris?: string[];
  /** Application permissions that an administrator consented to, such as `Sites.Selected`; none unless given. */
  appRoles?: string[];
  /** For `Sites.Selected`: sites by the last part of their address, and what the app may do there. */
  sites?: Record<string, Exclude<Role, "owner">>;
  /** Delegated permissions that were consented to. */
  delegatedScopes?: string[];
};

/** What delegated access is consented to unless a client says otherwise. */
export const defaultDelegatedScopes = ["Sites.Read.All", "Files.Read.All", "User.Read"];

/** The audience of user tokens that a client may exchange on behalf of the user: its own API. */
export const audienceOf = (clientId: string): string => `api://${clientId}`;
