import type { Pool } from "pg";
import { readConfig, settingsFrom } from "../config/settings.ts";
import { openVendors } from "../credentials/credentials.ts";
import { type Disconnected, disconnect } from "../credentials/disconnect.ts";
import { onePerson } from "../directory/overview.ts";
import { createLog } from "../observe/log.ts";
import { changing, looking } from "./office.ts";
import { say } from "./output.ts";
import { minute, table } from "./table.ts";

type Options = { config: string; person?: string; system?: string; json?: boolean };

const SAID: Record<Disconnected, string> = {
  revoked: "ended, and the vendor was told",
  deleted: "deleted",
  untold: "deleted; the vendor could not be told yet, and a running gateway goes on trying for a day",
  none: "was gone already",
};

type Connected = {
  person: string;
  who: string;
  system: string;
  account: string | null;
  state: string;
  connectedAt: Date;
  usedAt: Date | null;
};

/** Prints who has connected which account, one a line; nothing of what opens it. */
export const listConnections = ({ config, person, system, json }: Options): Promise<void> =>
  looking(config, async (pool) => {
    const found = await connectionsIn(pool, await idOf(pool, person), system);
    if (json) return found.forEach((one) => void say(JSON.stringify(one)));
    const rows = found.map((one) => [
      one.who,
      one.system,
      one.account ?? "-",
      one.state,
      minute(one.connectedAt),
      minute(one.usedAt),
    ]);
    const heading = ["who", "system", "account", "state", "since (UTC)", "last used (UTC)"];
    for (const line of table([heading, ...rows])) say(line);
  });

/** Ends one person's connections, or everybody's at one system: deleted here, and revoked where the vendor can be told. */
export const disconnectAccounts = ({
  person,
  system,
  ...options
}: Options & { by?: string }): Promise<void> => {
  if (person === undefined && system === undefined)
    throw new Error("say whose: --person, --system for everybody's there, or both");
  return changing(options, async ({ pool, record }) => {
    const found = await connectionsIn(pool, await idOf(pool, person), system);
    const checked = readConfig(options.config);
    const settings = settingsFrom(checked, process.env);
    const log = createLog("warn", "stderr");
    const vendors = await openVendors({
      settings: settings.vendors,
      declared: checked.catalogs,
      publicUrl: settings.publicUrl,
      database: { url: settings.databaseUrl, pool },
      identityProviders: settings.identityProviders,
      log,
    });
    try {
      for (const one of found) {
        const { who, system: at } = one;
        await record({
          what: "account_disconnected",
          person: one.person,
          facts: { system: at },
          takesAway: true,
        });
        const outcome = await disconnect({ person: one.person, system: at }, vendors);
        say(`${who} at ${at}: ${SAID[outcome]}`);
      }
    } finally {
      await vendors.close();
    }
    say(`ended ${found.length} connections; servers may use what they were given for a minute more.`);
  });
};

const idOf = async (pool: Pool, who: string | undefined) =>
  who === undefined ? undefined : (await onePerson(pool, who)).id;

async function connectionsIn(pool: Pool, person: string | undefined, system: string | undefined) {
  const { rows } = await pool.query<Connected>(
    `select c.person, coalesce(p.email, p.subject) as who, c.system, c.account, c.state,
       c.connected_at as "connectedAt", c.used_at as "usedAt"
     from connection c join person p on p.id = c.person
     where ($1::uuid is null or c.person = $1) and ($2::text is null or c.system = $2)
     order by who, c.system`,
    [person ?? null, system ?? null],
  );
  return rows;
}
