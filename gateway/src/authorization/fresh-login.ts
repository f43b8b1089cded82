import type { IdentityProvider } from "../federation/identity-provider.ts";
import { CLOCK_SKEW_MS } from "../federation/read-assertion.ts";
import { WEB_CLIENT_ID } from "./own-client.ts";
import { NO_MOMENT, NOT_FRESH, Refusal } from "./refusal.ts";
import type { Interaction } from "./sign-in-options.ts";

/** Long ago: for a sign-in of which nobody says when it was. The library takes an absent moment for now. */
const UNKNOWN_SECONDS = 1;

/**
 * Whether the gateway's own pages want people to prove themselves again. Only they do: what other clients ask for is shown a
 * consent page every time, and rests on the session at the identity provider.
 */
export const isFreshAsked = ({ params }: Pick<Interaction, "params">): boolean =>
  params.client_id === WEB_CLIENT_ID &&
  String(params.prompt ?? "")
    .split(" ")
    .includes("login");

/**
 * When the person proved who they are, in seconds since 1970, for this request. Where a fresh login was asked for, a provider
 * that names an earlier moment is refused, because somebody found an open session there and nobody typed a password. So is one
 * that names none: it has to (OpenID Connect Core 1.0, 3.1.2.1: `auth_time` where `max_age` was asked for; SAML 2.0 core, 2.7.2:
 * `AuthnInstant`), and what it leaves out, as Entra ID does unless told otherwise [recalled], may be any. `trustsPrompt` is the
 * company's word that such a provider asks all the same.
 */
export function signedInSeconds(
  interaction: Pick<Interaction, "params" | "iat" | "uid">,
  authTime: Date | undefined,
  { trustsPrompt }: Pick<IdentityProvider, "trustsPrompt">,
  nowMs = Date.now(),
): number {
  const isFresh = isFreshAsked(interaction);
  if (isFresh && authTime && authTime.getTime() < interaction.iat * 1000 - CLOCK_SKEW_MS)
    throw new Refusal("the login was not fresh", { ...NOT_FRESH, retry: `/signin/${interaction.uid}` });
  if (authTime) return Math.floor(Math.min(authTime.getTime(), nowMs) / 1000);
  if (!isFresh) return UNKNOWN_SECONDS;
  if (trustsPrompt) return Math.floor(nowMs / 1000);
  throw new Refusal("the login did not say when it was", {
    ...NO_MOMENT,
    retry: `/signin/${interaction.uid}`,
  });
}
