import { REGISTRATION_PATH } from "./clients/registration.ts";

/** Where the library serves what. */
export const ROUTES = {
  authorization: "/oauth/authorize",
  token: "/oauth/token",
  jwks: "/oauth/jwks",
  revocation: "/oauth/revoke",
  registration: REGISTRATION_PATH,
} as const;

export const METADATA_PATHS: ReadonlySet<string> = new Set([
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
]);

const PATHS: ReadonlySet<string> = new Set(Object.values(ROUTES));
/** Where a browser comes back to from sign-in and consent; the last part is the id that the library gave. */
const RESUMED = /^\/oauth\/authorize\/[\w-]{1,64}$/;

/**
 * Whether a path is one of the library's routes, byte for byte. The library itself forgives case, a slash at the end and escapes,
 * and whatever stands in front of it and compares paths would be passed by with such a spelling.
 */
export const isRoute = (path: string): boolean => PATHS.has(path) || RESUMED.test(path);
