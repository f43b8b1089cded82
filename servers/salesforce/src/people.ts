import { type Caller, ToolError } from "@gatehouse/tool";
import { remember } from "@gatehouse/upstream";
import { LIMITS } from "./limits.ts";
import type { Selection, Span } from "./queries.ts";
import { allOf, type Columns, has, type Query } from "./soql.ts";
import { type Row, text } from "./values.ts";

/** The caller as Salesforce knows them. */
export type User = { id: string; name: string; username: string };

/** Finds people under an identity of its own. */
export type Directory = {
  /** `not_allowed` unless exactly one active user has the caller's e-mail. */
  userOf(caller: Caller, signal: AbortSignal): Promise<User>;
  /** What a token for the person is asked for under. */
  usernameOf(caller: Caller): Promise<string>;
};

export type Select = <C extends Columns>(
  query: Query<C>,
  span: Span & { signal: AbortSignal },
) => Promise<Selection<C>>;

/** Who is below whom: by the users' managers, or by the roles of the org. */
export type TeamBy = "managers" | "roles";

const isActive = has("IsActive", "eq", true);

/** Finds people in Salesforce, and remembers them for a few minutes. */
export function createPeople() {
  const users = remember<User>();
  const teams = remember<string[]>();

  /** The one active user with the caller's verified e-mail; `not_allowed` for none or several. */
  const userOf = async (caller: Caller, select: Select, signal: AbortSignal): Promise<User> => {
    // An empty address would meet every user that has none.
    if (caller.email === "") throw withoutEmail();
    return users(caller.email, async () => {
      const { rows } = await select(
        {
          columns: { id: "Id", name: "Name", username: "Username" },
          from: "User",
          // Automated users can carry an administrator's address [recalled].
          where: allOf(has("Email", "eq", caller.email), isActive, has("UserType", "eq", "Standard")),
          orderBy: [{ field: "Id" }],
        },
        { limit: 2, signal },
      );
      const [one, another] = rows;
      const id = text(one?.id);
      if (id === undefined || another) throw unknown(another !== undefined);
      return { id, name: text(one?.name) ?? "", username: text(one?.username) ?? "" };
    });
  };

  /** Ids of the user and of all active ones below them, directly or through others. */
  const teamOf = (userId: string, by: TeamBy, select: Select, signal: AbortSignal): Promise<string[]> =>
    teams(`${by} ${userId}`, () => (by === "roles" ? byRoles : byManagers)(userId, select, signal));

  return { userOf, teamOf };
}

async function byManagers(userId: string, select: Select, signal: AbortSignal): Promise<string[]> {
  const below = (ids: string[]) =>
    idsOf(select, { from: "User", where: allOf(isActive, has("ManagerId", "in", ids)) }, signal);
  return [...(await reachable([userId], below))];
}

/** Roles, unlike managers, may be held by several: only those below one's own are one's team. */
async function byRoles(userId: string, select: Select, signal: AbortSignal): Promise<string[]> {
  const { rows } = await select(
    { columns: { role: "UserRoleId" }, from: "User", where: has("Id", "eq", userId) },
    { limit: 1, signal },
  );
  const own = text(rows[0]?.role);
  if (own === undefined) return [userId];
  const below = (ids: string[]) =>
    idsOf(select, { from: "UserRole", where: has("ParentRoleId", "in", ids) }, signal);
  const roles = await reachable([own], below);
  roles.delete(own);
  const members = await idsOf(
    select,
    { from: "User", where: allOf(isActive, has("UserRoleId", "in", [...roles])) },
    signal,
  );
  return [...new Set([userId, ...members])];
}

/** Level by level, one query each: SOQL has no recursive form. */
async function reachable(start: string[], below: (ids: string[]) => Promise<string[]>): Promise<Set<string>> {
  const found = new Set(start);
  let level = start;
  for (let depth = 0; level.length > 0 && depth < LIMITS.teamLevels && found.size < LIMITS.teamMax; depth++) {
    level = (await below(level)).filter((id) => !found.has(id));
    for (const id of level) found.add(id);
  }
  return found;
}

async function idsOf(select: Select, query: Omit<Query, "columns">, signal: AbortSignal): Promise<string[]> {
  const asked = { ...query, columns: { id: "Id" }, orderBy: [{ field: "Id" }] };
  const { rows } = await select(asked, { limit: LIMITS.teamMax, signal });
  return rows.flatMap(({ id }: Row<"id">) => text(id) ?? []);
}

const withoutEmail = () =>
  new ToolError(
    "not_allowed",
    "Your sign-in carries no verified e-mail address, by which Salesforce would know you; nothing was read.",
    { next: "Ask IT to have your e-mail address verified, then sign in again." },
  );

const unknown = (areSeveral: boolean) =>
  new ToolError(
    "not_allowed",
    `Salesforce has ${areSeveral ? "several active users" : "no active user"} with your e-mail address; nothing was read.`,
    { next: "Ask the Salesforce administrator to correct your user." },
  );

/** With one identity for everybody, what is "mine" would be the integration's (reference, section 12). */
export const sharedSignIn = () =>
  new ToolError(
    "not_allowed",
    "This server reads Salesforce under a shared sign-in, in which nothing is anybody's own; nothing was read.",
    { next: "Ask without me or team, or ask IT to let Gatehouse act as you." },
  );
