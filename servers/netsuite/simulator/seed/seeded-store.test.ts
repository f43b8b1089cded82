import { createCompany } from "@gatehouse/demo";
import { expect, test } from "vitest";
import { seededStore } from "./seeded-store.ts";

type Seeded = ReturnType<typeof seededStore>;

const SUMS = `SELECT COUNT(*) AS n, SUM(id) AS ids, SUM(foreigntotal) AS money, SUM(entity) AS entities,
  SUM(LENGTH(memo)) AS letters FROM "transaction"`;
const recordsOf = ({ store }: Seeded) => [store.rows("SELECT * FROM vendor"), store.row(SUMS)];

test("Every account of one company holds the same records, and what is done to one is not done to the next", () => {
  const company = createCompany();
  const [first, second, third] = [seededStore(company), seededStore(company), seededStore(createCompany())];
  const seed = recordsOf(first);
  for (const each of [second, third]) {
    expect(each.planted).toEqual(first.planted);
    expect(recordsOf(each)).toEqual(seed);
  }
  third.store.update("vendor", [Number(company.vendors[0]?.id)], { companyname: "Changed" });
  third.planted.pendingBills.length = 0;
  const fourth = seededStore(company);
  expect(fourth.planted).toEqual(first.planted);
  expect(recordsOf(fourth)).toEqual(seed);
  expect(Object.keys(third.store.snapshot())).toHaveLength(1);
  expect(fourth.store.snapshot()).toEqual({});
});

test("Another company is not taken for one that was seeded before", () => {
  const companies = [createCompany(), createCompany(), createCompany({ today: "2026-10-05" })];
  for (const company of companies) {
    const { store } = seededStore(company);
    expect(store.row(`SELECT MAX(trandate) AS day FROM "transaction"`)?.day).toBe(company.today);
  }
});
