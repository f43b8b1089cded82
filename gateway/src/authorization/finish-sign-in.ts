import {
  type Answer,
  ForeignAddress,
  type IdentityProvider,
  OtherIssuer,
  UnresolvedGroups,
} from "../federation/identity-provider.ts";
import type { Identity } from "../store/people.ts";
import { errorFacts } from "./error-facts.ts";
import { signedInSeconds } from "./fresh-login.ts";
import {
  EXPIRED,
  FOREIGN_ADDRESS,
  GROUPS_UNKNOWN,
  INACTIVE,
  LOGIN_REFUSED,
  OTHER_ISSUER,
  PROVIDER_DOWN,
  Refusal,
} from "./refusal.ts";
import type { Interaction, SignInContext, SignInOptions } from "./sign-in-options.ts";

/** The way back from an OpenID provider: from its answer to a person, a grant, and the app that asked. */
export async function finishSignIn(c: SignInContext, options: SignInOptions) {
  const browser = options.browsers.read(c);
  const state = c.req.query("state");
  const attempt = browser && state ? await options.attempts.use({ state, browser }) : undefined;
  if (!attempt || !state) throw new Refusal("the callback met no open attempt of this browser", EXPIRED);
  // Each provider answers at its own address: what came to another's was meant for somebody else.
  const provider = options.identityProviders.oidc(attempt.providerId);
  if (!provider?.callbackUrl.endsWith(c.req.path))
    throw new Refusal("the answer came in the name of another provider", EXPIRED);

  const answer = await provider
    .finish(new URL(c.req.url).search, { ...attempt, state })
    .catch((cause: unknown) => refuseAnswer(cause, attempt.interactionUid));
  const { interactionUid } = attempt;
  return completeSignIn(c, options, { interactionUid, provider, answer });
}

/** Where nobody can be sent to the provider: in words for the person; the log has the cause. */
export function refuseBegin(cause: unknown, interactionUid: string): never {
  const retry = `/signin/${interactionUid}`;
  refuseOtherIssuer(cause, retry);
  throw new Refusal("the identity provider could not be reached", { ...PROVIDER_DOWN, retry }, { cause });
}

function refuseOtherIssuer(cause: unknown, retry: string): void {
  if (cause instanceof OtherIssuer)
    throw new Refusal(
      "the identity provider's issuer is spelled otherwise",
      { ...OTHER_ISSUER, retry },
      { cause },
    );
}

/** Where what the provider answered is not taken; as above. */
export function refuseAnswer(cause: unknown, interactionUid: string): never {
  const retry = `/signin/${interactionUid}`;
  if (cause instanceof UnresolvedGroups)
    throw new Refusal("the groups are unresolved", { ...GROUPS_UNKNOWN, retry }, { cause });
  if (cause instanceof ForeignAddress)
    throw new Refusal("the address is not the provider's", { ...FOREIGN_ADDRESS, retry }, { cause });
  refuseOtherIssuer(cause, retry);
  throw new Refusal("the identity provider's answer was refused", { ...LOGIN_REFUSED, retry }, { cause });
}

type Completed = {
  interactionUid: string;
  provider: Pick<IdentityProvider, "id" | "trustsPrompt">;
  answer: Answer;
};

/** What every kind of provider ends in. Only for the browser that began: whoever calls this has checked its cookie. */
export async function completeSignIn(
  c: SignInContext,
  options: SignInOptions,
  { interactionUid, provider, answer }: Completed,
) {
  const interaction = await options.provider().Interaction.find<Interaction>(interactionUid);
  if (!interaction) throw new Refusal("the authorization request had expired", EXPIRED);
  const ts = signedInSeconds(interaction, answer.identity.authTime, provider);
  const personId = await activePerson(answer.identity, options, interactionUid);
  const grantId = await grant(options, interaction, personId);
  const names = options.namesOf(c.env.incoming);
  if (answer.tokens)
    await options
      .onTokens?.(personId, provider.id, answer.tokens, answer.identity.email)
      .catch((error: unknown) =>
        options.log.error({ ...names, personId, cause: errorFacts(error) }, "sign-in tokens were not kept"),
      );

  const { client_id, scope, resource } = interaction.params;
  const facts = { ...names, clientId: String(client_id), personId, grantId };
  options.onEvent({ kind: "sign_in", ...facts });
  options.onEvent({ kind: "consent", ...facts, scope: String(scope), resource: String(resource) });

  interaction.result = { login: { accountId: personId, ts, remember: false }, consent: { grantId } };
  await interaction.persist();
  // There the provider checks its own cookie: the browser that began must also end.
  return c.redirect(interaction.returnTo, 303);
}

/** The id of the person whom the identity provider vouches for. */
async function activePerson(
  identity: Identity,
  { people }: SignInOptions,
  interactionUid: string,
): Promise<string> {
  const person = await people.recordSignIn(identity);
  if (person.isActive) return person.id;
  const retry = `/signin/${interactionUid}`;
  throw new Refusal("the person is not active", { ...INACTIVE, retry, personId: person.id });
}

/**
 * What was asked for and shown on the consent page, no more; changes only to people whose roles hold one, so that a token never
 * says more than its person may do.
 */
async function grant(
  { provider, mayWrite }: SignInOptions,
  { params }: Interaction,
  personId: string,
): Promise<string> {
  const scope = String(params.scope);
  const granted = new (provider().Grant)({ accountId: personId, clientId: String(params.client_id) });
  granted.addOIDCScope(scope);
  granted.addResourceScope(String(params.resource), scope);
  if (scope.split(" ").includes("mcp:write") && !(await mayWrite(personId))) {
    // What was neither granted nor rejected would be asked for again, without end.
    granted.rejectOIDCScope("mcp:write");
    granted.rejectResourceScope(String(params.resource), "mcp:write");
  }
  return granted.save();
}
