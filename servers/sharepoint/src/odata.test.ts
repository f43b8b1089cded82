import { expect, test } from "vitest";
import { fieldPath, odataFilter } from "./odata.ts";

const eq = (value: string | number | boolean) => odataFilter([{ column: "Status", op: "eq", value }]);

test.each([
  ["Open", "fields/Status eq 'Open'"],
  ["O'Malley's", "fields/Status eq 'O''Malley''s'"],
  ["x' or 1 eq 1 or fields/A eq '", "fields/Status eq 'x'' or 1 eq 1 or fields/A eq '''"],
  ["'", "fields/Status eq ''''"],
  ["a) or (b", "fields/Status eq 'a) or (b'"],
  ["%27 or 1", "fields/Status eq '%27 or 1'"],
  [12.5, "fields/Status eq 12.5"],
  [true, "fields/Status eq 1"],
])("%j is a literal", (value, filter) => {
  expect(eq(value)).toBe(filter);
});

test("all conditions hold", () => {
  const filter = odataFilter([
    { column: "Due_x0020_Date", op: "lt", value: "2026-11-20T00:00:00Z" },
    { column: "Title", op: "starts_with", value: "RFI'" },
  ]);
  expect(filter).toBe("fields/Due_x0020_Date lt '2026-11-20T00:00:00Z' and startswith(fields/Title,'RFI''')");
});

test.each(["a b", "a/b", "a eq 1 or b", "", "1a", "$top", "a'"])("%j is no column", (column) => {
  expect(() => fieldPath(column)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])("%d cannot be written out", (value) => {
  expect(() => eq(value)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("an unknown comparison is refused", () => {
  expect(() => odataFilter([{ column: "a", op: "or 1 eq" as never, value: 1 }])).toThrow(/comparison/);
});
