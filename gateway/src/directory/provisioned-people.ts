import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { isUuid } from "../store/is-uuid.ts";
import type { ProvisioningSettings } from "./config.ts";
import type { RecordDirectoryEvent } from "./directory-audit.ts";
import { inTransaction } from "./in-transaction.ts";
import { settleRights } from "./rights.ts";
import { invalidValue, notFound, ScimError } from "./scim-error.ts";
import { type Columns, type Condition, whereOf } from "./scim-filter.ts";
import { etagOf, type Meta, type ScimUser } from "./scim-resources.ts";

/** Who provisions, by which request. */
export type Provisioner = { settings: ProvisioningSettings; by: string; reference: string };

export type Page = { startIndex: number; count: number };

export type StoredUser = {
  user: ScimUser;
  meta: Meta;
  groups: { value: string; display: string }[];
};

/** People as one identity provider sees them: each provider has its own, and none sees another's. */
export type ProvisionedPeople = {
  list(
    by: Provisioner,
    conditions: readonly Condition[],
    page: Page,
  ): Promise<{ total: number; users: StoredUser[] }>;
  get(by: Provisioner, id: string): Promise<StoredUser>;
  create(by: Provisioner, user: ScimUser): Promise<StoredUser>;
  /** `change` makes the new user from the one that stands; `ifMatch` refuses where that one is not the expected. */
  change(
    by: Provisioner,
    id: string,
    change: (former: ScimUser) => ScimUser,
    ifMatch?: string,
  ): Promise<StoredUser>;
  remove(by: Provisioner, id: string): Promise<void>;
};

export function provisionedPeople(pool: Pool, record: RecordDirectoryEvent): ProvisionedPeople {
  return {
    async list({ settings }, conditions, { startIndex, count }) {
      const values: unknown[] = [settings.provider];
      const where = `pp.provider = $1 and pp.removed_at is null${whereOf(conditions, COLUMNS, values)}`;
      const counted = await pool.query<{ total: number }>(
        `select count(*)::int as total from provisioned_person pp where ${where}`,
        values,
      );
      const total = counted.rows[0]?.total ?? 0;
      if (count === 0 || startIndex > total) return { total, users: [] };
      const { rows } = await pool.query<Row>(
        `${SELECT} where ${where} order by pp.created_at, pp.person limit ${count} offset ${startIndex - 1}`,
        values,
      );
      return { total, users: rows.map(stored) };
    },

    get: ({ settings }, id) => find(pool, settings, id),

    async create(by, user) {
      const subject = subjectOf(by.settings, user);
      return taken(() => inTransaction(pool, (client) => insert(client, record, by, user, subject)));
    },

    change: (by, id, change, ifMatch) =>
      taken(() => inTransaction(pool, (client) => changeUser(client, record, by, id, change, ifMatch))),

    remove: (by, id) =>
      inTransaction(pool, async (client) => {
        const { user } = await find(client, by.settings, id, "for update of pp");
        await client.query(
          "update provisioned_person set removed_at = now(), active = false, version = version + 1 where person = $1",
          [id],
        );
        await client.query("delete from provisioned_member where person = $1", [id]);
        await settleRights(client, [id]);
        await record({ ...facts(by, id, user), what: "person_removed", takesAway: true });
      }),
  };
}

/** Joins the person who has signed in before, or makes the one who will: both are the same row of issuer and subject. */
async function insert(
  client: PoolClient,
  record: RecordDirectoryEvent,
  by: Provisioner,
  user: ScimUser,
  subject: string,
): Promise<StoredUser> {
  const { settings } = by;
  const name = user.displayName ?? user.name?.formatted ?? null;
  const found = await client.query<{ id: string; is_new: boolean }>(
    `insert into person (id, issuer, subject, name, active) values ($1, $2, $3, $4, false)
     on conflict (issuer, subject) do update set name = coalesce(person.name, excluded.name)
     returning id, id = $1 as is_new`,
    [randomUUID(), settings.issuer, subject, name],
  );
  const { id = "", is_new: isNew = false } = found.rows[0] ?? {};
  const inserted = await client.query(
    `insert into provisioned_person as pp (person, provider, user_name, active, attributes, external_id)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (person) do update set provider = excluded.provider, user_name = excluded.user_name,
       active = excluded.active, attributes = excluded.attributes, external_id = excluded.external_id,
       version = pp.version + 1, created_at = now(), changed_at = now(), removed_at = null
     where pp.removed_at is not null`,
    [id, settings.provider, user.userName, user.active, attributesOf(user), user.externalId ?? null],
  );
  if (inserted.rowCount !== 1) throw new ScimError(409, "This person is provisioned already.", "uniqueness");
  // A group that was changed while its member was taken out may have kept them; nobody comes back with what they had.
  await client.query("delete from provisioned_member where person = $1", [id]);
  await settleRights(client, [id]);
  const made = await find(client, settings, id);
  await record({
    ...facts(by, id, user),
    what: "person_provisioned",
    facts: { isNew, active: user.active },
  });
  return made;
}

async function changeUser(
  client: PoolClient,
  record: RecordDirectoryEvent,
  by: Provisioner,
  id: string,
  change: (former: ScimUser) => ScimUser,
  ifMatch: string | undefined,
): Promise<StoredUser> {
  const { settings } = by;
  const { user: former, meta } = await find(client, settings, id, "for update of pp");
  if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== etagOf(meta.version))
    throw new ScimError(412, "The user was changed meanwhile; read it again.");
  const user = change(former);
  if (subjectOf(settings, user) !== subjectOf(settings, former))
    throw new ScimError(400, `${settings.subject} names the person for good.`, "mutability");
  const changed = changesBetween(former, user);
  if (changed.length > 0) {
    const { userName, active, externalId = null } = user;
    await client.query(UPDATE, [id, userName, active, attributesOf(user), externalId]);
  }
  // Also where nothing changed: what a provider sends again puts right whatever should not be.
  await settleRights(client, [id]);
  const made = await find(client, settings, id);
  // Last, so that hardly anything can still undo what the row says was done.
  if (changed.length > 0)
    await record({ ...facts(by, id, user), ...deedOf(former, user), facts: { changed } });
  return made;
}

function deedOf(former: ScimUser, { active }: ScimUser): { what: string; takesAway: boolean } {
  if (active === former.active) return { what: "person_changed", takesAway: false };
  return active ? { what: "person_enabled", takesAway: false } : { what: "person_disabled", takesAway: true };
}

type Row = {
  person: string;
  external_id: string | null;
  user_name: string;
  active: boolean;
  attributes: Pick<ScimUser, "displayName" | "name" | "emails">;
  version: string;
  created_at: Date;
  changed_at: Date;
  groups: { value: string; display: string }[] | null;
};

const SELECT = `select pp.*, (select json_agg(json_build_object('value', g.id, 'display', g.display_name) order by g.id)
    from provisioned_member m join provisioned_group g on g.id = m."group" where m.person = pp.person) as groups
  from provisioned_person pp`;

const UPDATE = `update provisioned_person set user_name = $2, active = $3, attributes = $4, external_id = $5,
  version = version + 1, changed_at = now() where person = $1`;

const COLUMNS: Columns = {
  id: { sql: "pp.person::text = ?", type: "string" },
  // Names that people are called by are compared without case (RFC 7643, section 4.1.1), ids exactly.
  username: { sql: "lower(pp.user_name) = lower(?)", type: "string" },
  externalid: { sql: "pp.external_id = ?", type: "string" },
  displayname: { sql: "lower(pp.attributes->>'displayName') = lower(?)", type: "string" },
  active: { sql: "pp.active = ?", type: "boolean" },
  emails: { sql: emailIs("?"), type: "string" },
  "emails.value": { sql: emailIs("?"), type: "string" },
};

function emailIs(value: string): string {
  return `exists (select from jsonb_array_elements(coalesce(pp.attributes->'emails', '[]')) e
    where lower(e->>'value') = lower(${value}))`;
}

async function find(
  client: Pick<PoolClient, "query">,
  { provider }: ProvisioningSettings,
  id: string,
  lock = "",
): Promise<StoredUser> {
  if (!isUuid(id)) throw notFound("user");
  const { rows } = await client.query<Row>(
    `${SELECT} where pp.person = $1 and pp.provider = $2 and pp.removed_at is null ${lock}`,
    [id, provider],
  );
  if (!rows[0]) throw notFound("user");
  return stored(rows[0]);
}

const stored = (row: Row): StoredUser => ({
  user: {
    userName: row.user_name,
    externalId: row.external_id ?? undefined,
    active: row.active,
    ...row.attributes,
  },
  meta: {
    id: row.person,
    version: Number(row.version),
    created: row.created_at,
    lastModified: row.changed_at,
  },
  groups: row.groups ?? [],
});

const attributesOf = ({ displayName, name, emails }: ScimUser): string =>
  JSON.stringify({ displayName, name, emails });

function subjectOf(settings: ProvisioningSettings, user: ScimUser): string {
  const value = user[settings.subject];
  if (!value)
    throw invalidValue(
      `${settings.subject} is missing. It must hold what sign-ins name the person by; see the guide on SCIM.`,
    );
  return settings.subjectFrom(value);
}

function changesBetween(former: ScimUser, user: ScimUser): string[] {
  const keys = ["userName", "externalId", "active", "displayName", "name", "emails"] as const;
  const text = (value: unknown) => JSON.stringify(value, sortedKeys);
  return keys.filter((key) => text(former[key]) !== text(user[key]));
}

/** jsonb gives keys back in an order of its own. */
const sortedKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const facts = ({ by, reference }: Provisioner, person: string, user: ScimUser) => ({
  person,
  by,
  reference,
  personal: { userName: user.userName, externalId: user.externalId },
});

const UNIQUE_VIOLATION = "23505";

/** Says in SCIM's words where a unique index refused. */
export async function taken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    throw new ScimError(409, "Another one already has this name or id.", "uniqueness");
  }
}
