import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, record, write, call, query } = await createTestAccount([
  "service_read",
  "suiteql_analyst",
  "project_reader",
  "equipment_reader",
  "contact_writer",
]);
const { planted } = simulator;
const order = planted.pendingOrders[0] as string;
const base = "http://localhost/services/rest/record/v1";

afterEach(() => simulator.reset());

const refusal = (answer: Awaited<ReturnType<typeof record>>) => [
  answer.status,
  answer.body["o:errorDetails"]?.[0]?.["o:errorCode"],
];

test("A purchase order shows references, enums and positive money in the recorded shapes", async () => {
  const { body } = await record(`/purchaseOrder/${order}?expandSubResources=true`);
  expect(body).toMatchObject({
    links: [{ rel: "self", href: `${base}/purchaseOrder/${order}` }],
    id: order,
    tranId: "PO-10001",
    nextApprover: { id: "103", refName: "Ingrid Solberg", links: [{ href: `${base}/employee/103` }] },
    approvalStatus: { id: "1", refName: "Pending Approval" },
    orderStatus: { id: "A", refName: "A" },
    status: { id: "Pending Supervisor Approval", refName: "Pending Supervisor Approval" },
    currency: { id: "1", refName: "USD" },
    total: 318_400,
    balance: 0,
    toBeEmailed: false,
    expense: { items: [], totalResults: 0 },
  });
  const { items } = body.item as { items: Record<string, unknown>[] };
  expect(items[0]).toMatchObject({
    line: 1,
    quantity: expect.any(Number),
    quantityReceived: 0,
    isOpen: true,
    isClosed: false,
  });
  expect(items[0]?.linkedOrder).toEqual({
    links: [],
    count: 0,
    hasMore: false,
    items: [],
    offset: 0,
    totalResults: 0,
  });
  expect(items.reduce((sum, line) => sum + Number(line.amount), 0)).toBeCloseTo(318_400, 2);
});

test("Sublists that are not expanded are links, and can be asked for alone", async () => {
  const { body } = await record(`/purchaseorder/${order}`);
  expect(body.item).toEqual({ links: [{ rel: "self", href: `${base}/purchaseorder/${order}/item` }] });
  expect((await record(`/purchaseorder/${order}/item`)).body.items.length).toBeGreaterThan(0);
});

test("Record types are matched in any case; self echoes the request, other links are lower case", async () => {
  const { body } = await record(`/PURCHASEORDER/${order}`);
  expect(body.links).toEqual([{ rel: "self", href: `${base}/PURCHASEORDER/${order}` }]);
  const { items } = (await record("/purchaseOrder?limit=1")).body;
  expect(items[0]?.links).toEqual([{ rel: "self", href: `${base}/purchaseorder/${order}` }]);
});

test("fields keeps to the named properties and simpleEnumFormat to bare ids", async () => {
  const { body } = await record(
    `/purchaseOrder/${order}?fields=memo,approvalStatus,nextApprover&simpleEnumFormat=true`,
  );
  expect(Object.keys(body).sort()).toEqual(["approvalStatus", "id", "links", "memo", "nextApprover"]);
  expect(body.approvalStatus).toBe("1");
  expect(body.nextApprover).toMatchObject({ id: "103" });
});

test("An absent entity is a 404, an absent transaction or one of another type a 400", async () => {
  expect(refusal(await record("/vendor/999999"))).toEqual([404, "NONEXISTENT_ID"]);
  const bill = planted.pendingBills[0];
  for (const id of ["999999", bill]) {
    const answer = await record(`/purchaseOrder/${id}`);
    expect(refusal(answer)).toEqual([400, "USER_ERROR"]);
    expect(answer.body["o:errorDetails"][0]?.detail).toBe(
      "Error while accessing a resource. Transaction type specified is incorrect.",
    );
  }
});

test.each(["file", "note", "../vendor"])("There is no record type %s", async (type) => {
  const answer = await record(`/${encodeURIComponent(type)}/1`);
  expect([answer.status, answer.body["o:errorDetails"][0]?.detail]).toEqual([
    404,
    `Record type '${type}' does not exist.`,
  ]);
});

test("One invoice is listed and gone when it is opened", async () => {
  const { id } = planted.vanished;
  const listed = `SELECT id FROM transaction WHERE type = 'CustInvc' AND id BETWEEN ${Number(id) - 1} AND ${Number(id) + 1}`;
  expect((await query(listed)).body.items).toContainEqual(expect.objectContaining({ id }));
  expect((await query("SELECT id FROM transaction WHERE id = ?", [id])).body.items).toEqual([]);
  expect(refusal(await record(`/invoice/${id}`))).toEqual([400, "USER_ERROR"]);
});

test("Opening a record takes the right to edit it; listing and querying do not", async () => {
  expect(refusal(await record(`/purchaseOrder/${order}`, "suiteql_analyst"))).toEqual([
    403,
    "INSUFFICIENT_PERMISSION",
  ]);
  expect((await record("/purchaseOrder?limit=1", "suiteql_analyst")).status).toBe(200);
  expect(
    (await query("SELECT id FROM transaction WHERE id = ?", [order], { role: "suiteql_analyst" })).body.items,
  ).toHaveLength(1);
});

test("An administrator's employee record cannot be opened", async () => {
  const { body } = await query("SELECT id FROM employee WHERE email = ?", ["mei.tanaka@halden.example"]);
  expect(refusal(await record(`/employee/${body.items[0]?.id}`))).toEqual([403, "INSUFFICIENT_PERMISSION"]);
  expect((await record("/employee/103")).body).toMatchObject({
    email: "ingrid.solberg@halden.example",
    purchaseorderapprovallimit: 250_000,
  });
});

test("A role without vendor bills is refused them by record", async () => {
  expect(refusal(await record(`/vendorBill/${planted.pendingBills[0]}`, "project_reader"))).toEqual([
    403,
    "INSUFFICIENT_PERMISSION",
  ]);
});

test("A record of another subsidiary is not there for a restricted role", async () => {
  expect(refusal(await record("/vendor/501", "equipment_reader"))).toEqual([404, "NONEXISTENT_ID"]);
  expect(refusal(await record(`/purchaseOrder/${order}`, "equipment_reader"))).toEqual([400, "USER_ERROR"]);
  expect((await record("/vendor", "equipment_reader")).body.totalResults).toBe(65);
});

test("A list holds only links and ids, page by page", async () => {
  const { body } = await record("/vendor?limit=2&offset=2");
  expect(body).toMatchObject({ count: 2, hasMore: true, offset: 2, totalResults: 650 });
  expect(body.items.map((item) => Object.keys(item))).toEqual([
    ["links", "id"],
    ["links", "id"],
  ]);
});

test.each([
  ['companyName CONTAIN "o\'malley"', 1],
  ["isInactive IS true", 39],
  ['companyName START_WITH "The " AND isInactive IS false', 3],
  ['id ANY_OF [501, 502] OR (entityId IS "V003" AND isInactive IS_NOT true)', 3],
  ["fax EMPTY", 650],
  ['lastModifiedDate ON_OR_AFTER "11/17/2026"', 1],
  ["id BETWEEN [501, 510]", 10],
  ["id LESS 503", 2],
])("The filter %s finds %i vendors", async (q, expected) => {
  const { status, body } = await record(`/vendor?q=${encodeURIComponent(q)}`);
  expect([status, body.totalResults]).toEqual([200, expected]);
});

test.each([
  "nothing IS 1",
  "companyName LOOKS x",
  "companyName",
  '(companyName IS "a"',
  'phone IS "1" extra',
])("The filter %j is refused", async (q) => {
  expect(refusal(await record(`/vendor?q=${encodeURIComponent(q)}`))).toEqual([400, "INVALID_PARAMETER"]);
});

test("Several records are read in one call, by id and by external id", async () => {
  await write("PUT", "/phoneCall/eid:key-1", { title: "Hello" }, "contact_writer");
  const { body } = await record("/phoneCall?ids=70001,eid:key-1,1&expandRecords=true");
  expect(body.items.map(({ title }) => title)).toEqual(["Call on delivery", "Hello"]);
});

test("A vendor carries its balance, address and contacts", async () => {
  const [row] = (
    await query(
      "SELECT entity, SUM(foreignamountunpaid) AS owed FROM transaction WHERE status = 'VendBill:A' GROUP BY entity ORDER BY entity",
    )
  ).body.items;
  const { body } = await record(`/vendor/${row?.entity}?expandSubResources=true`);
  expect(body.balance).toBeCloseTo(Number(row?.owed), 2);
  const [address] = (body.addressBook as { items: { addressBookAddress: unknown }[] }).items;
  expect(address?.addressBookAddress).toMatchObject({ addr1: expect.any(String), country: { id: "US" } });
  expect(body).toHaveProperty("contactList.totalResults");
});

test("A customer's overdue balance is the sum of its aged buckets", async () => {
  const [row] = (
    await query(
      "SELECT entity FROM transaction WHERE status = 'CustInvc:A' AND daysoverduesearch > 0 ORDER BY entity",
    )
  ).body.items;
  const { body } = await record(`/customer/${row?.entity}`);
  const overdue = ["aging1", "aging2", "aging3", "aging4"].reduce((sum, name) => sum + Number(body[name]), 0);
  expect(Number(body.overdueBalance)).toBeGreaterThan(0);
  expect(overdue).toBeCloseTo(Number(body.overdueBalance), 2);
});

test("A project task shows its predecessor, a time entry its hours in hours and minutes", async () => {
  const task = await record("/projectTask/3302?expandSubResources=true");
  expect((task.body.predecessor as { items: unknown[] }).items).toEqual([
    expect.objectContaining({ predecessor: expect.objectContaining({ id: "3301" }), lagDays: 0 }),
  ]);
  expect((await record("/timeBill/50001")).body.hours).toMatch(/^\d+:(00|30)$/);
});

test("The catalogue lists types and gives one as a schema with labels, options and required fields", async () => {
  const { body } = await record("/metadata-catalog?select=vendor,job");
  expect(body.items.map(({ name }) => name)).toEqual(["vendor", "job"]);
  const accept = { accept: "application/schema+json" };
  const schema = (await call({ path: "/services/rest/record/v1/metadata-catalog/job", headers: accept }))
    .body;
  expect(schema).toMatchObject({
    properties: {
      projectedEndDate: { title: "Estimated End Date", format: "date" },
      entityStatus: { properties: { id: { enum: ["1", "2", "3", "4", "5"] } } },
    },
    required: ["companyName"],
  });
  const swagger = await call({
    path: "/services/rest/record/v1/metadata-catalog?select=vendor",
    headers: { accept: "application/swagger+json" },
  });
  expect(swagger.body).toHaveProperty("components.schemas.vendor.properties.companyName.type", "string");
});
