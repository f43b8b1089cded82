import { expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, query } = await createTestAccount(["service_read"]);
const { planted } = simulator;
const { today } = simulator.company;

const rows = async (q: string, params: unknown[] = [], page = "") => {
  const { status, body } = await query(q, params, { page });
  expect(body["o:errorDetails"], q).toBeUndefined();
  expect(status).toBe(200);
  return body.items;
};
const count = async (from: string) => Number((await rows(`SELECT COUNT(*) AS n FROM ${from}`))[0]?.n);

test("Orders waiting for one approver come with names and a negative total, oldest first", async () => {
  const found = await rows(
    `SELECT t.id, t.tranid, TO_CHAR(t.trandate,'YYYY-MM-DD') AS trandate, t.entity, BUILTIN.DF(t.entity) AS party, t.employee,
     BUILTIN.DF(t.employee) AS requester, t.nextapprover, BUILTIN.DF(t.nextapprover) AS approver, t.foreigntotal,
     BUILTIN.DF(t.currency) AS currency, t.memo, t.otherrefnum
     FROM transaction t WHERE t.type = 'PurchOrd' AND t.approvalstatus = ? AND t.nextapprover = ? ORDER BY t.trandate, t.id`,
    ["1", "103"],
  );
  expect(found).toHaveLength(26);
  const dates = found.map(({ trandate }) => trandate);
  expect(dates).toEqual([...dates].sort());
  expect(found.every(({ approver, currency }) => approver === "Ingrid Solberg" && currency === "USD")).toBe(
    true,
  );
  expect(found.every(({ foreigntotal }) => Number(foreigntotal) < 0)).toBe(true);
  expect(found[0]?.party).toMatch(/^V\d+ \S/);
});

test("The lines of an order add up to its total and name item and project", async () => {
  const lines = await rows(
    `SELECT l.linesequencenumber, l.item, BUILTIN.DF(l.item) AS item_name, l.memo, l.quantity, l.rate, l.foreignamount, l.quantityshiprecv,
     l.quantitybilled, l.entity, BUILTIN.DF(l.entity) AS project FROM transactionline l
     WHERE l.transaction = ? AND l.mainline = 'F' AND l.taxline = 'F' ORDER BY l.linesequencenumber`,
    [planted.pendingOrders[0]],
  );
  const sum = lines.reduce((total, line) => total + Number(line.foreignamount), 0);
  expect(sum).toBeCloseTo(318_400, 2);
  expect(lines[0]?.project).toMatch(/^J-\d{5} /);
  expect(lines[0]?.item_name).toBeTruthy();
});

test("Payable ageing falls into its buckets, and the buckets add up", async () => {
  const day = "TO_DATE(?,'YYYY-MM-DD')";
  const found = await rows(
    `SELECT t.entity, BUILTIN.DF(t.entity) AS party, SUM(CASE WHEN t.duedate >= ${day} THEN t.foreignamountunpaid ELSE 0 END) AS not_due,
     SUM(CASE WHEN t.duedate < ${day} AND t.duedate >= ${day} - 30 THEN t.foreignamountunpaid ELSE 0 END) AS d1_30,
     SUM(CASE WHEN t.duedate < ${day} - 30 THEN t.foreignamountunpaid ELSE 0 END) AS older, SUM(t.foreignamountunpaid) AS total
     FROM transaction t WHERE t.type = 'VendBill' AND t.status IN ('VendBill:A') GROUP BY t.entity, BUILTIN.DF(t.entity) ORDER BY t.entity`,
    [today, today, today, today],
    "?limit=1000",
  );
  const sum = (name: string) => found.reduce((total, row) => total + Number(row[name]), 0);
  for (const bucket of ["not_due", "d1_30", "older"]) expect(sum(bucket), bucket).toBeGreaterThan(100_000);
  expect(sum("not_due") + sum("d1_30") + sum("older")).toBeCloseTo(sum("total"), 0);
});

test("Twelve projects are late, three of them run by Tomás Rivera", async () => {
  const found = await rows(
    `SELECT j.id, j.entityid, j.companyname, BUILTIN.DF(j.parent) AS customer, BUILTIN.DF(j.projectmanager) AS manager,
     TO_CHAR(j.projectedenddate,'YYYY-MM-DD') AS due, TO_CHAR(j.projectedenddatebaseline,'YYYY-MM-DD') AS baseline, j.percenttimecomplete
     FROM job j WHERE j.isinactive = 'F' AND j.enddate IS NULL AND j.projectedenddate < TO_DATE(?,'YYYY-MM-DD')
     ORDER BY j.projectedenddate, j.id`,
    [today],
  );
  expect(found).toHaveLength(12);
  expect(found.filter(({ manager }) => manager === "Tomás Rivera")).toHaveLength(3);
  expect(found.every(({ due, baseline }) => (due ?? "") > (baseline ?? "") && (due ?? "") < today)).toBe(
    true,
  );
});

test("The duplicate check finds the other order of the same vendor and amount, and no third", async () => {
  const [first, second] = planted.duplicatePairs[0] ?? [];
  const [order] = await rows("SELECT entity FROM transaction WHERE id = ?", [first]);
  const found = await rows(
    `SELECT t.id, t.tranid, t.otherrefnum, t.foreigntotal FROM transaction t WHERE t.type = 'PurchOrd' AND t.entity = ? AND t.id <> ?
     AND t.trandate >= TO_DATE(?,'YYYY-MM-DD') AND ABS(ABS(t.foreigntotal) - ?) < 0.01 ORDER BY t.id`,
    [order?.entity, first, "2026-01-01", "18750"],
  );
  expect(found.map(({ id }) => id)).toEqual([second]);
});

test("A caller is found by e-mail with their limits as text", async () => {
  const found = await rows(
    `SELECT e.id, e.firstname, e.lastname, e.supervisor, e.purchaseorderapprovallimit, e.approvallimit FROM employee e
     WHERE LOWER(e.email) = ? AND e.isinactive = 'F' ORDER BY e.id`,
    ["ingrid.solberg@halden.example"],
  );
  expect(found).toEqual([
    expect.objectContaining({ firstname: "Ingrid", purchaseorderapprovallimit: "250000" }),
  ]);
});

test("Every value is a string, absent ones are left out, and names are lower case in another order than asked", async () => {
  const inner =
    "SELECT t.id, t.tranid AS entityid, t.closedate, t.foreigntotal, t.posting FROM transaction t WHERE t.id = ?";
  const [row] = await rows(`SELECT ID, EntityId, closedate, Foreigntotal AS Total, posting FROM (${inner})`, [
    "9001",
  ]);
  expect(row).toEqual({ links: [], id: "9001", entityid: "PO-10001", total: "-318400", posting: "F" });
  expect(Object.keys(row ?? {})).not.toEqual(["links", "id", "entityid", "total", "posting"]);
});

test("Dates come in the account's format unless they are formatted in the query", async () => {
  const [row] = await rows(
    "SELECT t.trandate, t.createddate, TO_CHAR(t.createddate, 'YYYY-MM-DD HH24:MI') AS at FROM transaction t WHERE t.id = ?",
    ["9002"],
  );
  expect(row?.trandate).toMatch(/^\d{1,2}\/\d{1,2}\/2026$/);
  expect(row?.createddate).toMatch(/^\d{1,2}\/\d{1,2}\/2026$/);
  expect(row?.at).toMatch(/^2026-\d\d-\d\d \d\d:\d\d$/);
});

test("A date is compared with text in the account's format, and with no other", async () => {
  const since = (text: string) =>
    query(`SELECT id FROM transaction WHERE type = 'PurchOrd' AND trandate >= '${text}'`);
  expect((await since("11/1/2026")).body.items.length).toBeGreaterThan(10);
  expect((await since("2026-11-01")).status).toBe(400);
});

test("A status is found by its prefixed form and by its bare letter, and shown with both names", async () => {
  const prefixed = await count("transaction WHERE type = 'PurchOrd' AND status = 'PurchOrd:D'");
  expect(prefixed).toBe(210);
  expect(await count("transaction WHERE type = 'PurchOrd' AND status IN ('D')")).toBe(prefixed);
  expect(await count("transaction WHERE status IN ('PurchOrd:D', 'VendBill:D')")).toBe(prefixed + 35);
  expect(await count("transaction WHERE type = 'PurchOrd' AND status <> 'PurchOrd:D'")).toBe(
    4_200 - prefixed,
  );
  const [row] = await rows(
    "SELECT status, BUILTIN.DF(status) AS name FROM transaction WHERE status = 'PurchOrd:B' AND ROWNUM <= 1",
  );
  expect([row?.status, row?.name]).toEqual(["B", "Purchase Order : Pending Receipt"]);
});

test("ROWNUM counts before ordering, FETCH FIRST after it", async () => {
  const early = await rows("SELECT id FROM vendor WHERE ROWNUM <= 3 ORDER BY id DESC");
  const late = await rows("SELECT id FROM vendor ORDER BY id DESC FETCH FIRST 3 ROWS ONLY");
  expect(early.map(({ id }) => id)).toEqual(["503", "502", "501"]);
  expect(late[0]?.id).toBe("1150");
  expect(await rows("SELECT * FROM (SELECT id FROM vendor ORDER BY id DESC) WHERE ROWNUM < 3")).toHaveLength(
    2,
  );
});

test("Joins, subqueries, unions and grouping with a condition are understood", async () => {
  const busy = await rows(
    `SELECT v.entityid, COUNT(DISTINCT t.id) AS orders, MIN(t.trandate) AS first FROM vendor v JOIN transaction t ON t.entity = v.id
     LEFT JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'F' WHERE t.type = 'PurchOrd'
     GROUP BY v.entityid HAVING COUNT(DISTINCT t.id) > 8 ORDER BY orders DESC, v.entityid`,
  );
  expect(Number(busy[0]?.orders)).toBeGreaterThan(8);
  expect(busy[0]?.first).toMatch(/\/202[456]$/);
  const waiting = "SELECT entity FROM transaction WHERE status = 'PurchOrd:A'";
  const exists = "EXISTS (SELECT 1 FROM transaction t WHERE t.entity = v.id AND t.status = 'PurchOrd:A')";
  expect(await count(`vendor WHERE id IN (${waiting})`)).toBe(await count(`vendor v WHERE ${exists}`));
  expect(
    await rows("SELECT name FROM department UNION SELECT name FROM location ORDER BY name"),
  ).toHaveLength(17);
});

test("Functions work on words of any alphabet and on dates", async () => {
  const [row] = await rows(
    `SELECT UPPER('łódź') AS up, NVL(NULL, 'x') AS nvl, DECODE('b', 'a', 1, 'b', 2) AS dec, SUBSTR('abcdef', 2, 3) AS sub,
     TRUNC(TO_DATE('2026-11-20','YYYY-MM-DD'), 'MM') AS month, TO_DATE('2026-11-20','YYYY-MM-DD') - TO_DATE('2026-11-01','YYYY-MM-DD') AS days,
     TO_CHAR(ADD_MONTHS(TO_DATE('2026-01-31','YYYY-MM-DD'), 1), 'YYYY-MM-DD') AS leap, 'a' || NULL || 1.50 AS joined,
     7 / 2 AS half, TRUNC(-2.7) AS cut FROM currency WHERE id = 1`,
  );
  expect(row).toEqual({
    links: [],
    up: "ŁÓDŹ",
    nvl: "x",
    dec: "2",
    sub: "bcd",
    month: "11/1/2026",
    days: "19",
    leap: "2026-02-28",
    joined: "a1.5",
    half: "3.5",
    cut: "-2",
  });
});

test("LIKE minds the case, and a quote in a value is only a quote", async () => {
  expect(await count("vendor WHERE companyname LIKE 'o''malley%'")).toBe(0);
  expect(await count("vendor WHERE LOWER(companyname) LIKE 'o''malley%'")).toBe(1);
  const name = "Robert'); Drop & Haul, Inc.";
  expect(await rows("SELECT companyname FROM vendor WHERE companyname = ?", [name])).toEqual([
    { links: [], companyname: name },
  ]);
});

test("Chains lead from an order to its receipt, bill and payment", async () => {
  const [chain] = await rows(
    `SELECT r.nextdoc AS receipt, b.nextdoc AS bill, p.nextdoc AS payment FROM previoustransactionlinelink r
     JOIN nexttransactionlinelink b ON b.previousdoc = r.previousdoc AND b.nexttype = 'VendBill'
     JOIN nexttransactionlinelink p ON p.previousdoc = b.nextdoc AND p.nexttype = 'VendPymt'
     WHERE r.nexttype = 'ItemRcpt' AND ROWNUM <= 1`,
  );
  const id = expect.stringMatching(/^\d+$/);
  expect(chain).toMatchObject({ receipt: id, bill: id, payment: id });
});

test("The accounting lines of posting transactions balance", async () => {
  const [row] = await rows(
    "SELECT ABS(SUM(amount)) AS off, COUNT(*) AS n FROM transactionaccountingline WHERE posting = 'T'",
  );
  expect(Number(row?.off)).toBeLessThan(1);
  expect(Number(row?.n)).toBeGreaterThan(30_000);
});
