import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, query, call } = await createTestAccount([
  "service_read",
  "project_reader",
  "equipment_reader",
]);
const { planted } = simulator;

afterEach(() => simulator.reset());

const rows = async (q: string, params: unknown[] = [], options = {}) =>
  (await query(q, params, options)).body.items;

const refusal = async (q: string, params: unknown[] = [], options = {}) => {
  const { status, body } = await query(q, params, options);
  const [details = {}] = body["o:errorDetails"] ?? [];
  return {
    status,
    code: details["o:errorCode"],
    where: details["o:errorQueryParam"],
    detail: details.detail ?? "",
  };
};

test.each([
  [
    "SELECT t.nope FROM transaction t",
    "Unknown identifier 't.nope'. Available identifiers are: {t=transaction}.",
  ],
  ["SELECT id FROM payroll", "Invalid search type: payroll."],
])("%s is refused in the recorded words", async (q, words) => {
  const { status, code, where, detail } = await refusal(q);
  expect([status, code, where]).toEqual([400, "INVALID_PARAMETER", "q"]);
  expect(detail).toBe(
    `Invalid search query. Detailed unprocessed description follows. Search error occurred: ${words}`,
  );
});

test.each([
  "DELETE FROM transaction",
  "UPDATE vendor SET email = 'x'",
  "INSERT INTO vendor (id) VALUES (1)",
  "DROP TABLE vendor",
  "SELECT id FROM vendor; DELETE FROM vendor",
  "WITH a AS (SELECT 1 FROM vendor) SELECT * FROM a",
  "SELECT id FROM vendor -- and more",
  "PRAGMA case_sensitive_like",
  "SELECT load_extension('x') FROM vendor",
  "SELECT id FROM sqlite_master",
  "SELECT entity, COUNT(*) FROM transaction",
  "SELECT id FROM vendor WHERE id = 'abc'",
  "",
])("%j is refused and changes nothing", async (q) => {
  expect((await refusal(q)).status).toBe(400);
  expect(simulator.snapshot()).toEqual({});
});

test("Prefer: transient is required and confirmed", async () => {
  const path = "/services/rest/query/v1/suiteql";
  const ask = (headers: Record<string, string>) =>
    call({ method: "POST", path, body: { q: "SELECT id FROM term" }, headers });
  expect((await ask({})).status).toBe(400);
  expect((await ask({ prefer: "transient" })).headers.get("preference-applied")).toBe("transient");
});

test("The number of values must fit, and an account before 2026.2 knows no parameters", async () => {
  const q = "SELECT id FROM vendor WHERE id = ?";
  expect((await refusal(q)).status).toBe(400);
  expect(await rows(q, ["501"])).toHaveLength(1);
  simulator.switches.paramsSupported = false;
  expect((await refusal(q, ["501"])).status).toBe(400);
});

test("Paging hands out every row once, with a last link that is wrong", async () => {
  const seen = new Set<string>();
  let page = "?limit=100&offset=0";
  for (let pages = 0; page !== ""; pages++) {
    const { body } = await query("SELECT id FROM vendor ORDER BY id", [], { page });
    for (const { id } of body.items) seen.add(id ?? "");
    const links = body.links as { rel: string; href: string }[];
    const last = links.find(({ rel }) => rel === "last");
    if (pages === 0) expect(new URL(last?.href ?? "http://none").searchParams.get("offset")).toBe("0");
    if (pages === 1)
      expect(links.map(({ rel }) => rel)).toEqual(["next", "last", "previous", "first", "self"]);
    page = body.hasMore ? new URL(links.find(({ rel }) => rel === "next")?.href ?? "").search : "";
  }
  expect(seen.size).toBe(650);
});

test("The last link of seven rows by two leads to row 2 instead of row 6", async () => {
  const { body } = await query("SELECT id FROM vendor WHERE id <= 507", [], { page: "?limit=2" });
  const last = (body.links as { rel: string; href: string }[]).find(({ rel }) => rel === "last");
  expect([body.totalResults, new URL(last?.href ?? "http://none").searchParams.get("offset")]).toEqual([
    7,
    "2",
  ]);
});

test("The number of rows is never given beyond a thousand pages", async () => {
  const { body } = await query("SELECT id FROM transaction ORDER BY id", [], { page: "?limit=5" });
  expect(body.totalResults).toBe(5_000);
});

test.each(["?limit=0", "?limit=1001", "?limit=x", "?limit=10&offset=5"])(
  "The page %s is refused",
  async (page) => {
    expect((await refusal("SELECT id FROM vendor", [], { page })).status).toBe(400);
  },
);

test("A role without bills sees none of them, their lines or their links", async () => {
  const options = { role: "project_reader" };
  const seen = async (from: string) => (await rows(`SELECT COUNT(*) AS n FROM ${from}`, [], options))[0]?.n;
  expect(await seen("transaction WHERE type = 'VendBill'")).toBe("0");
  expect(await seen(`transactionline WHERE transaction = ${planted.pendingBills[0]}`)).toBe("0");
  expect(await seen("nexttransactionlinelink WHERE nexttype = 'VendBill'")).toBe("0");
  expect(await seen("transaction WHERE type = 'PurchOrd'")).toBe("4200");
});

test("To a role without the full employee permission, limits read as unknown columns", async () => {
  const limits = await refusal("SELECT purchaseorderapprovallimit FROM employee", [], {
    role: "project_reader",
  });
  expect(limits.detail).toContain("Unknown identifier 'purchaseorderapprovallimit'");
  expect((await refusal("SELECT socialsecuritynumber FROM employee")).status).toBe(400);
});

test("A role held to one subsidiary sees only its rows", async () => {
  const options = { role: "equipment_reader", page: "?limit=1000" };
  for (const table of ["vendor", "job", "customer", "employee"]) {
    const found = await rows(`SELECT DISTINCT subsidiary FROM ${table}`, [], options);
    expect(found, table).toEqual([{ links: [], subsidiary: "3" }]);
  }
  const q = "SELECT DISTINCT BUILTIN.DF(currency) AS currency FROM transaction";
  expect(await rows(q, [], options)).toEqual([{ links: [], currency: "CAD" }]);
});

test("A single-company account knows neither subsidiaries nor their columns", async () => {
  simulator.switches.oneWorld = false;
  expect((await refusal("SELECT id FROM subsidiary")).detail).toContain("Invalid search type: subsidiary");
  expect((await refusal("SELECT subsidiary FROM vendor")).detail).toContain(
    "Unknown identifier 'subsidiary'",
  );
});
