import { inTransaction } from "../directory/in-transaction.ts";
import { endSessions, onePerson, type SessionFilter, sessionsOf } from "../directory/overview.ts";
import { changing, looking } from "./office.ts";
import { say } from "./output.ts";
import { minute, table } from "./table.ts";

type Options = { config: string; person?: string; client?: string; json?: boolean };

/** Prints the logins of clients, one a line. */
export const listSessions = ({ config, person, client, json }: Options): Promise<void> =>
  looking(config, async (pool) => {
    const id = person === undefined ? undefined : (await onePerson(pool, person)).id;
    const sessions = await sessionsOf(pool, meant(id, client));
    if (json) return sessions.forEach((session) => void say(JSON.stringify(session)));
    const rows = sessions.map((session) => [
      session.who,
      session.client,
      minute(session.startedAt),
      minute(session.expiresAt),
    ]);
    for (const line of table([["who", "client", "since (UTC)", "until (UTC)"], ...rows])) say(line);
  });

/** Ends sessions of a person, of a client, of a person at a client, or all. People sign in again; nobody is kept out. */
export const revokeSessions = ({
  person,
  client,
  all,
  ...options
}: Options & { all?: boolean; by?: string }): Promise<void> => {
  const isNamed = person !== undefined || client !== undefined;
  if (isNamed === (all === true))
    throw new Error("say whose: --person, --client or both; or --all for every session of everybody");
  return changing(options, async ({ pool, record }) => {
    const id = person === undefined ? undefined : (await onePerson(pool, person)).id;
    const facts = { ...(client !== undefined && { client }), ...(all && { all }) };
    const ended = await inTransaction(pool, async (transaction) => {
      const counts = await endSessions(transaction, meant(id, client));
      await Promise.all(
        [...counts].map(([one, count]) =>
          record({ what: "sessions_revoked", person: one, facts: { ...facts, count }, takesAway: true }),
        ),
      );
      return counts;
    });
    const total = [...ended.values()].reduce((sum, count) => sum + count, 0);
    if (total === 0 && client !== undefined)
      throw new Error(
        `no session of client ${client}${id === undefined ? "" : ` and ${person}`} was found, and none ended; gatehouse sessions list shows the ids of clients`,
      );
    say(`ended ${total} sessions of ${ended.size} people; they sign in again with their next call.`);
  });
};

const meant = (person: string | undefined, client: string | undefined): SessionFilter => ({
  ...(person !== undefined && { person }),
  ...(client !== undefined && { client }),
});
