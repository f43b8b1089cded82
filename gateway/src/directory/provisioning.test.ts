import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { createPeople } from "../store/people.ts";
import type { ProvisioningSettings } from "./config.ts";
import type { DirectoryEvent } from "./directory-audit.ts";
import { inTransaction } from "./in-transaction.ts";
import { type ProvisionedGroups, provisionedGroups } from "./provisioned-groups.ts";
import { type ProvisionedPeople, type Provisioner, provisionedPeople } from "./provisioned-people.ts";
import { settleRights } from "./rights.ts";
import type { ScimUser } from "./scim-resources.ts";

let testDatabase: TestDatabase;
let database: Database;
let people: ProvisionedPeople;
let groups: ProvisionedGroups;
const events: DirectoryEvent[] = [];
let isAuditDown = false;
const record = async (event: DirectoryEvent) => {
  if (isAuditDown && !event.takesAway) throw new Error("the audit cannot be written");
  events.push(event);
};

const settingsOf = (provider: string, more: Partial<ProvisioningSettings> = {}): ProvisioningSettings => ({
  provider,
  issuer: `https://${provider}.example`,
  tokens: [],
  subject: "externalId",
  subjectFrom: (value) => value,
  groups: "displayName",
  ...more,
});
const byProvider = (settings: ProvisioningSettings): Provisioner => ({
  settings,
  by: `scim:${settings.provider}`,
  reference: "reference",
});
const okta = byProvider(settingsOf("okta"));
const entra = byProvider(
  settingsOf("entra", { groups: "externalId", subjectFrom: (value) => `tenant:${value}` }),
);

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

const somebody = (more: Partial<ScimUser> = {}): ScimUser => {
  const externalId = randomUUID();
  return { userName: `${externalId}@example.com`, externalId, active: true, ...more };
};
const identity = (provisioner: Provisioner, subject: string, more = {}) => ({
  issuer: provisioner.settings.issuer,
  subject,
  email: undefined,
  name: undefined,
  groups: ["from the claims"],
  appRoles: ["role"],
  authTime: undefined,
  acr: undefined,
  amr: [],
  ...more,
});
const rowOf = async (id: string) => {
  const { rows } = await database.pool.query(
    "select active, groups, app_roles, revision::int from person where id = $1",
    [id],
  );
  return rows[0];
};

test("one who has signed in before and one who signs in later are the person that is provisioned", async () => {
  const signIns = createPeople(database, { provisioningIssuers: new Set([entra.settings.issuer]) });
  await people.create(entra, somebody());
  const before = somebody();
  const known = await signIns.recordSignIn(identity(entra, `tenant:${before.externalId}`));
  expect(await rowOf(known.id)).toMatchObject({ groups: [], app_roles: [] });
  expect((await people.create(entra, before)).meta.id).toBe(known.id);

  const after = somebody();
  const { meta } = await people.create(entra, after);
  const signedIn = await signIns.recordSignIn(identity(entra, `tenant:${after.externalId}`));
  expect(signedIn).toEqual({ id: meta.id, isActive: true });
  expect(await rowOf(meta.id)).toMatchObject({ groups: [], app_roles: ["role"] });
});

test("a mail address joins nobody: the same one under another id is another person", async () => {
  const signIns = createPeople(database, { provisioningIssuers: new Set([okta.settings.issuer]) });
  const user = somebody({ emails: [{ value: "shared@example.com" }] });
  const { meta } = await people.create(okta, user);
  const other = await signIns.recordSignIn(identity(okta, "another", { email: "shared@example.com" }));
  expect(other.id).not.toBe(meta.id);
});

test("a provider sees neither people nor groups of another one", async () => {
  const { meta } = await people.create(okta, somebody());
  const group = await groups.create(okta, { displayName: "okta only" }, [meta.id]);
  await expect(people.get(entra, meta.id)).rejects.toMatchObject({ status: 404 });
  await expect(people.remove(entra, meta.id)).rejects.toMatchObject({ status: 404 });
  await expect(groups.get(entra, group.meta.id, true)).rejects.toMatchObject({ status: 404 });
  expect((await groups.list(entra, [], { startIndex: 1, count: 10 }, true)).total).toBe(0);
  const own = await groups.create(entra, { displayName: "entra only", externalId: "e" }, [meta.id]);
  expect(own.members).toEqual([]);
});

test("groups count by what the roles of their provider call them", async () => {
  const { meta } = await people.create(entra, somebody());
  await groups.create(entra, { displayName: "Finance", externalId: "object-id" }, [meta.id]);
  expect((await rowOf(meta.id)).groups).toEqual(["object-id"]);
  await expect(groups.create(entra, { displayName: "No id" }, [])).rejects.toMatchObject({ status: 400 });
});

test("who is blocked here stays out, whatever the provider says", async () => {
  const user = somebody();
  const { meta } = await people.create(okta, user);
  await database.pool.query("update person set blocked_at = now() where id = $1", [meta.id]);
  await inTransaction(database.pool, (client) => settleRights(client, [meta.id]));
  expect((await rowOf(meta.id)).active).toBe(false);
  await people.change(okta, meta.id, (former) => ({ ...former, active: false }));
  await people.change(okta, meta.id, (former) => ({ ...former, active: true }));
  expect((await rowOf(meta.id)).active).toBe(false);
});

test("what changes nothing leaves no trace, and raises no revision", async () => {
  const { meta } = await people.create(okta, somebody({ name: { givenName: "A", familyName: "B" } }));
  const [before, told] = [await rowOf(meta.id), events.length];
  const same = await people.change(okta, meta.id, (former) => ({ ...former }));
  expect(same.meta.version).toBe(meta.version);
  expect(await rowOf(meta.id)).toEqual(before);
  expect(events.length).toBe(told);
});

test("while nothing can be recorded nobody gains anything, and who leaves still leaves", async () => {
  const { meta } = await people.create(okta, somebody());
  const { meta: group } = await groups.create(okta, { displayName: "hard times" }, []);
  isAuditDown = true;
  try {
    await expect(people.create(okta, somebody())).rejects.toThrow();
    const joining = { group: <T>(same: T) => same, members: [{ add: [meta.id] }] };
    await expect(groups.change(okta, group.id, joining)).rejects.toThrow();
    expect((await rowOf(meta.id)).groups).toEqual([]);
    await people.change(okta, meta.id, (former) => ({ ...former, active: false }));
    expect((await rowOf(meta.id)).active).toBe(false);
  } finally {
    isAuditDown = false;
  }
});

test("somebody the provider took out cannot sign in again until it provisions them anew", async () => {
  const signIns = createPeople(database, { provisioningIssuers: new Set([okta.settings.issuer]) });
  const user = somebody();
  const { meta } = await people.create(okta, user);
  await groups.create(okta, { displayName: "left behind" }, [meta.id]);
  await people.remove(okta, meta.id);
  const back = await signIns.recordSignIn(identity(okta, user.externalId ?? ""));
  expect(back).toEqual({ id: meta.id, isActive: false });
  const again = await people.create(okta, user);
  expect(again.meta.id).toBe(meta.id);
  expect(await rowOf(meta.id)).toMatchObject({ active: true, groups: [] });
});

test("changes of one group that come at once all count", async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => people.create(okta, somebody())));
  const { meta } = await groups.create(okta, { displayName: "busy" }, []);
  const ids = all.map(({ meta: { id } }) => id);
  await Promise.all(
    ids.map((id) => groups.change(okta, meta.id, { group: (same) => same, members: [{ add: [id] }] })),
  );
  const { members } = await groups.get(okta, meta.id, true);
  expect(members?.map(({ value }) => value).sort()).toEqual([...ids].sort());
});

const SAME = { group: <T>(same: T) => same };
const removing = (id: string) => ({ ...SAME, members: [{ remove: [id] }] });

test("groups of sign-ins count until the provider has provisioned the first person, and no longer", async () => {
  const fresh = byProvider(settingsOf("fresh"));
  const signIns = createPeople(database, { provisioningIssuers: new Set([fresh.settings.issuer]) });
  const { id } = await signIns.recordSignIn(identity(fresh, "early"));
  expect(await rowOf(id)).toMatchObject({ groups: ["from the claims"], app_roles: ["role"] });
  await people.create(fresh, somebody());
  await signIns.recordSignIn(identity(fresh, "early"));
  expect(await rowOf(id)).toMatchObject({ groups: [], app_roles: [] });
});

test("once another attribute names groups, sending a group again renames it for every member", async () => {
  const crew = await Promise.all([people.create(okta, somebody()), people.create(okta, somebody())]);
  const ids = crew.map(({ meta }) => meta.id);
  const group = { displayName: "Finance team", externalId: "object-1" };
  const { meta } = await groups.create(okta, group, ids);
  const byId = byProvider(settingsOf("okta", { groups: "externalId" }));
  await groups.change(byId, meta.id, { group: () => group, members: [{ set: ids }] });
  for (const id of ids) expect((await rowOf(id)).groups).toEqual(["object-1"]);
  expect(events.at(-1)).toMatchObject({ what: "group_changed", facts: { formerly: "Finance team" } });
});

test("a change that could not be made leaves no row that says it was", async () => {
  const { meta } = await people.create(okta, somebody());
  const { meta: group } = await groups.create(okta, { displayName: "kept" }, [meta.id]);
  const told = events.length;
  await database.pool.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
     create trigger refuse before update of active, groups on person execute function refuse()`,
  );
  try {
    const switchedOff = people.change(okta, meta.id, (former) => ({ ...former, active: false }));
    await expect(switchedOff).rejects.toThrow("refused");
    await expect(people.remove(okta, meta.id)).rejects.toThrow("refused");
    await expect(people.create(okta, somebody())).rejects.toThrow("refused");
    await expect(groups.remove(okta, group.id)).rejects.toThrow("refused");
    await expect(groups.change(okta, group.id, removing(meta.id))).rejects.toThrow("refused");
  } finally {
    await database.pool.query("drop trigger refuse on person; drop function refuse()");
  }
  expect(events.length).toBe(told);
});
