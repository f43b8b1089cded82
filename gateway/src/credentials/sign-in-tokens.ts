import { type Caller, ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import type { OidcIdentityProvider, SignInTokens } from "../federation/identity-provider.ts";
import type { Connections } from "./connections.ts";
import { spend } from "./refreshing.ts";
import { signInPlace } from "./sources.ts";
import type { Vault } from "./vault.ts";

type Needs = { pool: Pool; vault: Vault; provider(id: string): OidcIdentityProvider | undefined };

/** Life assumed of an access token whose provider names none (RFC 6749, 5.1). */
const LIFE_SECONDS = 300;
/** Under this name the vault keeps the token that on-behalf-of trades in. */
const PURPOSE = "assertion";

/** Keeps what an OpenID sign-in gave, where a vendor takes the company login. The last sign-in replaces the one before. */
export const keepSignIn =
  (connections: Connections, kept: ReadonlySet<string>) =>
  async (person: string, providerId: string, tokens: SignInTokens, account?: string): Promise<void> => {
    const system = signInPlace(providerId);
    if (!kept.has(system)) return;
    const { accessToken, refreshToken, expiresInSeconds = LIFE_SECONDS, scope = "" } = tokens;
    const expiresAt = Date.now() + expiresInSeconds * 1_000;
    await connections.save(
      { person, system },
      {
        account,
        scopes: scope.split(" ").filter(Boolean),
        credential: {
          ...(refreshToken !== undefined && { refreshToken }),
          tokens: { [PURPOSE]: { value: accessToken, expiresAt } },
        },
      },
    );
  };

/** A living token of the person for our application, refreshed at the provider where it must be. */
export const assertionOfPerson =
  ({ provider, ...needs }: Needs) =>
  async ({ id }: Caller, place: string): Promise<string | undefined> => {
    const person = id.split(" ")[0] as string;
    const issuer = provider(place.slice(signInPlace("").length));
    const token = await spend(needs, { person, system: place }, PURPOSE, async (refreshToken) => {
      if (issuer === undefined) throw new Error(`${place} names no OpenID provider`);
      const {
        accessToken,
        refreshToken: next,
        expiresInSeconds = LIFE_SECONDS,
      } = await issuer.refresh(refreshToken).catch((error: unknown) => {
        throw failure(issuer.label, error);
      });
      const expiresAt = Date.now() + expiresInSeconds * 1_000;
      return { token: { value: accessToken, expiresAt }, refreshToken: next };
    });
    return token?.value;
  };

/** Of what the provider said, its error code alone is kept: the library's errors carry whole answers. */
function failure(label: string, error: unknown): ToolError {
  const {
    error: vendorCode,
    name,
    message,
  } = error as { error?: unknown; name?: unknown; message?: unknown };
  const cause = { name, message, vendorCode };
  return vendorCode === "invalid_grant"
    ? new ToolError("not_connected", `Your sign-in with ${label} has ended; nothing was read.`, {
        cause,
        next: "Sign in again, then repeat the call.",
      })
    : new ToolError("upstream_unavailable", `${label} could not be asked for a sign-in; nothing was sent.`, {
        cause,
      });
}
