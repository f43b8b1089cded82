import type { Account, Session } from "../account.ts";
import type { FieldDefinition } from "../fields/field-definition.ts";
import { managerIdOf } from "../people/person-view.ts";
import type { Employee } from "../records.ts";
import type { Store } from "../store.ts";
import { employeeNotFound, forbidden } from "../wire/errors.ts";
import { type Feature, hasFeature, type Relation, type Right, rightAt } from "./access-levels.ts";
import { type FieldClass, fieldClasses } from "./field-classes.ts";
import { opens } from "./scopes.ts";

const longestLine = 12;

/** How the caller stands to a person: self, above them in the line of managers, or neither. A loop ends the search. */
function relationTo(account: Account, { user }: Session, employeeId: string): Relation {
  if (user.employeeId === null) return "other";
  if (user.employeeId === employeeId) return "self";
  const seen = new Set([employeeId]);
  let manager = managerIdOf(account.store, employeeId, account.today);
  while (manager !== null && !seen.has(manager) && seen.size < longestLine) {
    if (manager === user.employeeId) return "report";
    seen.add(manager);
    manager = managerIdOf(account.store, manager, account.today);
  }
  return "other";
}

export type Access = {
  rightTo(field: FieldClass): Right;
  sees(field: FieldClass): boolean;
  edits(field: FieldClass): boolean;
};

/** What the caller may do with one person: the level's right by relation, cut down to the token's scopes. */
export function accessTo(account: Account, session: Session, employeeId: string): Access {
  const relation = relationTo(account, session, employeeId);
  const rightTo = (field: FieldClass): Right => {
    const right = rightAt(session.user.level, field, relation);
    if (right === "none" || !opens(session.scopes, field, false)) return "none";
    return right !== "view" && !opens(session.scopes, field, true) ? "view" : right;
  };
  return {
    rightTo,
    sees: (field) => rightTo(field) !== "none",
    edits: (field) => rightTo(field) === "edit",
  };
}

/** Whether a field of somebody shows to the caller: its class does, and the account does not hide it from everybody. */
export const showsField = (account: Account, access: Access, field: FieldDefinition): boolean =>
  access.sees(field.class) && !account.switches.hiddenFields.includes(field.alias ?? String(field.id));

/** The person an address names; 0 is the caller. Refuses with 404 whoever is not there and with 403 whoever the caller may see nothing of. */
export function personAt(account: Account, session: Session, id: string): Employee {
  const employee = account.store.employees.get(id === "0" ? (session.user.employeeId ?? "") : id);
  if (!employee) throw employeeNotFound();
  const access = accessTo(account, session, employee.id);
  if (!fieldClasses.some((field) => access.sees(field))) throw forbidden();
  return employee;
}

const featureScopes: Partial<Record<Feature, string>> = {
  users: "user",
  reports: "report",
  fields: "field",
  webhooks: "webhooks",
};

export function requireFeature({ user, scopes }: Session, feature: Feature): void {
  const scope = featureScopes[feature];
  if (!hasFeature(user.level, feature) || (scopes && scope && !scopes.has(scope))) throw forbidden();
}

/** Refuses a token that has none of the scopes; a key passes, and whoever may write may read. */
export function requireScope({ scopes }: Session, ...any: string[]): void {
  if (scopes && !any.some((scope) => scopes.has(scope) || scopes.has(`${scope}.write`))) throw forbidden();
}

/** The users whose level makes them administrators count as approvers of HR's step. */
export const userOf = (store: Store, employeeId: string) =>
  store.users.all().find((user) => user.employeeId === employeeId);
