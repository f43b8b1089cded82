import type { Pool, PoolClient } from "pg";
import type { AccessEnder } from "../../directory/access-ending.ts";
import type { RecordDirectoryEvent } from "../../directory/directory-audit.ts";
import { inTransaction } from "../../directory/in-transaction.ts";

/** Somebody in a workspace, by Slack's own ids: names and addresses there can be changed by their owners. */
export type SlackUser = { team: string; user: string };
export type Linked = SlackUser & { person: string; linkedAt: Date };

/** Whose Slack account is whose. A person has one, and an account is one person's. */
export type SlackAccounts = {
  byUser(user: SlackUser): Promise<Linked | undefined>;
  byPerson(person: string): Promise<Linked | undefined>;
  /** In place of whatever either was linked to before; recorded with it, or not at all. */
  link(user: SlackUser, person: string, reference: string): Promise<void>;
  /** False where there was nothing to end. */
  unlink(person: string, by: string, reference: string, until?: Date): Promise<boolean>;
  /** Ends the link of whoever loses their access. */
  ender: AccessEnder;
};

const COLUMNS = `team, slack_user as "user", person, linked_at as "linkedAt"`;

export function slackAccounts(pool: Pool, record: RecordDirectoryEvent): SlackAccounts {
  const unlink: SlackAccounts["unlink"] = (person, by, reference, until) =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<SlackUser>(
        `delete from slack_account where person = $1 and linked_at <= coalesce($2, linked_at)
         returning team, slack_user as "user"`,
        [person, until ?? null],
      );
      for (const { team, user } of rows)
        await record({
          what: "slack_unlinked",
          person,
          by,
          reference,
          personal: { team, user },
          takesAway: true,
        });
      return rows.length > 0;
    });
  return {
    async byUser({ team, user }) {
      const text = `select ${COLUMNS} from slack_account where team = $1 and slack_user = $2`;
      return (await pool.query<Linked>(text, [team, user])).rows[0];
    },
    async byPerson(person) {
      const text = `select ${COLUMNS} from slack_account where person = $1`;
      return (await pool.query<Linked>(text, [person])).rows[0];
    },
    link: (user, person, reference) =>
      inTransaction(pool, async (client) => {
        const replaced = await put(client, user, person);
        await record({
          what: "slack_linked",
          person,
          by: "page",
          reference,
          facts: { replaced },
          personal: { team: user.team, user: user.user },
        });
      }),
    unlink,
    ender: {
      what: "slack accounts",
      end: async (person, until) =>
        void (await unlink(person, "gateway", `access ended ${until.toISOString()}`, until)),
      async leftovers() {
        const { rows } = await pool.query<{ person: string }>(
          "select a.person from slack_account a join person p on p.id = a.person where not p.active",
        );
        return rows.map(({ person }) => person);
      },
    },
  };
}

async function put(client: PoolClient, { team, user }: SlackUser, person: string): Promise<number> {
  const { rowCount } = await client.query(
    "delete from slack_account where person = $1 or (team = $2 and slack_user = $3)",
    [person, team, user],
  );
  const { rowCount: linked } = await client.query(
    `insert into slack_account (team, slack_user, person) select $1, $2, $3
     where exists (select from person where id = $3 and active)`,
    [team, user, person],
  );
  if (linked !== 1) throw new Error("whoever is to be linked has no access any more");
  return rowCount ?? 0;
}
