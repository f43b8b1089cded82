import type { Pool } from "pg";
import type { Place, Sealed, Vault } from "./vault.ts";

/** What is sealed of a connection: what refreshes it, and the access tokens it gave last, by what they were asked for. */
export type Credential = {
  /** Absent where the vendor gave none: then the connection lasts as long as its access token. */
  refreshToken?: string;
  tokens: Record<string, { value: string; expiresAt: number }>;
};

/** A connection as pages and commands show it; nothing of its credential. */
export type ConnectionRow = Place & {
  id: string;
  state: "connected" | "ended";
  account: string | undefined;
  scopes: readonly string[];
  connectedAt: Date;
  usedAt: Date | undefined;
  refreshedAt: Date | undefined;
};

/** Whether a person is active, and their connection to one system. */
export type Standing = { isActive: boolean; connection: ConnectionRow | undefined };

export type Connections = {
  /** One question for both; notes that the connection is used. */
  standing(place: Place): Promise<Standing>;
  of(person: string): Promise<ConnectionRow[]>;
  /** People whose access has ended and who have a connection all the same. */
  ofInactive(): Promise<string[]>;
  /** Puts this in place of whatever was there, under a new id. */
  save(
    place: Place,
    given: { account: string | undefined; scopes: readonly string[]; credential: Credential },
  ): Promise<void>;
  /**
   * Ends it at once and whole. With `isToBeTold`, what it held stays aside for the vendor to be told, in the same statement: `untold`
   * is that row's id, undefined where it held nothing.
   */
  end(place: Place, isToBeTold: boolean): Promise<{ existed: boolean; untold: string | undefined }>;
};

export type Row = {
  person: string;
  system: string;
  id: string;
  state: "connected" | "ended";
  account: string | null;
  scopes: string[];
  kid: string | null;
  wrapped: Buffer | null;
  sealed: Buffer | null;
  connected_at: Date;
  used_at: Date | null;
  refreshed_at: Date | null;
};

/** Columns that say nothing of the credential. */
const SHOWN = "person, system, id, state, account, scopes, connected_at, used_at, refreshed_at";

const shown = (row: Row): ConnectionRow => ({
  person: row.person,
  system: row.system,
  id: row.id,
  state: row.state,
  account: row.account ?? undefined,
  scopes: row.scopes,
  connectedAt: row.connected_at,
  usedAt: row.used_at ?? undefined,
  refreshedAt: row.refreshed_at ?? undefined,
});

/** What a row holds, or undefined for one that the vendor has ended. */
function sealedIn({ kid, wrapped, sealed }: Pick<Row, "kid" | "wrapped" | "sealed">): Sealed | undefined {
  return kid !== null && wrapped !== null && sealed !== null ? { kid, wrapped, sealed } : undefined;
}

export const credentialIn = async (
  vault: Vault,
  row: Place & Pick<Row, "kid" | "wrapped" | "sealed">,
): Promise<Credential | undefined> => {
  const sealed = sealedIn(row);
  return sealed && (JSON.parse(await vault.open(row, sealed)) as Credential);
};

/** Whoever ends a connection tells the vendor itself; only after this does another process take over. */
const FIRST_CLAIM_SECONDS = 60;

export function createConnections(pool: Pool, vault: Vault): Connections {
  return {
    async standing({ person, system }) {
      const { rows } = await pool.query<Row & { active: boolean }>(
        // A row that another replica is refreshing is not waited for: that it is used will be noted next time.
        `with used as (update connection set used_at = now() where ctid in (
           select ctid from connection where person = $1 and system = $2
             and (used_at is null or used_at < now() - interval '1 minute') for update skip locked))
         select p.active, c.* from person p left join connection c on c.person = p.id and c.system = $2
         where p.id = $1`,
        [person, system],
      );
      const row = rows[0];
      if (row === undefined) return { isActive: false, connection: undefined };
      return { isActive: row.active, connection: row.id === null ? undefined : shown(row) };
    },

    async of(person) {
      const { rows } = await pool.query<Row>(
        `select ${SHOWN} from connection where person = $1 order by system`,
        [person],
      );
      return rows.map(shown);
    },

    async ofInactive() {
      const { rows } = await pool.query<{ person: string }>(
        "select distinct c.person from connection c join person p on p.id = c.person where not p.active",
      );
      return rows.map(({ person }) => person);
    },

    async save(place, { account, scopes, credential }) {
      const { kid, wrapped, sealed } = await vault.seal(place, JSON.stringify(credential));
      await pool.query(
        `insert into connection (person, system, account, scopes, kid, wrapped, sealed)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (person, system) do update
           set id = gen_random_uuid(), state = 'connected', account = excluded.account, scopes = excluded.scopes,
             kid = excluded.kid, wrapped = excluded.wrapped, sealed = excluded.sealed, connected_at = now(),
             used_at = null, refreshed_at = null`,
        [place.person, place.system, account ?? null, scopes, kid, wrapped, sealed],
      );
    },

    async end({ person, system }, isToBeTold) {
      const { rows } = await pool.query<{ existed: boolean; untold: string | null }>(
        `with ended as (delete from connection where person = $1 and system = $2 returning *),
           kept as (insert into ended_connection (id, person, system, kid, wrapped, sealed, claimed_until)
             select id, person, system, kid, wrapped, sealed, now() + make_interval(secs => $4)
             from ended where $3 and sealed is not null returning id)
         select exists (select from ended) as existed, (select id from kept) as untold`,
        [person, system, isToBeTold, FIRST_CLAIM_SECONDS],
      );
      return { existed: rows[0]?.existed === true, untold: rows[0]?.untold ?? undefined };
    },
  };
}
