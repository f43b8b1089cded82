import { expect, test } from "vitest";
import { type Relation, rightAt } from "./access-levels.ts";
import { fieldClasses } from "./field-classes.ts";
import { knownScopes, opens } from "./scopes.ts";

const relations: Relation[] = ["self", "report", "other"];
const levels = ["employee", "manager", "director", "safety", "payroll", "hrAdmin", "owner", "service"];

test("The table has a right for every class, level and relation", () => {
  for (const field of fieldClasses) {
    for (const level of levels) {
      for (const relation of relations) {
        expect(["none", "view", "edit", "editWithApproval"], `${field} ${level} ${relation}`).toContain(
          rightAt(level, field, relation),
        );
      }
    }
  }
});

test("The owner edits everything, the service account sees everything and edits nothing, a stranger nothing", () => {
  for (const field of fieldClasses) {
    expect(rightAt("owner", field, "other")).toBe("edit");
    expect(rightAt("service", field, "other")).toBe("view");
    expect(rightAt("stranger", field, "self")).toBe("none");
  }
});

test("Pay is one's own and HR's, and a manager's only where the level gives it", () => {
  const right = (level: string, relation: Relation) => rightAt(level, "compensation", relation);
  expect([right("employee", "self"), right("manager", "report"), right("director", "report")]).toEqual([
    "view",
    "none",
    "view",
  ]);
});

test("A key reaches every class, a token those of its scopes", () => {
  expect(opens(null, "payroll", true)).toBe(true);
  const scopes = new Set(["employee", "employee:compensation.write"]);
  expect([opens(scopes, "name", false), opens(scopes, "name", true)]).toEqual([true, false]);
  expect([opens(scopes, "compensation", false), opens(scopes, "compensation", true)]).toEqual([true, true]);
  expect(opens(scopes, "protected", false)).toBe(false);
});

test("No scope opens bank, tax and pay stubs", () => {
  for (const scope of knownScopes) expect(opens(new Set([scope]), "payroll", false), scope).toBe(false);
});
