import { personFromClaims, UnresolvedGroups } from "./person-from-claims.ts";
import { EXPIRED, GROUPS_UNKNOWN, INACTIVE, LOGIN_REFUSED, Refusal } from "./refusal.ts";
import type { Interaction, SignInContext, SignInOptions } from "./sign-in-options.ts";

/** The way back from the company login: from its answer to a person, a grant, and the app that asked. */
export async function finishSignIn(c: SignInContext, options: SignInOptions) {
  const browser = options.browsers.read(c);
  const state = c.req.query("state");
  const attempt = browser && state ? await options.attempts.use({ state, browser }) : undefined;
  if (!attempt || !state) throw new Refusal("the callback met no open attempt of this browser", EXPIRED);

  const interaction = await options.provider.Interaction.find<Interaction>(attempt.interactionUid);
  if (!interaction) throw new Refusal("the authorization request had expired", EXPIRED);
  const personId = await signIn(c, options, { ...attempt, state });
  const grantId = await grant(options, interaction, personId);

  const { client_id, scope, resource } = interaction.params;
  const facts = { ...options.namesOf(c.env.incoming), clientId: String(client_id), personId, grantId };
  options.onEvent({ kind: "sign_in", ...facts });
  options.onEvent({ kind: "consent", ...facts, scope: String(scope), resource: String(resource) });

  interaction.result = { login: { accountId: personId, remember: false }, consent: { grantId } };
  await interaction.persist();
  // There the provider checks its own cookie: the browser that began must also end.
  return c.redirect(interaction.returnTo, 303);
}

interface Trip {
  state: string;
  nonce: string;
  pkceVerifier: string;
  interactionUid: string;
}

/** The id of the active person whom the identity provider vouches for. */
async function signIn(c: SignInContext, options: SignInOptions, trip: Trip): Promise<string> {
  const retry = `/signin/${trip.interactionUid}`;
  // The path and host are ours by configuration; only the query is the caller's.
  const callbackUrl = new URL(`${options.callbackUrl}${new URL(c.req.url).search}`);
  const claims = await options.identityProvider.claimsFrom(callbackUrl, trip).catch((cause: unknown) => {
    throw new Refusal("the identity provider's answer was refused", { ...LOGIN_REFUSED, retry }, { cause });
  });
  const person = await options.people.recordSignIn(identify(claims, options, retry));
  if (!person.isActive)
    throw new Refusal("the person is not active", { ...INACTIVE, retry, personId: person.id });
  return person.id;
}

function identify(
  claims: Parameters<typeof personFromClaims>[0],
  { settings }: SignInOptions,
  retry: string,
) {
  try {
    return personFromClaims(claims, settings);
  } catch (cause) {
    if (!(cause instanceof UnresolvedGroups)) throw cause;
    throw new Refusal("the groups are unresolved", { ...GROUPS_UNKNOWN, retry }, { cause });
  }
}

/** Exactly what was asked for and shown on the consent page, no more. */
async function grant(
  { provider }: SignInOptions,
  { params }: Interaction,
  personId: string,
): Promise<string> {
  const scope = String(params.scope);
  const granted = new provider.Grant({ accountId: personId, clientId: String(params.client_id) });
  granted.addOIDCScope(scope);
  granted.addResourceScope(String(params.resource), scope);
  return granted.save();
}
