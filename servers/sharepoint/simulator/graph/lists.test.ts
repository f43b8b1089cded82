import { afterEach, expect, test } from "vitest";
import { createTestTenant, people, writer } from "../test-tenant.ts";

const { simulator, callAs, tomas } = createTestTenant();
const { listItem } = simulator.planted.injections;
const write = callAs(people.tomas, writer);
const leon = callAs(people.leon);
const list = `/sites/${listItem.siteId}/lists/${listItem.listId}`;
afterEach(() => simulator.reset());

const query = (parts: Record<string, string>, of = list) =>
  `${of}/items?${new URLSearchParams({ $expand: "fields", ...parts })}`;
const fieldsIn = ({ body }: Awaited<ReturnType<typeof tomas>>) =>
  body.value.map(({ fields }) => fields as Record<string, unknown>);
const preferred = { headers: { prefer: "HonorNonIndexedQueriesWarningMayFailRandomly" } };

test("Lists come with libraries and with hidden ones, which say so", async () => {
  const lists = (await tomas(`/sites/${listItem.siteId}/lists`)).body.value;
  const shown = lists.map(({ displayName, list: info }) => [
    displayName,
    (info as { template: string; hidden: boolean }).template,
  ]);
  expect(shown).toContainEqual(["RFI log", "genericList"]);
  expect(shown).toContainEqual(["Documents", "documentLibrary"]);
  expect(lists.find(({ displayName }) => displayName === "User Information List")?.list).toMatchObject({
    hidden: true,
  });
});

test("Columns have internal names unlike those that people see, and most concern nobody", async () => {
  const columns = (await tomas(`${list}/columns`)).body.value;
  expect(columns.find(({ displayName }) => displayName === "State")).toMatchObject({
    name: "Status",
    indexed: true,
    choice: { choices: ["Open", "Answered", "Closed"] },
  });
  expect(columns.filter(({ hidden, readOnly }) => !hidden && !readOnly).length).toBeLessThan(
    columns.length / 2,
  );
});

test("Rows are filtered by indexed columns", async () => {
  const open = fieldsIn(await tomas(query({ $filter: "fields/Status eq 'Open'" })));
  expect(open.length).toBeGreaterThan(10);
  expect(open.every(({ Status }) => Status === "Open")).toBe(true);
  const due = fieldsIn(
    await tomas(query({ $filter: "fields/Status ne 'Open' and fields/DueDate ge '2026-11-01'" })),
  );
  expect(due.every(({ Status, DueDate }) => Status !== "Open" && String(DueDate) >= "2026-11-01")).toBe(true);
  const starts = fieldsIn(await tomas(query({ $filter: "startswith(fields/RFINo,'RFI-00')" })));
  expect(starts).toHaveLength(9);
});

test("A column without an index is refused in filter and order, until the caller prefers to risk it", async () => {
  for (const parts of [{ $filter: "fields/Discipline eq 'Civil'" }, { $orderby: "fields/Title" }]) {
    const { status, body } = await tomas(query(parts));
    expect([status, body.error.code]).toEqual([400, "invalidRequest"]);
    expect(body.error.message).toContain("HonorNonIndexedQueriesWarningMayFailRandomly");
    expect((await tomas(query(parts), preferred)).status).toBe(200);
  }
});

test("Above 5,000 items the preference does not help, and an indexed column still does", async () => {
  const { siteId, listId } = simulator.planted.largeList;
  const large = `/sites/${siteId}/lists/${listId}`;
  expect((await tomas(query({ $filter: "fields/Weather eq 'Snow'" }, large), preferred)).status).toBe(400);
  expect(
    (await tomas(query({ $filter: "fields/ReportDate ge '2026-11-18'" }, large))).body.value.length,
  ).toBeGreaterThan(5);
});

test.each([
  "Status eq 'Open'",
  "fields/Status eq",
  "fields/Status eq 'Open' or",
  "fields/Nowhere eq 1",
  "fields/Status is 'Open'",
])("The filter %j is refused", async (filter) => {
  expect((await tomas(query({ $filter: filter }))).status).toBe(400);
});

test("Rows come in order of a column, and page by page", async () => {
  const first = await tomas(query({ $orderby: "fields/DueDate desc", $top: "60" }));
  const second = await tomas(first.body["@odata.nextLink"]);
  const dates = [...fieldsIn(first), ...fieldsIn(second)].map(({ DueDate }) => String(DueDate));
  expect(dates).toEqual(dates.toSorted().reverse());
});

test("People come as numbers, and as names to those who select the column", async () => {
  const [plain] = fieldsIn(await tomas(query({ $top: "1" })));
  expect(plain?.AssignedToLookupId).toMatch(/^\d+$/);
  const [named] = fieldsIn(await tomas(query({ $top: "1", $expand: "fields($select=AssignedTo)" })));
  expect(named?.AssignedTo).toMatch(/^\p{L}+ /u);
  const users = await tomas(
    `/sites/${listItem.siteId}/lists/User Information List/items/${plain?.AssignedToLookupId}?$expand=fields`,
  );
  expect(users.body.fields).toMatchObject({ Title: named?.AssignedTo });
});

test("A list of a site that one cannot see is not found", async () => {
  expect((await leon(`${list}/items`)).status).toBe(404);
});

test("An item is made, changed under its tag and deleted; the snapshot follows", async () => {
  const made = await write(`${list}/items`, {
    method: "POST",
    body: { fields: { Title: "New", Status: "Open" } },
  });
  expect([made.status, made.headers.get("location")]).toEqual([
    201,
    expect.stringMatching(/\/Lists\/RFI%20Log\/151_\.000$/),
  ]);
  const item = `${list}/items/${made.body.id}`;
  const changed = await write(`${item}/fields`, { method: "PATCH", body: { Status: "Closed" } });
  expect(changed.body.Status).toBe("Closed");
  const stale = {
    method: "PATCH",
    body: { Status: "Open" },
    headers: { "if-match": String(made.body.eTag) },
  };
  expect((await write(`${item}/fields`, stale)).status).toBe(412);
  expect(Object.keys(simulator.snapshot())).toHaveLength(1);
  expect((await write(item, { method: "DELETE" })).status).toBe(204);
  expect(simulator.snapshot()).toEqual({});
});

test.each([
  [{ Title: "No state" }, "required"],
  [{ Title: "x", Status: "Perhaps" }, "choices"],
  [{ Title: "x", Status: "Open", Nowhere: 1 }, "not recognized"],
  [{ Title: "x", Status: "Open", Modified: "2026-01-01" }, "read-only"],
])("Fields %j are refused", async (fields, words) => {
  const { status, body } = await write(`${list}/items`, { method: "POST", body: { fields } });
  expect([status, body.error.message]).toEqual([400, expect.stringContaining(words)]);
});
