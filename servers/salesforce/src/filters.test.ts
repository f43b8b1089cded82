import { expect, test } from "vitest";
import { type Filter, filterCondition } from "./filters.ts";
import { type ObjectName, objectsWith } from "./objects.ts";

const objects = objectsWith([{ object: "Opportunity", field: "Margin_Pct__c", type: "number" }]);
const condition = (filter: Filter, object: ObjectName = "Opportunity") =>
  filterCondition(objects, object, filter);

test.each<[Filter, object]>([
  [
    { field: "Name", op: "contains", value: "50%" },
    { field: "Name", operator: "contains", value: "50%" },
  ],
  [
    { field: "Amount", op: "ge", value: "1500.5" },
    { field: "Amount", operator: "ge", value: 1500.5 },
  ],
  [
    { field: "Margin_Pct__c", op: "lt", value: "12" },
    { field: "Margin_Pct__c", operator: "lt", value: 12 },
  ],
  [
    { field: "CloseDate", op: "le", value: "2026-12-31" },
    { field: "CloseDate", operator: "le", value: { day: "2026-12-31" } },
  ],
  [
    { field: "CreatedDate", op: "gt", value: "2026-11-01T08:00:00Z" },
    { field: "CreatedDate", operator: "gt", value: { moment: "2026-11-01T08:00:00Z" } },
  ],
  [
    { field: "IsClosed", op: "eq", value: "true" },
    { field: "IsClosed", operator: "eq", value: true },
  ],
  [
    { field: "StageName", op: "in", values: ["A", "B"] },
    { field: "StageName", operator: "in", value: ["A", "B"] },
  ],
  [
    { field: "Account.Name", op: "is_null" },
    { field: "Account.Name", operator: "is_null", value: true },
  ],
  [
    { field: "CloseDate", op: "in_last_days", value: "30" },
    { field: "CloseDate", operator: "in_last_days", value: 30 },
  ],
])("%j becomes %j", (filter, expected) => {
  expect(condition(filter)).toEqual(expected);
});

test.each<[Filter]>([
  [{ field: "Amount", op: "contains", value: "1" }],
  [{ field: "Amount", op: "eq", value: "1 OR Id != null" }],
  [{ field: "Amount", op: "eq" }],
  [{ field: "CloseDate", op: "eq", value: "TODAY" }],
  [{ field: "CloseDate", op: "in_last_days", value: "30 OR 1" }],
  [{ field: "CloseDate", op: "in_last_days", value: "0" }],
  [{ field: "CreatedDate", op: "gt", value: "LAST_YEAR" }],
  [{ field: "IsClosed", op: "eq", value: "yes" }],
  [{ field: "StageName", op: "in", value: "A" }],
  [{ field: "AccountId", op: "eq", value: "1" }],
  [{ field: "Account.Name", op: "is_null", value: "no" }],
  [{ field: "Description", op: "contains", value: "x" }],
  [{ field: "Amout", op: "eq", value: "1" }],
  [{ field: "Account.Owner.Name", op: "eq", value: "x" }],
  [{ field: "Owner.Username", op: "eq", value: "x" }],
])("%j is refused", (filter) => {
  expect(() => condition(filter)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("nobody finds out a person's address by filtering for it", () => {
  const guess: Filter = { field: "Email", op: "starts_with", value: "a" };
  expect(() => condition(guess, "Contact")).toThrow(expect.objectContaining({ code: "not_allowed" }));
  expect(() => condition({ ...guess, field: "Contact.Email" }, "Case")).toThrow(
    expect.objectContaining({ code: "not_allowed" }),
  );
});

test("a misspelt field is answered with the one that was meant", () => {
  const meant = (field: string) => {
    try {
      objects.field("Opportunity", field);
      return "";
    } catch (error) {
      return (error as { next: string }).next;
    }
  };
  expect(meant("Amout")).toBe("Did you mean Amount?");
  expect(meant("closedate")).toBe("Did you mean CloseDate?");
  expect(meant("Acount.Name")).toBe("Did you mean Account.Name?");
  expect(meant("Whatever")).toContain("salesforce_describe_object");
});
