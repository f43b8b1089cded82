import { afterEach, expect, test } from "vitest";
import { createTestTenant, people, writer } from "../test-tenant.ts";

const { simulator, callAs, tomas } = createTestTenant();
const { planted } = simulator;
const { driveId } = planted.finals.equal;
const write = callAs(people.tomas, writer);
afterEach(() => simulator.reset());

const root = `/drives/${driveId}/root`;
const put = (path: string, body: string, headers: Record<string, string> = {}, query = "") =>
  write(`${root}:/${path}:/content${query}`, { method: "PUT", body, headers });
const errorOf = ({ status, body }: Awaited<ReturnType<typeof tomas>>) => [
  status,
  body.error.code,
  body.error.innerError.code,
];

test("Writing needs an app with the permission and a person with the right", async () => {
  const made = { method: "POST", body: { name: "New", folder: {} } };
  expect(errorOf(await tomas(`${root}/children`, made))[0]).toBe(403);
  expect(errorOf(await callAs(people.amara, writer)(`${root}/children`, made))[0]).toBe(403);
  expect((await write(`${root}/children`, made)).status).toBe(201);
});

test("A folder whose name is taken fails or is counted on", async () => {
  const make = (rule: string) =>
    write(`${root}/children`, {
      method: "POST",
      body: { name: "RFIs", folder: {}, "@microsoft.graph.conflictBehavior": rule },
    });
  expect(errorOf(await make("fail"))).toEqual([409, "nameAlreadyExists", undefined]);
  expect((await make("rename")).body.name).toBe("RFIs 1");
});

test("A new file is 201 with its tag, a replaced one 200 with a version more, and fail refuses", async () => {
  const made = await put("RFIs/note.txt", "one");
  expect([made.status, made.headers.get("etag")]).toEqual([201, made.body.eTag]);
  const replaced = await put("RFIs/note.txt", "two");
  expect([replaced.status, replaced.body.id, replaced.body.size]).toEqual([200, made.body.id, 3]);
  expect(replaced.body.cTag).not.toBe(made.body.cTag);
  const versions = (await write(`/drives/${driveId}/items/${made.body.id}/versions`)).body.value;
  expect(versions.map(({ id }) => id)).toEqual(["2.0", "1.0"]);
  const rule = "?@microsoft.graph.conflictBehavior=";
  expect(errorOf(await put("RFIs/note.txt", "three", {}, `${rule}fail`))[0]).toBe(409);
  expect((await put("RFIs/note.txt", "three", {}, `${rule}rename`)).body.name).toBe("note 1.txt");
});

test("A stale tag stops a write", async () => {
  const { body } = await put("RFIs/note.txt", "one");
  await put("RFIs/note.txt", "two");
  const stale = await put("RFIs/note.txt", "three", { "if-match": String(body.eTag) });
  expect(errorOf(stale)).toEqual([412, "resourceModified", "entityTagDoesNotMatch"]);
});

test.each(['a"b.txt', "a*b.txt", "~a.txt", "a.", " a.txt"])("the name %j is refused", async (name) => {
  expect(errorOf(await write(`${root}/children`, { method: "POST", body: { name, folder: {} } }))).toEqual([
    400,
    "invalidRequest",
    "invalidPath",
  ]);
});

test("Whoever checked a file out locks it for the others, and only they may let go", async () => {
  const { itemId } = planted.abandonedCheckout;
  const item = `/drives/${driveId}/items/${itemId}`;
  expect(errorOf(await write(`${item}/content`, { method: "PUT", body: "x" }))[0]).toBe(423);
  expect(errorOf(await write(`${item}/checkin`, { method: "POST", body: {} }))[0]).toBe(423);
  const { body } = await put("RFIs/own.txt", "x");
  const own = `/drives/${driveId}/items/${body.id}`;
  expect((await write(`${own}/checkout`, { method: "POST" })).status).toBe(204);
  expect((await write(`${own}/checkin`, { method: "POST", body: {} })).status).toBe(204);
});

test("Moving and renaming keeps the id; a folder does not go into itself", async () => {
  const { body } = await put("RFIs/note.txt", "one");
  const target = (await write(`${root}:/Safety`)).body.id;
  const moved = await write(`/drives/${driveId}/items/${body.id}`, {
    method: "PATCH",
    body: { name: "moved.txt", parentReference: { id: target } },
  });
  expect(moved.body).toMatchObject({ id: body.id, name: "moved.txt", parentReference: { id: target } });
  const inItself = { method: "PATCH", body: { parentReference: { id: target } } };
  expect((await write(`/drives/${driveId}/items/${target}`, inItself)).status).toBe(400);
});

test("Restoring a version makes it the newest", async () => {
  const { body } = await put("RFIs/note.txt", "first");
  await put("RFIs/note.txt", "second!");
  const item = `/drives/${driveId}/items/${body.id}`;
  expect((await write(`${item}/versions/1.0/restoreVersion`, { method: "POST" })).status).toBe(204);
  expect((await write(item)).body.size).toBe(5);
  expect((await write(`${item}/versions`)).body.value).toHaveLength(3);
});

test("A deleted file lies in the recycle bin and comes back from there", async () => {
  const { body } = await put("RFIs/note.txt", "one");
  expect((await write(`/drives/${driveId}/items/${body.id}`, { method: "DELETE" })).status).toBe(204);
  expect((await write(`/drives/${driveId}/items/${body.id}`)).status).toBe(404);
  const bin = `/sites/${planted.guestMember.siteId}/recycleBin/items`;
  const [found] = (await write(bin)).body.value;
  expect(found?.name).toBe("note.txt");
  expect((await write(`${bin}/${found?.id}/restore`, { method: "POST" })).status).toBe(200);
  expect((await write(`/drives/${driveId}/items/${body.id}`)).status).toBe(200);
});

test("A copy is answered by a monitor that asks for no token", async () => {
  const { body } = await put("RFIs/note.txt", "one");
  const answer = await write(`/drives/${driveId}/items/${body.id}/copy`, {
    method: "POST",
    body: { name: "copy.txt" },
  });
  const monitor = answer.headers.get("location") ?? "";
  const ask = async () => (await simulator.app.request(monitor)).json();
  expect([answer.status, await ask()]).toEqual([202, { status: "inProgress", percentageComplete: 27.8 }]);
  const { status, resourceId } = (await ask()) as Record<string, string>;
  expect([status, (await write(`/drives/${driveId}/items/${resourceId}`)).body.name]).toEqual([
    "completed",
    "copy.txt",
  ]);
});

test("A link is made once and found again; an invitation grants and is revoked", async () => {
  const { body } = await put("RFIs/note.txt", "one");
  const item = `/drives/${driveId}/items/${body.id}`;
  const link = () =>
    write(`${item}/createLink`, { method: "POST", body: { type: "view", scope: "organization" } });
  expect([(await link()).status, (await link()).status]).toEqual([201, 200]);
  const leon = callAs(people.leon);
  expect((await leon(item)).status).toBe(404);
  const invited = await write(`${item}/invite`, {
    method: "POST",
    body: { recipients: [{ email: people.leon }], roles: ["read"] },
  });
  expect((await leon(item)).status).toBe(200);
  const id = encodeURIComponent(String(invited.body.value[0]?.id));
  expect((await write(`${item}/permissions/${id}`, { method: "DELETE" })).status).toBe(204);
  expect((await leon(item)).status).toBe(404);
  const inherited = (await write(`${item}/permissions`)).body.value.find(
    ({ inheritedFrom }) => inheritedFrom,
  );
  expect((await write(`${item}/permissions/${inherited?.id}`, { method: "DELETE" })).status).toBe(403);
});
