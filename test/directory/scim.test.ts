import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AMARA, openWorld, type World } from "../attack/world.ts";
import { callTool } from "../support/mcp.ts";
import { entraUser, filter, oktaGroup, oktaUser, type ScimClient, scimClient } from "./scim-client.ts";

const TOKEN = randomBytes(32).toString("hex");
const NEXT_TOKEN = randomBytes(32).toString("hex");
/** A removed right may go on working for as long as its notice travels. */
const SOON = { timeout: 5_000, interval: 10 };

let world: World;
let scim: ScimClient;
beforeAll(async () => {
  world = await openWorld(
    { directory: { scim: { demo: { token: { env: "SCIM_TOKEN" }, nextToken: { env: "SCIM_NEXT" } } } } },
    { SCIM_TOKEN: TOKEN, SCIM_NEXT: NEXT_TOKEN },
  );
  scim = scimClient(world.url, TOKEN);
});
afterAll(() => world?.stop());

let next = 0;
const newName = () => `person${++next}@halden.example`;
const created = async (userName = newName(), externalId = `ext-${userName}`) =>
  (await scim.ask("POST", "/Users", oktaUser(userName, externalId))).body;
const newGroup = async (name: string, members: { value: string }[] = []) =>
  (await scim.ask("POST", "/Groups", oktaGroup(name, members))).body;
const groupsOf = async (id: string) =>
  (await world.query<{ groups: string[] }>("select groups from person where id = $1", [id]))[0]?.groups;

test("the second token counts as well, so that one can follow the other", async () => {
  expect((await scimClient(world.url, NEXT_TOKEN).ask("GET", "/Users?count=1")).status).toBe(200);
});

test("what the service can do is told as RFC 7643 describes it", async () => {
  const config = await scim.ask("GET", "/ServiceProviderConfig");
  expect(config.body).toMatchObject({
    patch: { supported: true },
    bulk: { supported: false },
    filter: { supported: true, maxResults: 200 },
    etag: { supported: true },
  });
  const types = await scim.ask("GET", "/ResourceTypes");
  expect(types.body.Resources.map(({ name }: { name: string }) => name)).toEqual(["User", "Group"]);
  expect((await scim.ask("GET", "/Schemas")).body.Resources[0].id).toContain("core:2.0:User");
});

test("Okta: looks for a person, creates them, replaces them without externalId, and finds them again", async () => {
  const userName = newName();
  const none = await scim.ask("GET", `/Users${filter(`userName eq "${userName}"`)}`);
  expect(none.body).toMatchObject({ totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] });

  const made = await scim.ask("POST", "/Users", oktaUser(userName, "00ujl29u0le5T6Aj10h7"));
  expect(made.status).toBe(201);
  expect(made.headers.get("location")).toBe(made.body.meta.location);
  expect(made.body).toMatchObject({ userName, externalId: "00ujl29u0le5T6Aj10h7", active: true, groups: [] });
  expect(made.body).not.toHaveProperty("password");
  const again = await scim.ask("POST", "/Users", oktaUser(userName, "00ujl29u0le5T6Aj10h7"));
  expect(again).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });

  const { externalId: _, ...withoutExternalId } = oktaUser(userName.toUpperCase(), "");
  const name = { givenName: "Another", middleName: "Excited", familyName: "User" };
  const put = await scim.ask("PUT", `/Users/${made.body.id}`, {
    ...withoutExternalId,
    id: made.body.id,
    name,
  });
  expect(put.body).toMatchObject({ externalId: "00ujl29u0le5T6Aj10h7", name });
  const found = await scim.ask("GET", `/Users${filter(`userName eq "${userName}"`)}`);
  expect(found.body.Resources).toEqual([put.body]);
});

test("Okta: deactivates without a path, and activates again", async () => {
  const { id } = await created();
  const off = await scim.patch(`/Users/${id}`, [{ op: "replace", value: { active: false } }]);
  expect(off).toMatchObject({ status: 200, body: { id, active: false } });
  const on = await scim.patch(`/Users/${id}`, [{ op: "replace", value: { active: true } }]);
  expect(on.body.active).toBe(true);
});

test("Entra ID: creates, asks by externalId, changes single attributes with its own spelling", async () => {
  const userName = newName();
  const { body: made } = await scim.ask("POST", "/Users", entraUser(userName, "0a21f0f2-8d2a-4f8e"));
  const found = await scim.ask("GET", `/Users${filter('externalId eq "0a21f0f2-8d2a-4f8e"')}`);
  expect(found.body.totalResults).toBe(1);
  const changed = await scim.patch(`/Users/${made.id}`, [
    { op: "Replace", path: 'emails[type eq "work"].value', value: "updated@halden.example" },
    { op: "Replace", path: "name.familyName", value: "updatedFamilyName" },
    { op: "Add", path: 'emails[type eq "home"].value', value: "home@halden.example" },
    { op: "Add", path: 'addresses[type eq "work"].country', value: "NO" },
    {
      op: "Add",
      path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
      value: "Finance",
    },
  ]);
  expect(changed.body).toMatchObject({
    name: { familyName: "updatedFamilyName", givenName: "givenName" },
    emails: [
      { value: "updated@halden.example", type: "work", primary: true },
      { value: "home@halden.example", type: "home" },
    ],
  });
  const byMail = await scim.ask(
    "GET",
    `/Users${filter('emails[type eq "work"].value eq "UPDATED@halden.example"')}`,
  );
  expect(byMail.body.Resources[0].id).toBe(made.id);
});

test.each(["False", "false", false])("Entra ID: active %j means false", async (value) => {
  const { id } = await created();
  const { body } = await scim.patch(`/Users/${id}`, [{ op: "Replace", path: "active", value }]);
  expect(body.active).toBe(false);
  const [row] = await world.query<{ active: boolean }>("select active from person where id = $1", [id]);
  expect(row?.active).toBe(false);
});

test("Entra ID: groups take and lose members, and are shown without them on request", async () => {
  const [one, two] = await Promise.all([created(), created()]);
  const { id } = await newGroup("entra-group");
  const add = (value: unknown) => scim.patch(`/Groups/${id}`, [{ op: "Add", path: "members", value }]);
  expect((await add([{ $ref: null, value: one.id }, { value: two.id }])).status).toBe(204);
  expect(await groupsOf(one.id)).toEqual(["entra-group"]);
  const lean = await scim.ask("GET", `/Groups/${id}?excludedAttributes=members`);
  expect(lean.body).not.toHaveProperty("members");
  const holds = await scim.ask("GET", `/Groups${filter(`id eq "${id}" and members eq "${two.id}"`)}`);
  expect(holds.body.totalResults).toBe(1);

  await scim.patch(`/Groups/${id}`, [{ op: "Remove", path: "members", value: [{ value: one.id }] }]);
  await scim.patch(`/Groups/${id}`, [{ op: "Remove", path: `members[value eq "${two.id}"]` }]);
  expect([await groupsOf(one.id), await groupsOf(two.id)]).toEqual([[], []]);
});

test("Okta: pushes a group, renames it, exchanges members in one request, and unlinks it", async () => {
  const [one, two] = await Promise.all([created(), created()]);
  const { id } = await newGroup("okta-group", [{ value: one.id }]);
  await scim.patch(`/Groups/${id}`, [{ op: "replace", value: { id, displayName: "okta-group-2" } }]);
  expect(await groupsOf(one.id)).toEqual(["okta-group-2"]);
  await scim.patch(`/Groups/${id}`, [
    { op: "remove", path: `members[value eq "${one.id}"]` },
    { op: "add", path: "members", value: [{ value: two.id, display: two.userName }] },
  ]);
  expect([await groupsOf(one.id), await groupsOf(two.id)]).toEqual([[], ["okta-group-2"]]);
  const put = await scim.ask("PUT", `/Groups/${id}`, {
    ...oktaGroup("okta-group-2", [{ value: one.id }]),
    id,
  });
  expect(put.body.members).toEqual([{ value: one.id, display: one.userName, type: "User" }]);
  expect((await scim.ask("DELETE", `/Groups/${id}`)).status).toBe(204);
  expect(await groupsOf(one.id)).toEqual([]);
});

test("two groups cannot have one name, in whatever case, so no group inherits what another may", async () => {
  await newGroup("Same-Name");
  expect((await scim.ask("POST", "/Groups", oktaGroup("same-name"))).status).toBe(409);
  const { id } = await newGroup("other-name");
  const renamed = await scim.patch(`/Groups/${id}`, [
    { op: "Replace", path: "displayName", value: "SAME-NAME" },
  ]);
  expect(renamed.status).toBe(409);
});

test("an unknown member is passed over, and does not keep the others from leaving", async () => {
  const one = await created();
  const { id } = await newGroup("with-unknown", [{ value: one.id }]);
  const { status } = await scim.patch(`/Groups/${id}`, [
    {
      op: "add",
      path: "members",
      value: [{ value: "11111111-1111-4111-8111-111111111111" }, { value: "?" }],
    },
    { op: "remove", path: `members[value eq "${one.id}"]` },
  ]);
  expect(status).toBe(204);
  expect((await scim.ask("GET", `/Groups/${id}`)).body.members).toEqual([]);
});

test("what names a person cannot be left out or changed", async () => {
  const { externalId: _, ...nameless } = oktaUser(newName(), "");
  expect(await scim.ask("POST", "/Users", nameless)).toMatchObject({
    status: 400,
    body: { scimType: "invalidValue", detail: expect.stringContaining("externalId") },
  });
  const { id } = await created();
  const moved = await scim.patch(`/Users/${id}`, [
    { op: "replace", path: "externalId", value: "somebody-else" },
  ]);
  expect(moved).toMatchObject({ status: 400, body: { scimType: "mutability" } });
});

test("a change that rests on an older version is refused, and a known version is not sent again", async () => {
  const { id, meta } = await created();
  const rename = [{ op: "replace", path: "displayName", value: "New Name" }];
  expect((await scim.patch(`/Users/${id}`, rename, { "if-match": meta.version })).status).toBe(200);
  expect((await scim.patch(`/Users/${id}`, rename, { "if-match": meta.version })).status).toBe(412);
  const { headers } = await scim.ask("GET", `/Users/${id}`);
  const same = { "if-none-match": headers.get("etag") ?? "" };
  expect((await scim.ask("GET", `/Users/${id}`, undefined, same)).status).toBe(304);
});

test("a sign-in finds the person who was provisioned, and brings no groups of its own", async () => {
  const { id } = await created(AMARA, "demo:amara.osei");
  const { access_token: token } = await world.tokensOf(AMARA);
  const people = await world.query("select id from person where email = $1", [AMARA]);
  expect(people).toEqual([{ id }]);
  const outcome = async () => {
    const { body } = await callTool(`${world.url}/mcp`, token, "fast_echo", { text: "hello" });
    return body?.error?.code ?? "ok";
  };
  expect(await outcome()).toBe(-32602);
  const group = await newGroup("gatehouse-finance", [{ value: id }]);
  await expect.poll(outcome, SOON).toBe("ok");
  await scim.patch(`/Groups/${group.id}`, [{ op: "Remove", path: `members[value eq "${id}"]` }]);
  await expect.poll(outcome, SOON).toBe(-32602);
});

test("somebody whom the provider has not provisioned signs in without any right", async () => {
  await world.tokensOf("ingrid.solberg@halden.example");
  const [row] = await world.query(
    "select groups, app_roles from person where subject = 'demo:ingrid.solberg'",
  );
  expect(row).toEqual({ groups: [], app_roles: [] });
});

test("every change left a row that names who made it", async () => {
  const { id } = await created();
  const group = await newGroup("recorded", [{ value: id }]);
  await scim.patch(`/Users/${id}`, [{ op: "replace", value: { active: false } }]);
  await scim.ask("DELETE", `/Groups/${group.id}`);
  await scim.ask("DELETE", `/Users/${id}`);
  const rows = await world.query<{ tool: string; by: string }>(
    "select tool, facts->>'by' as by from audit_row where person = $1 order by at, seq",
    [id],
  );
  expect(rows).toEqual(
    [
      "person_provisioned",
      "person_joined_group",
      "person_disabled",
      "person_left_group",
      "person_removed",
    ].map((tool) => ({ tool, by: "scim:demo" })),
  );
});

test("41: neither the log nor the audit holds a bearer token, a password or a mail address in the clear", async () => {
  const written =
    JSON.stringify(world.logLines) + JSON.stringify(await world.query("select * from audit_row"));
  for (const secret of [TOKEN, NEXT_TOKEN, "1mz050nq", AMARA]) expect(written).not.toContain(secret);
});

test("400 people and their group are provisioned at one go, and listed page by page", async () => {
  const people = await Promise.all(Array.from({ length: 400 }, () => created()));
  const members = people.map(({ id }) => ({ value: id }));
  await newGroup("everybody", members);
  expect(await groupsOf(people[399]?.id)).toEqual(["everybody"]);
  const ids = new Set<string>();
  for (let startIndex = 1; ; ) {
    const { body } = await scim.ask("GET", `/Users?startIndex=${startIndex}&count=1000&attributes=userName`);
    for (const { id } of body.Resources) ids.add(id);
    if (body.Resources.length === 0) break;
    expect(body.itemsPerPage).toBeLessThanOrEqual(200);
    startIndex += body.itemsPerPage;
  }
  for (const { id } of people) expect(ids.has(id)).toBe(true);
});
