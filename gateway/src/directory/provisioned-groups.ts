import type { Pool, PoolClient } from "pg";
import { isUuid } from "../store/is-uuid.ts";
import type { RecordDirectoryEvent } from "./directory-audit.ts";
import { inTransaction } from "./in-transaction.ts";
import { type Page, type Provisioner, taken } from "./provisioned-people.ts";
import { settleRights } from "./rights.ts";
import { invalidValue, notFound, ScimError } from "./scim-error.ts";
import { type Columns, type Condition, whereOf } from "./scim-filter.ts";
import { etagOf, type Meta, type ScimGroup } from "./scim-resources.ts";

export type Member = { value: string; display: string };
export type StoredGroup = {
  group: ScimGroup;
  /** What roles call it, as the configuration had it when it was last sent. */
  name: string;
  meta: Meta;
  members: Member[] | undefined;
};

/** What a request makes of a group: of its own attributes, and of its members, by their ids, in this order. */
export type GroupChange = {
  group: (former: ScimGroup) => ScimGroup;
  members: readonly (
    | { add: readonly string[] }
    | { remove: readonly string[] }
    | { set: readonly string[] }
  )[];
};

/** Groups as one identity provider sees them. Members are people it has provisioned; any other id is passed over. */
export type ProvisionedGroups = {
  list(
    by: Provisioner,
    conditions: readonly Condition[],
    page: Page,
    withMembers: boolean,
  ): Promise<{ total: number; groups: StoredGroup[] }>;
  get(by: Provisioner, id: string, withMembers: boolean): Promise<StoredGroup>;
  create(by: Provisioner, group: ScimGroup, members: readonly string[]): Promise<StoredGroup>;
  change(by: Provisioner, id: string, change: GroupChange, ifMatch?: string): Promise<StoredGroup>;
  remove(by: Provisioner, id: string): Promise<void>;
};

export function provisionedGroups(pool: Pool, record: RecordDirectoryEvent): ProvisionedGroups {
  return {
    async list({ settings }, conditions, { startIndex, count }, withMembers) {
      const values: unknown[] = [settings.provider];
      const where = `g.provider = $1${whereOf(conditions, COLUMNS, values)}`;
      const counted = await pool.query<{ total: number }>(
        `select count(*)::int as total from provisioned_group g where ${where}`,
        values,
      );
      const total = counted.rows[0]?.total ?? 0;
      if (count === 0 || startIndex > total) return { total, groups: [] };
      const { rows } = await pool.query<Row>(
        `${select(withMembers)} where ${where} order by g.created_at, g.id limit ${count} offset ${startIndex - 1}`,
        values,
      );
      return { total, groups: rows.map(stored) };
    },

    get: ({ settings }, id, withMembers) => find(pool, settings.provider, id, withMembers),

    create: (by, group, members) =>
      taken(() =>
        inTransaction(pool, async (client) => {
          const { rows } = await client.query<{ id: string }>(
            `insert into provisioned_group (provider, name, display_name, external_id) values ($1, $2, $3, $4)
             returning id`,
            [by.settings.provider, nameOf(by, group), group.displayName, group.externalId ?? null],
          );
          const id = rows[0]?.id ?? "";
          const added = await add(client, by.settings.provider, id, members);
          await settleRights(client, added);
          const made = await find(client, by.settings.provider, id, true);
          await tell(record, by, "group_created", made.name, added, []);
          return made;
        }),
      ),

    change: (by, id, change, ifMatch) =>
      taken(() => inTransaction(pool, (client) => changeGroup(client, record, by, id, change, ifMatch))),

    remove: (by, id) =>
      inTransaction(pool, async (client) => {
        const { name, members = [] } = await find(client, by.settings.provider, id, true, "for update of g");
        await client.query("delete from provisioned_group where id = $1", [id]);
        const people = members.map(({ value }) => value);
        await settleRights(client, people);
        await tell(record, by, "group_removed", name, [], people);
      }),
  };
}

async function changeGroup(
  client: PoolClient,
  record: RecordDirectoryEvent,
  by: Provisioner,
  id: string,
  change: GroupChange,
  ifMatch: string | undefined,
): Promise<StoredGroup> {
  const { provider } = by.settings;
  const { group: former, name: formerly, meta } = await find(client, provider, id, false, "for update of g");
  if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== etagOf(meta.version))
    throw new ScimError(412, "The group was changed meanwhile; read it again.");
  const group = change.group(former);
  const before = await membersOf(client, id);
  for (const step of change.members) {
    if ("set" in step) await client.query(`delete from provisioned_member where "group" = $1`, [id]);
    if ("remove" in step)
      await client.query(`delete from provisioned_member where "group" = $1 and person::text = any($2)`, [
        id,
        step.remove,
      ]);
    else await add(client, provider, id, "set" in step ? step.set : step.add);
  }
  const after = change.members.length > 0 ? await membersOf(client, id) : before;
  const added = [...after].filter((person) => !before.has(person));
  const removed = [...before].filter((person) => !after.has(person));
  const name = nameOf(by, group);
  // Another attribute may name it since `directory.scim` was changed.
  const isRenamed = formerly !== name;
  const isOther =
    isRenamed || former.displayName !== group.displayName || former.externalId !== group.externalId;
  const isChanged = isOther || added.length + removed.length > 0;
  if (isChanged) {
    await client.query(
      `update provisioned_group set name = $2, display_name = $3, external_id = $4, version = version + 1,
         changed_at = now() where id = $1`,
      [id, name, group.displayName, group.externalId ?? null],
    );
    await settleRights(client, isRenamed ? [...new Set([...before, ...after])] : [...added, ...removed]);
  }
  const made = await find(client, provider, id, false);
  if (isChanged)
    await tell(record, by, "group_changed", name, added, removed, isRenamed ? formerly : undefined);
  return made;
}

/** Those of the given who are people of this provider and were no members yet. */
async function add(
  client: PoolClient,
  provider: string,
  id: string,
  people: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ person: string }>(
    `insert into provisioned_member ("group", person)
     select $1, person from provisioned_person where provider = $2 and removed_at is null and person::text = any($3)
     on conflict do nothing returning person`,
    [id, provider, people],
  );
  return rows.map(({ person }) => person);
}

async function membersOf(client: PoolClient, id: string): Promise<Set<string>> {
  const { rows } = await client.query<{ person: string }>(
    `select person from provisioned_member where "group" = $1`,
    [id],
  );
  return new Set(rows.map(({ person }) => person));
}

/** A row for the group, and one for each person whose rights may have changed with it. */
async function tell(
  record: RecordDirectoryEvent,
  { by, reference }: Provisioner,
  what: string,
  group: string,
  added: readonly string[],
  removed: readonly string[],
  formerly?: string,
): Promise<void> {
  const isTaking = added.length === 0 && formerly === undefined;
  const common = { by, reference, takesAway: isTaking && what !== "group_created" };
  const members = { added: added.length, removed: removed.length };
  const facts = { group, ...members, ...(formerly !== undefined && { formerly }) };
  await Promise.all([
    record({ ...common, what, person: undefined, facts }),
    ...added.map((person) => record({ ...common, what: "person_joined_group", person, facts: { group } })),
    ...removed.map((person) => record({ ...common, what: "person_left_group", person, facts: { group } })),
  ]);
}

type Row = {
  id: string;
  name: string;
  display_name: string;
  external_id: string | null;
  version: string;
  created_at: Date;
  changed_at: Date;
  members?: Member[] | null;
};

const MEMBERS = `(select json_agg(json_build_object('value', m.person, 'display', pp.user_name) order by m.person)
    from provisioned_member m join provisioned_person pp on pp.person = m.person where m."group" = g.id)`;
const select = (withMembers: boolean) =>
  `select g.*${withMembers ? `, coalesce(${MEMBERS}, '[]') as members` : ""} from provisioned_group g`;

const hasMember = `exists (select from provisioned_member m where m."group" = g.id and m.person::text = ?)`;
const COLUMNS: Columns = {
  id: { sql: "g.id::text = ?", type: "string" },
  displayname: { sql: "lower(g.display_name) = lower(?)", type: "string" },
  externalid: { sql: "g.external_id = ?", type: "string" },
  // Entra ID asks so whether somebody is a member.
  members: { sql: hasMember, type: "string" },
  "members.value": { sql: hasMember, type: "string" },
};

async function find(
  client: Pick<PoolClient, "query">,
  provider: string,
  id: string,
  withMembers: boolean,
  lock = "",
): Promise<StoredGroup> {
  if (!isUuid(id)) throw notFound("group");
  const { rows } = await client.query<Row>(
    `${select(withMembers)} where g.id = $1 and g.provider = $2 ${lock}`,
    [id, provider],
  );
  if (!rows[0]) throw notFound("group");
  return stored(rows[0]);
}

const stored = (row: Row): StoredGroup => ({
  group: { displayName: row.display_name, externalId: row.external_id ?? undefined },
  name: row.name,
  meta: { id: row.id, version: Number(row.version), created: row.created_at, lastModified: row.changed_at },
  members: row.members ?? undefined,
});

/** What roles call it. */
function nameOf({ settings }: Provisioner, group: ScimGroup): string {
  const name = group[settings.groups];
  if (!name) throw invalidValue(`${settings.groups} is missing: roles name groups by it.`);
  return name;
}
