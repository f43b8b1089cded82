import { ToolError } from "@gatehouse/tool";
import type { Pool, PoolClient } from "pg";
import type { PolicySubject } from "../rules/policy.ts";
import type { PhaseNeeds } from "./phase-needs.ts";
import type { Acting } from "./phases.ts";

/** Whether a person who is active now holds a role of administrators now, whatever they held when they signed in. */
export async function isAdministrator(
  client: Pick<Pool | PoolClient, "query">,
  person: string,
  { policy, config }: Pick<PhaseNeeds, "policy" | "config">,
): Promise<boolean> {
  const { rows } = await (client as Pool).query<PolicySubject>(
    `select issuer, subject, groups, app_roles as "appRoles" from person where id = $1 and active`,
    [person],
  );
  const [found] = rows;
  const roles = config().administrators?.roles ?? [];
  return (
    found !== undefined &&
    policy()
      .rolesOf(found)
      .some((role) => roles.includes(role))
  );
}

export async function requireAdministrator(
  acting: Acting,
  needs: PhaseNeeds,
  client: Pick<Pool | PoolClient, "query"> = needs.pool,
): Promise<void> {
  if (await isAdministrator(client, acting.person.id, needs)) return;
  throw new ToolError(
    "not_allowed",
    "Only an administrator of this gateway may do that; nothing was changed.",
    {
      next: "Ask IT.",
    },
  );
}

/** Opening wants a person who is there now; closing does not, because it must not wait for a sign-in. */
export function requireFresh({ signedInAt }: Acting, freshMs: number): void {
  if (Date.now() - signedInAt.getTime() <= freshMs) return;
  const minutes = Math.round(freshMs / 60_000);
  throw new ToolError(
    "unauthenticated",
    `Opening a phase needs a sign-in of the last ${minutes} minutes; nothing was changed.`,
    { next: "Sign in again, then repeat this." },
  );
}

const CHARACTERS = { reason: 500, ticket: 100 };

/** A text that somebody typed, tidied. Throws `invalid_input` where it says nothing, says too much or is more than one line. */
export function said(what: keyof typeof CHARACTERS, given: string): string {
  const text = given.trim();
  if (text.length > 0 && text.length <= CHARACTERS[what] && !/\p{Cc}/u.test(text)) return text;
  throw new ToolError(
    "invalid_input",
    `A ${what} of 1 to ${CHARACTERS[what]} characters on one line is needed; nothing was changed.`,
  );
}
