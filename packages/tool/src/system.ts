import type { Phase } from "./tool.ts";

/** How a vendor hands out access tokens. Paths are relative to the vendor account's origin. */
export type Grant =
  | {
      /** OAuth 2.0 client credentials with a signed JWT (RFC 7523, section 2.2): a service identity, for reads only. */
      kind: "client_credentials";
      tokenPath: string;
      /** JWS algorithms the vendor accepts for the client assertion, preferred first. */
      algorithms: readonly string[];
    }
  | {
      /** OAuth 2.0 authorization code with PKCE (RFC 7636): acts as the person who connected the account. */
      kind: "authorization_code";
      authorizeUrl: string;
      tokenPath: string;
    };

/** What one product is, apart from its tools. */
export type System = {
  /** Lower case, no `__`: prefix of every tool name and the last part of `/mcp/<id>`. */
  id: string;
  title: string;
  vendor: string;
  grants: { service?: Grant; person?: Grant };
  /** Vendor scopes that each phase needs. */
  scopes: Record<Phase, readonly string[]>;
};

/** Declares a system. The tools of a server and its gateway entry both refer to it. */
export const defineSystem = <const S extends System>(system: S): S => system;
