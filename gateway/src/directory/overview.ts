import type { Pool } from "pg";
import { isUuid } from "../store/is-uuid.ts";

/** A person as an administrator sees them. */
export type PersonRow = {
  id: string;
  issuer: string;
  subject: string;
  email: string | null;
  /** What the provisioning provider calls them. */
  userName: string | null;
  name: string | null;
  groups: string[];
  appRoles: string[];
  active: boolean;
  blockedAt: Date | null;
  /** Id of the identity provider that provisions them, and whether it has switched them off or taken them out. */
  provider: string | null;
  providerActive: boolean | null;
  lastSeen: Date;
  sessions: number;
  connections: number;
};

const PEOPLE = `select p.id, p.issuer, p.subject, p.email, pp.user_name as "userName", p.name, p.groups,
    p.app_roles as "appRoles", p.active, p.blocked_at as "blockedAt", pp.provider,
    pp.active and pp.removed_at is null as "providerActive", p.last_seen as "lastSeen",
    (select count(*)::int from oidc_model m where m.model = 'Grant' and m.payload->>'accountId' = p.id::text
      and m.expires_at > now()) as sessions,
    (select count(*)::int from connection c where c.person = p.id and c.state = 'connected') as connections
  from person p left join provisioned_person pp on pp.person = p.id`;
const ORDER = "order by lower(coalesce(p.email, pp.user_name, p.subject)), p.id";

export async function allPeople(pool: Pool): Promise<PersonRow[]> {
  return (await pool.query<PersonRow>(`${PEOPLE} ${ORDER}`)).rows;
}

/** By id, subject, mail address or user name. Throws where nobody is meant, or more than one. */
export async function onePerson(pool: Pool, who: string): Promise<PersonRow> {
  const { rows } = await pool.query<PersonRow>(
    isUuid(who)
      ? `${PEOPLE} where p.id = $1`
      : `${PEOPLE} where p.subject = $1 or lower(p.email) = lower($1) or lower(pp.user_name) = lower($1) ${ORDER}`,
    [who],
  );
  const [person, another] = rows;
  if (person === undefined) throw new Error(`nobody is known as ${who}`);
  if (another === undefined) return person;
  const all = rows.map(({ id, issuer }) => `${id} (${issuer})`).join(", ");
  throw new Error(`${who} means ${rows.length} people, nothing was changed: name one by id: ${all}`);
}

/** A login of one client: what a person's refresh and access tokens hang on. `hash` names it, and opens nothing. */
export type SessionRow = {
  hash: string;
  person: string;
  who: string;
  client: string;
  startedAt: Date | null;
  expiresAt: Date;
};

/** Whose sessions, or of which client; both together narrow, neither means all. */
export type SessionFilter = { person?: string; client?: string };

const MEANT = `m.model = 'Grant' and m.expires_at > now()
  and ($1::text is null or m.payload->>'accountId' = $1) and ($2::text is null or m.payload->>'clientId' = $2)`;

export async function sessionsOf(pool: Pool, { person, client }: SessionFilter): Promise<SessionRow[]> {
  const { rows } = await pool.query<SessionRow>(
    `select m.id_hash as hash, m.payload->>'accountId' as person, m.payload->>'clientId' as client,
       coalesce(p.email, pp.user_name, p.subject, m.payload->>'accountId', '-') as who,
       to_timestamp((m.payload->>'iat')::float8) as "startedAt", m.expires_at as "expiresAt"
     from oidc_model m left join person p on p.id::text = m.payload->>'accountId'
       left join provisioned_person pp on pp.person = p.id
     where ${MEANT} order by who, client, "startedAt"`,
    [person ?? null, client ?? null],
  );
  return rows;
}

/** Ends them with everything that hangs on them, in one statement. Returns how many each person lost. */
export async function endSessions(
  pool: Pick<Pool, "query">,
  { person, client }: SessionFilter,
): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ person: string | null }>(
    `with ended as (delete from oidc_model m where ${MEANT} returning id_hash, payload->>'accountId' as person),
       tokens as (delete from oidc_model where grant_id in (select id_hash from ended))
     select person from ended`,
    [person ?? null, client ?? null],
  );
  const counts = new Map<string, number>();
  for (const { person: owner } of rows) if (owner) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return counts;
}
