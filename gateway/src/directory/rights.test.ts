import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { createPeople } from "../store/people.ts";
import type { DirectoryEvent } from "./directory-audit.ts";
import { inTransaction } from "./in-transaction.ts";
import { type ProvisionedGroups, provisionedGroups } from "./provisioned-groups.ts";
import { type ProvisionedPeople, type Provisioner, provisionedPeople } from "./provisioned-people.ts";
import { reconcile } from "./reconcile.ts";
import { settleRights } from "./rights.ts";
import type { ScimUser } from "./scim-resources.ts";

// What happens to one person's rights at the same time.

let testDatabase: TestDatabase;
let database: Database;
let people: ProvisionedPeople;
let groups: ProvisionedGroups;
const record = async (_: DirectoryEvent) => {};

beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
  people = provisionedPeople(database.pool, record);
  groups = provisionedGroups(database.pool, record);
});
afterAll(async () => {
  await database.close();
  await testDatabase.stop();
});

const okta: Provisioner = {
  settings: {
    provider: "okta",
    issuer: "https://okta.example",
    tokens: [],
    subject: "externalId",
    subjectFrom: (value) => value,
    groups: "displayName",
  },
  by: "scim:okta",
  reference: "reference",
};
const somebody = (more: Partial<ScimUser> = {}): ScimUser => {
  const externalId = randomUUID();
  return { userName: `${externalId}@example.com`, externalId, active: true, ...more };
};
const identity = (subject: string) => ({
  issuer: okta.settings.issuer,
  subject,
  email: undefined,
  name: undefined,
  groups: ["from the claims"],
  appRoles: ["role"],
  authTime: undefined,
  acr: undefined,
  amr: [],
});
const rowOf = async (id: string) => {
  const { rows } = await database.pool.query("select active, groups, app_roles from person where id = $1", [
    id,
  ]);
  return rows[0];
};
const SAME = { group: <T>(same: T) => same };
const removing = (id: string) => ({ ...SAME, members: [{ remove: [id] }] });
const adding = (id: string) => ({ ...SAME, members: [{ add: [id] }] });
const unsettled = async () =>
  (await reconcile(database.pool)).find(({ what }) => what.startsWith("active or groups differ"))?.who ?? [];

test("whoever is switched off and taken out of groups at once is out, and whoever joins two at once is in both", async () => {
  const slowly = async (event: DirectoryEvent) => {
    await record(event);
    await new Promise((done) => setImmediate(done));
  };
  const crowd = provisionedPeople(database.pool, slowly);
  const crews = provisionedGroups(database.pool, slowly);
  const all = await Promise.all(Array.from({ length: 40 }, () => people.create(okta, somebody())));
  const ids = all.map(({ meta }) => meta.id);
  const [leavers, joiners] = [ids.slice(0, 30), ids.slice(30)];
  const made = ["crew one", "crew two"].map((displayName) => groups.create(okta, { displayName }, leavers));
  const [one = "", two = ""] = (await Promise.all(made)).map(({ meta }) => meta.id);
  for (const id of leavers)
    await Promise.all([
      crews.change(okta, one, removing(id)),
      crowd.change(okta, id, (former) => ({ ...former, active: false })),
      crews.change(okta, two, removing(id)),
    ]);
  for (const id of joiners)
    await Promise.all([crews.change(okta, one, adding(id)), crews.change(okta, two, adding(id))]);
  const rows = await Promise.all(ids.map(rowOf));
  const isOut = (row: object) => expect(row).toMatchObject({ active: false, groups: [] });
  rows.slice(0, 30).forEach(isOut);
  for (const row of rows.slice(30))
    expect(row).toMatchObject({ active: true, groups: ["crew one", "crew two"] });
  expect(await unsettled()).toEqual([]);
});

test("rights that are not what is provisioned are found, and put right by whatever the provider sends next", async () => {
  const user = somebody({ active: false });
  const { meta } = await people.create(okta, user);
  await database.pool.query("update person set active = true, groups = '{stale}' where id = $1", [meta.id]);
  expect(await unsettled()).toEqual([user.userName]);
  await people.change(okta, meta.id, (former) => former);
  expect(await rowOf(meta.id)).toMatchObject({ active: false, groups: [] });
  expect(await unsettled()).toEqual([]);
});

test("a sign-in that meets the loss of a group does not bring the group back", async () => {
  const signIns = createPeople(database, { provisioningIssuers: new Set([okta.settings.issuer]) });
  const user = somebody();
  const { meta } = await people.create(okta, user);
  const group = await groups.create(okta, { displayName: "lost meanwhile" }, [meta.id]);
  const signIn = () => signIns.recordSignIn(identity(user.externalId ?? ""));
  await signIn();
  expect(await rowOf(meta.id)).toMatchObject({ groups: ["lost meanwhile"], app_roles: ["role"] });
  const { signedIn } = await inTransaction(database.pool, async (client) => {
    await client.query('delete from provisioned_member where "group" = $1', [group.meta.id]);
    await client.query("update provisioned_person set removed_at = now() where person = $1", [meta.id]);
    await settleRights(client, [meta.id]);
    const signedIn = signIn();
    await expect.poll(() => waitingFor("person")).toBeGreaterThan(0);
    return { signedIn };
  });
  expect(await signedIn).toEqual({ id: meta.id, isActive: false });
  expect(await rowOf(meta.id)).toMatchObject({ active: false, groups: [], app_roles: [] });
});
const waitingFor = async (table: string) => {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and query like 'insert into ' || $1 || ' %'`,
    [table],
  );
  return rows[0]?.count;
};

test("a call of somebody whose rights are just being changed does not wait for that", async () => {
  const { meta } = await people.create(okta, somebody());
  await database.pool.query("update person set last_seen = now() - interval '1 hour' where id = $1", [
    meta.id,
  ]);
  await inTransaction(database.pool, async (client) => {
    await settleRights(client, [meta.id]);
    expect(await createPeople(database).seeActive(meta.id)).toBe(true);
  });
  const unseen = () =>
    database.pool.query("select from person where id = $1 and last_seen < now() - interval '1 minute'", [
      meta.id,
    ]);
  expect((await unseen()).rowCount).toBe(1);
  await createPeople(database).seeActive(meta.id);
  expect((await unseen()).rowCount).toBe(0);
});
