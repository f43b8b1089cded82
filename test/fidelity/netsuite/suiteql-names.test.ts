import { expect, test } from "vitest";
import { columnsIn } from "./suiteql-names.ts";

test("Columns are named by the table behind their alias, without texts, functions and placeholders", () => {
  const query = `SELECT t.id, BUILTIN.DF(t.entity) AS party, l.memo FROM transaction t
    LEFT JOIN transactionline l ON l.transaction = t.id WHERE t.memo = 'x.y t.none' AND l.item IN (SELECT i.id FROM item i)`;
  expect(columnsIn(query).toSorted()).toEqual([
    "item.id",
    "transaction.entity",
    "transaction.id",
    "transaction.memo",
    "transactionline.item",
    "transactionline.memo",
    "transactionline.transaction",
  ]);
});
