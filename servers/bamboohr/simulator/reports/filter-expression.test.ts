import { expect, test } from "vitest";
import { BambooError } from "../wire/errors.ts";
import { fieldsOf, matches, parseFilter } from "./filter-expression.ts";

const person: Record<string, string | null> = {
  status: "Active",
  department: "Field Services",
  hireDate: "2024-03-04",
  rate: "9.50",
  name: "O'Hara",
  gone: null,
};
const fits = (filter: string) => matches(parseFilter(filter), (field) => person[field] ?? null);

test.each([
  ["status eq 'active'", true],
  ["status ne 'Active'", false],
  ["hireDate ge '2024-01-01' and hireDate lt '2025-01-01'", true],
  ["rate lt 10", true],
  ["department in ('Sales','Field Services')", true],
  ["department in ('Sales')", false],
  ["name eq 'O''Hara'", true],
  ["gone eq ''", false],
  ["gone ne 'x'", true],
  ["status eq 'x' or status eq 'Active' and rate gt 10", false],
  ["(status eq 'x' or status eq 'Active') and rate le 9.5", true],
])("%s is %s", (filter, expected) => {
  expect(fits(filter)).toBe(expected);
});

test.each([
  "status",
  "status eq",
  "status like 'x'",
  "status eq 'x' and",
  "status eq 'x') or (1 eq 1",
  "status in 'x'",
  "'status' eq 'x'",
  "status eq 'x",
  "status eq 'x' extra",
])("%s is refused with 422", (filter) => {
  expect(() => parseFilter(filter)).toThrow(BambooError);
});

test("The fields of an expression are named wherever they stand", () => {
  expect(fieldsOf(parseFilter("a eq 1 or (b in (2,3) and c ne 4)"))).toEqual(["a", "b", "c"]);
});
