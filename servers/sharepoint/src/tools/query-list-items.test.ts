import { codeOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SimulatedTenant, simulatedTenant, urlOf } from "../simulated-tenant.ts";
import { listLists } from "./list-lists.ts";
import { queryListItems } from "./query-list-items.ts";

let tenant: SimulatedTenant;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  tenant = await simulatedTenant((close) => closers.push(close));
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Rows = { columns: string[]; items: (string | null)[][]; returned: number; warnings?: string[] };
type Filter = { column: string; op: string; value: string };
const EQUIPMENT = "operations / Equipment";
const query = (list: string, filters: Filter[], more: object = {}) =>
  tenant.run<Rows>(queryListItems, { list, filters, limit: 100, ...more });
const column = ({ columns, items }: Rows, name: string) =>
  items.map((row) => row[columns.indexOf(name)] ?? null);

test("columns carry the names that people see, and their types", async () => {
  type Lists = { items: { name: string; columns: { name: string; type: string; indexed?: boolean }[] }[] };
  const { items } = await tenant.run<Lists>(listLists, { site: "J-25033", include_columns: true });
  const log = items.find(({ name }) => name === "RFI log");
  expect(items.map(({ name }) => name)).not.toContain("Documents");
  expect(log?.columns).toContainEqual({ name: "Ball in court", type: "person" });
  expect(log?.columns).toContainEqual(
    expect.objectContaining({ name: "State", type: "choice", indexed: true }),
  );
  expect(log?.columns.map(({ name }) => name)).not.toContain("Content Type");
});

describe("filters", () => {
  test.each<[string, Filter, (value: string | null) => boolean]>([
    [
      "on an indexed column",
      { column: "Serial number", op: "starts_with", value: "HG700" },
      (v) => v?.startsWith("HG700") === true,
    ],
    ["on a column without an index", { column: "Kind", op: "eq", value: "Lift" }, (v) => v === "Lift"],
    ["on a number", { column: "Hours", op: "ge", value: "3000" }, (v) => Number(v) >= 3_000],
    ["on a date", { column: "Next service", op: "lt", value: "2026-11-20" }, (v) => String(v) < "2026-11-20"],
    [
      "on a person's name",
      { column: "Responsible", op: "eq", value: "Ingrid Solberg" },
      (v) => v === "Ingrid Solberg",
    ],
    [
      "on a part of a text",
      { column: "Machine", op: "contains", value: "ft 1" },
      (v) => v?.includes("ft 1") === true,
    ],
    ["by the internal name", { column: "field_7", op: "ne", value: "Denver" }, () => true],
  ])("%s", async (_, filter, holds) => {
    const rows = await query(EQUIPMENT, [filter]);
    expect(rows.returned).toBeGreaterThan(0);
    const name = filter.column === "field_7" ? "Stands at" : filter.column;
    expect(column(rows, name).every(holds)).toBe(true);
    if (filter.column === "field_7") expect(column(rows, name)).not.toContain("Denver");
  });

  test("all hold at once, in the order asked for", async () => {
    const rows = await query(
      EQUIPMENT,
      [
        { column: "Kind", op: "eq", value: "Truck" },
        { column: "Hours", op: "gt", value: "1000" },
      ],
      { order_by: { column: "Hours", descending: true }, columns: ["Kind", "Hours", "Modified By"] },
    );
    expect(rows.columns).toEqual(["ref", "Kind", "Hours", "Modified By"]);
    const hours = column(rows, "Hours").map(Number);
    expect(hours).toEqual(hours.toSorted((a, b) => b - a));
    expect(Math.min(...hours)).toBeGreaterThan(1_000);
  });
});

describe("a filter", () => {
  test.each(["' or 1 eq 1 or fields/Title eq '", "x') or (fields/Title ne 'y", "' ; drop", "\\'"])(
    "with the value %s finds nothing",
    async (value) => {
      for (const name of ["Serial number", "Kind"])
        expect((await query(EQUIPMENT, [{ column: name, op: "eq", value }])).items).toEqual([]);
    },
  );

  test.each<[Filter]>([
    [{ column: "No such column", op: "eq", value: "x" }],
    [{ column: "fields/Title eq 'x' or fields/Kind", op: "eq", value: "x" }],
    [{ column: "_ComplianceFlags", op: "eq", value: "x" }],
    [{ column: "Hours", op: "eq", value: "many" }],
    [{ column: "Next service", op: "lt", value: "soon" }],
    [{ column: "Kind", op: "or", value: "x" }],
  ])("%j is refused", async (filter) => {
    expect(await codeOf(query(EQUIPMENT, [filter]))).toBe("invalid_input");
  });

  test("a list above 5,000 rows is filtered here, and says that it was not read to its end", async () => {
    const list = "field-services / Daily reports";
    const snow = await query(list, [{ column: "Weather", op: "eq", value: "Snow" }], {
      order_by: { column: "People on site", descending: true },
    });
    expect(column(snow, "Weather").every((weather) => weather === "Snow")).toBe(true);
    expect(snow.warnings).toEqual([expect.stringContaining("5000")]);
    const day = await query(list, [
      { column: "Day", op: "ge", value: "2026-11-18" },
      { column: "Weather", op: "eq", value: "Dry" },
    ]);
    expect(day.returned).toBeGreaterThan(0);
    expect(day.warnings).toBeUndefined();
  });
});

test("a row is read by its ref and by its address", async () => {
  const { items } = await query(EQUIPMENT, [], { limit: 1 });
  const [row = []] = items;
  const byRef = await tenant.run<Rows>(queryListItems, { list: row[0] });
  expect(byRef.items).toEqual([row]);
  const byAddress = await tenant.run<Rows>(queryListItems, {
    list: urlOf("/sites/operations/Lists/Equipment/1_.000"),
  });
  expect(byAddress.items).toEqual([row]);
  const filters = [{ column: "Kind", op: "eq", value: "Lift" }];
  expect(await codeOf(tenant.run(queryListItems, { list: row[0], filters }))).toBe("invalid_input");
});

test("lookups and people read as text, and a planted instruction stays a value", async () => {
  const rows = await query("J-25033 / RFI log", [], { columns: ["Subject", "Ball in court", "Answer"] });
  expect(column(rows, "Ball in court").every((name) => name !== null && !/^#?\d+$/.test(name))).toBe(true);
  expect(column(rows, "Answer").some((answer) => /SYSTEM NOTE/.test(answer ?? ""))).toBe(true);
  const changes = await query("J-25033 / Change orders", [], { columns: ["From RFI"] });
  expect(column(changes, "From RFI").some((subject) => /[a-z]/i.test(subject ?? ""))).toBe(true);
});
