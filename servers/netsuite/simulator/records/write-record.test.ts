import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, record, write, query } = await createTestAccount([
  "approver",
  "service_read",
  "contact_writer",
  "suiteql_analyst",
]);
const { planted } = simulator;
const order = planted.pendingOrders[0] as string;
const strict = { "X-NetSuite-PropertyNameValidation": "Error" };

afterEach(() => simulator.reset());

const refusal = ({ status, body }: Awaited<ReturnType<typeof record>>) => {
  const [details = {}] = body["o:errorDetails"] ?? [];
  return [status, details["o:errorCode"], details["o:errorPath"]];
};
const read = async (path: string) => (await record(path)).body;

test("A write answers 204 with the record's address in lower case", async () => {
  const { status, headers } = await write("PATCH", `/purchaseOrder/${order}`, { memo: "new" });
  expect([status, headers.get("location")]).toEqual([
    204,
    `http://localhost/services/rest/record/v1/purchaseorder/${order}`,
  ]);
  expect(await read(`/purchaseOrder/${order}`)).toMatchObject({
    memo: "new",
    lastModifiedDate: "2026-11-20T09:00:00Z",
  });
});

test("An unknown property is ignored and only named in a header, unless an error is asked for", async () => {
  const before = await read("/vendor/501");
  const lenient = await write("PATCH", "/vendor/501", { telephone: "1" });
  expect([lenient.status, lenient.headers.get("x-netsuite-propertyvalidation")]).toEqual([204, "telephone"]);
  expect((await read("/vendor/501")).phone).toBe(before.phone);
  expect(refusal(await write("PATCH", "/vendor/501", { telephone: "1" }, undefined, strict))).toEqual([
    400,
    "INVALID_CONTENT",
    "telephone",
  ]);
});

test.each([
  ["/purchaseOrder/9001", { nextApprover: { id: "999999" } }, "nextApprover"],
  ["/purchaseOrder/9001", { approvalStatus: { id: "7" } }, "approvalStatus"],
  ["/purchaseOrder/9001", { dueDate: "11/3/2026" }, "dueDate"],
  ["/vendor/501", { isInactive: "T" }, "isInactive"],
  ["/vendor/501", { creditLimit: "much" }, "creditLimit"],
  ["/purchaseOrder/9001", { item: { items: [{ line: 99, quantity: 1 }] } }, "item.items[0].line"],
  ["/purchaseOrder/9001", { item: { items: [{ line: 1, nothing: 1 }] } }, "item.items[0].nothing"],
])("A wrong value in %s %j is refused with its path, and nothing changes", async (path, body, place) => {
  expect(refusal(await write("PATCH", path, body))).toEqual([400, "INVALID_CONTENT", place]);
  expect(simulator.snapshot()).toEqual({});
});

test("Null clears a field and an absent field stays", async () => {
  await write("PATCH", "/vendor/501", { phone: null });
  const vendor = await read("/vendor/501");
  expect(vendor).not.toHaveProperty("phone");
  expect(vendor).toHaveProperty("email");
});

test("A line is changed by its number, added without one, and left out of a replaced list removed", async () => {
  const lines = async () =>
    (await read(`/purchaseOrder/${order}?expandSubResources=true`)).item as {
      items: Record<string, unknown>[];
    };
  await write("PATCH", `/purchaseOrder/${order}`, {
    item: { items: [{ line: 1, expectedReceiptDate: "2026-12-24" }] },
  });
  const dated = await lines();
  expect(dated.items[0]).toMatchObject({ line: 1, expectedReceiptDate: "2026-12-24" });
  await write("PATCH", `/purchaseOrder/${order}`, {
    item: { items: [{ item: { id: "77" }, quantity: 2, rate: 10 }] },
  });
  expect((await lines()).items).toHaveLength(dated.items.length + 1);
  expect(await read(`/purchaseOrder/${order}`)).toMatchObject({ total: 318_420 });
  await write("PATCH", `/purchaseOrder/${order}?replace=item`, {
    item: { items: [{ line: 1, quantity: 3, rate: 5 }] },
  });
  expect((await lines()).items).toEqual([expect.objectContaining({ line: 1, amount: 15 })]);
});

test("Approving an order sets its status, whoever the next approver is", async () => {
  await write("PATCH", `/purchaseOrder/${order}`, { approvalStatus: { id: "2" }, memo: "within estimate" });
  expect(await read(`/purchaseOrder/${order}`)).toMatchObject({
    orderStatus: { id: "B" },
    approvalStatus: { id: "2" },
    nextApprover: { id: "103" },
  });
  await write("PATCH", `/purchaseOrder/${order}`, { approvalStatus: { id: "3" } });
  expect(await read(`/purchaseOrder/${order}`)).toMatchObject({ orderStatus: { id: "C" } });
});

test("A bill takes its approval status in both spellings", async () => {
  const [first, second] = planted.pendingBills;
  await write("PATCH", `/vendorbill/${first}`, { approvalstatus: 2 }, undefined, strict);
  await write("PATCH", `/vendorBill/${second}`, { approvalStatus: { id: "3" } }, undefined, strict);
  expect((await read(`/vendorBill/${first}`)).status).toEqual({ id: "Open", refName: "Open" });
  expect((await read(`/vendorBill/${second}`)).status).toEqual({ id: "Rejected", refName: "Rejected" });
});

test("A bill cannot be approved without the permission to approve bills", async () => {
  const answer = await write(
    "PATCH",
    `/vendorBill/${planted.pendingBills[0]}`,
    { approvalStatus: { id: "2" } },
    "service_read",
  );
  expect(refusal(answer).slice(0, 2)).toEqual([403, "INSUFFICIENT_PERMISSION"]);
});

test("An account may pass an approval on to a second approver, once", async () => {
  simulator.switches.nextApproverAfterApproval = "101";
  await write("PATCH", `/purchaseOrder/${order}`, { approvalStatus: { id: "2" } });
  expect(await read(`/purchaseOrder/${order}`)).toMatchObject({
    approvalStatus: { id: "1" },
    nextApprover: { id: "101" },
  });
  await write("PATCH", `/purchaseOrder/${order}`, { approvalStatus: { id: "2" } });
  expect(await read(`/purchaseOrder/${order}`)).toMatchObject({ approvalStatus: { id: "2" } });
});

test("A workflow can lock approved records", async () => {
  simulator.switches.lockApprovedRecords = true;
  expect((await write("PATCH", `/purchaseOrder/${order}`, { approvalStatus: { id: "2" } })).status).toBe(204);
  expect(refusal(await write("PATCH", `/purchaseOrder/${order}`, { memo: "late" })).slice(0, 2)).toEqual([
    400,
    "USER_ERROR",
  ]);
});

test("An expense report is approved by its two check boxes", async () => {
  const [report] = (await query("SELECT id FROM transaction WHERE status = 'ExpRept:B' ORDER BY id")).body
    .items;
  await write("PATCH", `/expenseReport/${report?.id}`, { supervisorapproval: true });
  expect((await read(`/expenseReport/${report?.id}`)).status).toMatchObject({
    id: "Pending Accounting Approval",
  });
});

test("Somebody else's edit can come between a look and a write", async () => {
  const { editBetweenPreviewAndCommit: edit, editedOrder } = planted;
  simulator.switches.beforeNextWrite = edit;
  await write("PATCH", "/vendor/501", { phone: "+1 303 555 0100" });
  expect(await read(`/purchaseOrder/${editedOrder}`)).toMatchObject({
    memo: edit.values.memo,
    total: 46_115.2,
  });
  expect(simulator.switches.beforeNextWrite).toBeNull();
});

test("PUT by external id creates once and then updates the same record", async () => {
  const put = (body: unknown) => write("PUT", "/phoneCall/eid:act-1", body, "contact_writer");
  const first = await put({
    title: "Call on delivery",
    status: { id: "COMPLETE" },
    company: { id: "501" },
    assigned: { id: "103" },
  });
  const again = await put({ message: "Moved to Friday" });
  expect([first.status, again.status]).toEqual([204, 204]);
  expect(again.headers.get("location")).toBe(first.headers.get("location"));
  const id = first.headers.get("location")?.split("/").at(-1);
  expect(await read(`/phoneCall/${id}`)).toMatchObject({
    externalId: "act-1",
    title: "Call on delivery",
    message: "Moved to Friday",
  });
});

test("An idempotency key is ignored on a synchronous create", async () => {
  const key = { "X-NetSuite-Idempotency-Key": "6f0f2c9e-7f5b-4f9a-9a52-3b7a2f1f9a10" };
  const create = () => write("POST", "/task", { title: "Ask for the certificate" }, "contact_writer", key);
  const [first, second] = [await create(), await create()];
  expect([first.status, second.status]).toEqual([204, 204]);
  expect(first.headers.get("location")).not.toBe(second.headers.get("location"));
});

test("A record without its required fields is not created", async () => {
  expect(refusal(await write("POST", "/phoneCall", { message: "no title" }))).toEqual([
    400,
    "INVALID_CONTENT",
    "title",
  ]);
});

test("A deleted activity is gone, and deleting takes the full permission", async () => {
  expect(
    refusal(await write("DELETE", "/phoneCall/70001", undefined, "suiteql_analyst")).slice(0, 2),
  ).toEqual([403, "INSUFFICIENT_PERMISSION"]);
  expect((await write("DELETE", "/phoneCall/70001", undefined, "contact_writer")).status).toBe(204);
  expect(refusal(await record("/phoneCall/70001", "contact_writer")).slice(0, 2)).toEqual([
    404,
    "NONEXISTENT_ID",
  ]);
});

test("A contact's name changes the name by which others show it", async () => {
  const [contact] = (await query("SELECT id FROM contact ORDER BY id")).body.items;
  await write("PATCH", `/contact/${contact?.id}`, { lastName: "Ängström", email: "a@b.example" });
  const [row] = (await query("SELECT entitytitle, email FROM entity WHERE id = ?", [contact?.id])).body.items;
  expect(row).toMatchObject({ entitytitle: expect.stringMatching(/ Ängström$/), email: "a@b.example" });
});

test("An address is changed field by field", async () => {
  const address = {
    addressBook: { items: [{ addressBookAddress: { addr1: "1 New Street", country: { id: "CA" } } }] },
  };
  expect((await write("PATCH", "/vendor/501", address, undefined, strict)).status).toBe(204);
  const book = (await read("/vendor/501?expandSubResources=true")).addressBook as {
    items: { addressBookAddress: unknown }[];
  };
  expect(book.items[0]?.addressBookAddress).toMatchObject({
    addr1: "1 New Street",
    country: { id: "CA" },
    city: expect.any(String),
  });
});

test("A task starts elsewhere only under the constraint FIXEDSTART, and takes its end along", async () => {
  const before = await read("/projectTask/3302");
  const startDateTime = "2026-12-01T08:00:00Z";
  await write("PATCH", "/projectTask/3302", { startDateTime });
  expect((await read("/projectTask/3302")).startDateTime).toBe(before.startDateTime);
  await write("PATCH", "/projectTask/3302", { startDateTime, constraintType: { id: "FIXEDSTART" } });
  const after = await read("/projectTask/3302");
  expect(after.startDateTime).toBe(startDateTime);
  const length = ({ startDateTime: start, endDate: end }: typeof before) =>
    Date.parse(String(end)) - Date.parse(String(start));
  expect(length(after)).toBe(length(before));
});

test("Time is approved and rejected by actions, from the statuses that allow it", async () => {
  const [waiting] = (await query("SELECT id FROM timebill WHERE approvalstatus = '2' ORDER BY id")).body
    .items;
  const act = (action: string, body = {}) => write("POST", `/timeBill/${waiting?.id}/@${action}`, body);
  expect((await act("approve")).body).toEqual({ links: [], result: true });
  expect((await act("approve")).status).toBe(400);
  await act("reject", { rejectionNote: "Wrong project" });
  expect(await read(`/timeBill/${waiting?.id}`)).toMatchObject({
    approvalStatus: { id: "4" },
    rejectionNote: "Wrong project",
  });
});

test("Orders and bills have no approve action", async () => {
  expect((await write("POST", `/purchaseOrder/${order}/@approve`)).status).toBe(404);
});

test("Billing an order takes what was received, links it, and cannot be done twice", async () => {
  const [row] = (
    await query("SELECT id, foreigntotal FROM transaction WHERE status = 'PurchOrd:F' ORDER BY id")
  ).body.items;
  const bill = await write("POST", `/purchaseOrder/${row?.id}/!transform/vendorBill`, { tranId: "B-1" });
  const id = bill.headers.get("location")?.split("/").at(-1);
  expect(await read(`/vendorBill/${id}`)).toMatchObject({
    tranId: "B-1",
    total: Math.abs(Number(row?.foreigntotal)),
    approvalStatus: { id: "1" },
  });
  expect((await read(`/purchaseOrder/${row?.id}`)).orderStatus).toEqual({ id: "G", refName: "G" });
  const links = await query(
    "SELECT nextdoc FROM nexttransactionlinelink WHERE previousdoc = ? AND nextdoc = ?",
    [row?.id, id],
  );
  expect(links.body.items.length).toBeGreaterThan(0);
  expect(
    refusal(await write("POST", `/purchaseOrder/${row?.id}/!transform/vendorBill`, {})).slice(0, 2),
  ).toEqual([400, "USER_ERROR"]);
});

test("An order that waits for approval, or more than was received, cannot be billed", async () => {
  expect((await write("POST", `/purchaseOrder/${order}/!transform/vendorBill`, {})).status).toBe(400);
  const [row] = (await query("SELECT id FROM transaction WHERE status = 'PurchOrd:F' ORDER BY id")).body
    .items;
  const tooMuch = { item: { items: [{ orderLine: 1, quantity: 1_000_000 }] } };
  expect(refusal(await write("POST", `/purchaseOrder/${row?.id}/!transform/vendorBill`, tooMuch))).toEqual([
    400,
    "INVALID_CONTENT",
    "item.items[0].quantity",
  ]);
  expect(simulator.snapshot()).toEqual({});
});
