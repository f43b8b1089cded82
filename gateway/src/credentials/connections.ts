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
  /** Deletes it and gives back what it held, for the vendor to be told; undefined where there was none. */
  remove(place: Place): Promise<{ credential: Credential | undefined } | undefined>;
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
export function sealedIn({ kid, wrapped, sealed }: Row): Sealed | undefined {
  return kid !== null && wrapped !== null && sealed !== null ? { kid, wrapped, sealed } : undefined;
}

export const credentialIn = async (vault: Vault, row: Row): Promise<Credential | undefined> => {
  const sealed = sealedIn(row);
  return sealed && (JSON.parse(await vault.open(row, sealed)) as Credential);
};

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

    async remove({ person, system }) {
      const { rows } = await pool.query<Row>(
        "delete from connection where person = $1 and system = $2 returning *",
        [person, system],
      );
      const row = rows[0];
      if (row === undefined) return undefined;
      // A row that no longer opens is still deleted: only the vendor cannot be told.
      return { credential: await credentialIn(vault, row).catch(() => undefined) };
    },
  };
}
