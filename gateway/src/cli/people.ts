import { inTransaction } from "../directory/in-transaction.ts";
import { allPeople, endSessions, onePerson, type PersonRow, sessionsOf } from "../directory/overview.ts";
import { reconcile } from "../directory/reconcile.ts";
import { settleRights } from "../directory/rights.ts";
import { changing, looking } from "./office.ts";
import { say } from "./output.ts";
import { minute, table } from "./table.ts";

type Options = { config: string; json?: boolean };
type Change = { config: string; by?: string };

/** Prints everybody, one a line. */
export const listPeople = ({ config, json, inactive }: Options & { inactive?: boolean }): Promise<void> =>
  looking(config, async (pool) => {
    const people = (await allPeople(pool)).filter(({ active }) => !inactive || !active);
    if (json) return people.forEach((person) => void say(JSON.stringify(person)));
    const rows = people.map((person) => [
      nameOf(person),
      standing(person),
      String(person.sessions),
      minute(person.lastSeen),
      person.groups.join(", ") || "-",
    ]);
    for (const line of table([["who", "standing", "sessions", "last seen (UTC)", "groups"], ...rows]))
      say(line);
  });

/** Prints one person with their sessions. */
export const showPerson = (who: string, { config, json }: Options): Promise<void> =>
  looking(config, async (pool) => {
    const person = await onePerson(pool, who);
    const sessions = await sessionsOf(pool, { person: person.id });
    if (json) return say(JSON.stringify({ ...person, sessions }));
    const facts = [
      ["id", person.id],
      ["mail", person.email ?? "- (none that the identity provider vouches for)"],
      ["name", person.name ?? "-"],
      ["standing", standing(person)],
      ["known as", `${person.subject} at ${person.issuer}`],
      ["provisioned", person.provider ? `by ${person.provider} as ${person.userName}` : "no"],
      ["groups", person.groups.join(", ") || "-"],
      ["app roles", person.appRoles.join(", ") || "-"],
      ["last seen", `${minute(person.lastSeen)} UTC`],
      ["connections", String(person.connections)],
      ...sessions.map(({ client, startedAt, expiresAt }) => [
        "session",
        `${client}, since ${minute(startedAt)}, until ${minute(expiresAt)} UTC`,
      ]),
    ];
    for (const line of table(facts)) say(line);
  });

/** Keeps somebody out until `enablePerson`, whatever the identity provider says, and ends all they have. */
export const disablePerson = (
  who: string,
  { reason, ...options }: Change & { reason?: string },
): Promise<void> =>
  changing(options, async ({ pool, record }) => {
    const person = await onePerson(pool, who);
    await inTransaction(pool, async (client) => {
      await client.query("update person set blocked_at = coalesce(blocked_at, now()) where id = $1", [
        person.id,
      ]);
      await settleRights(client, [person.id]);
      await record({ what: "person_blocked", person: person.id, personal: { reason }, takesAway: true });
    });
    say(
      `${nameOf(person)} is out: the next call is refused, ${person.sessions} sessions ended; a running gateway ends ${person.connections} connected accounts within 30 seconds.`,
    );
  });

/** Lets somebody in again who was kept out here. They sign in and connect anew: nothing comes back. */
export const enablePerson = (who: string, options: Change): Promise<void> =>
  changing(options, async ({ pool, record }) => {
    const person = await onePerson(pool, who);
    await inTransaction(pool, async (client) => {
      await client.query("update person set blocked_at = null where id = $1", [person.id]);
      // Whoever no provider provisions has no other word on them than this one.
      await settleRights(client, [person.id]);
      await record({ what: "person_unblocked", person: person.id });
    });
    if (person.providerActive === false)
      throw new Error(
        `${nameOf(person)} is no longer kept out here, but ${person.provider} says inactive, and that counts: activate or assign them there`,
      );
    say(`${nameOf(person)} may sign in again. Nothing that ended comes back.`);
  });

/** Ends somebody's sessions and leaves them in: they sign in again. */
export const forgetSessions = (who: string, options: Change): Promise<void> =>
  changing(options, async ({ pool, record }) => {
    const person = await onePerson(pool, who);
    const count = await inTransaction(pool, async (client) => {
      const ended = (await endSessions(client, { person: person.id })).get(person.id) ?? 0;
      await record({ what: "sessions_revoked", person: person.id, facts: { count: ended }, takesAway: true });
      return ended;
    });
    say(`ended ${count} sessions of ${nameOf(person)}; they sign in again with their next call.`);
  });

/** Says what does not fit together in the directory; exit code 1 where something needs to be done. For every night. */
export const checkPeople = ({ config, json }: Options): Promise<void> =>
  looking(config, async (pool) => {
    const findings = await reconcile(pool);
    for (const finding of findings) {
      if (json) say(JSON.stringify(finding));
      else say(`${finding.needsAction ? "act" : "note"}: ${finding.what}: ${finding.who.join(", ")}`);
    }
    if (findings.length === 0 && !json) say("people, sessions and connections fit together.");
    if (findings.some(({ needsAction }) => needsAction)) process.exitCode = 1;
  });

const nameOf = ({ email, userName, subject }: PersonRow): string => email ?? userName ?? subject;

function standing({ active, blockedAt, providerActive, provider }: PersonRow): string {
  if (blockedAt) return "blocked here";
  if (providerActive === false) return `inactive at ${provider}`;
  return active ? "active" : "inactive";
}
