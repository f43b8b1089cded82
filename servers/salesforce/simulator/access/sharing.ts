import type { Org, Session } from "../org.ts";
import type { Row, Store, Value } from "../store.ts";
import { permissionsOf } from "./profiles.ts";

/** Roles that read, or also edit, all records of an object whoever owns them: the org's sharing rules. */
const sharingRules: { object: string; role: string; level: "read" | "edit" }[] = [
  { object: "Account", role: "Finance", level: "read" },
  { object: "Account", role: "Project Delivery", level: "read" },
  { object: "Account", role: "Service Desk", level: "read" },
  { object: "Account", role: "Service Management", level: "read" },
  { object: "Opportunity", role: "Finance", level: "read" },
  { object: "Case", role: "Service Desk", level: "edit" },
  { object: "Case", role: "Service Management", level: "edit" },
];

/** Records that are seen with another record, by the field that leads to it. */
const followers: Record<string, string> = {
  Contact: "AccountId",
  CaseComment: "ParentId",
  OpportunityHistory: "OpportunityId",
  OpportunityFieldHistory: "OpportunityId",
  OpportunityContactRole: "OpportunityId",
  ProcessInstance: "TargetObjectId",
  ProcessInstanceStep: "ProcessInstanceId",
};

/** What a follower's field leads to; where it is missing, the id's own prefix tells. */
const objectBehind: Record<string, string> = {
  AccountId: "Account",
  OpportunityId: "Opportunity",
  ProcessInstanceId: "ProcessInstance",
};

export type Sharing = ReturnType<typeof sharingOf>;

/**
 * Which records one person sees and edits. Accounts, opportunities and cases are private: they belong to their owner and to whoever stands
 * above the owner in the role tree; sharing rules, the account behind a visible opportunity or case, the opportunities and cases of an own
 * account, and a pending approval open more. Contacts follow their account, activities what they are about. All else is public.
 */
export function sharingOf(org: Org, { user }: Session) {
  const { store } = org;
  // By a permission set, whatever the role: the administrator, the auditor and the integration user have it.
  const seesAll = permissionsOf(user).includes("viewAllData");
  const roleName = store.read("UserRole", String(user.UserRoleId))?.Name;
  const ruleLevel = (object: string) =>
    sharingRules.find((rule) => rule.object === object && rule.role === roleName)?.level;
  const owners = ownersBelow(store, user);
  const actors = new Set<Value>([user.Id, ...groupsOf(store, user.Id)]);
  // Own, of somebody below, or of a queue of one's own.
  const owns = (row: Row): boolean => owners.has(row.OwnerId ?? null) || actors.has(row.OwnerId ?? null);
  // Accounts behind others' records are dear to find and change with every write, so they are kept per state.
  let derived: { version: number; accounts: Set<Value>; approvals: Set<Value> } | undefined;
  const extra = () => {
    if (derived?.version !== store.version()) {
      const accounts = accountsBehind(store, owns);
      derived = { version: store.version(), accounts, approvals: targetsToApprove(store, actors) };
    }
    return derived;
  };
  // Queues do not count here: they own no accounts.
  const ownsAccount = (id: Value | undefined): boolean => {
    const row = typeof id === "string" ? store.read("Account", id) : undefined;
    return row !== undefined && owners.has(row.OwnerId ?? null);
  };
  const sees = (object: string, row: Row): boolean => {
    if (seesAll || ruleLevel(object) !== undefined) return true;
    if (object === "Account")
      return owns(row) || extra().accounts.has(row.Id) || extra().approvals.has(row.Id);
    // Implicit sharing: whoever owns the account sees its deals and cases [recalled].
    if (object === "Opportunity" || object === "Case")
      return owns(row) || ownsAccount(row.AccountId) || extra().approvals.has(row.Id);
    if (object === "Task" || object === "Event") return owns(row) || seesId(row.WhatId) || seesId(row.WhoId);
    if (object === "ProcessInstanceWorkitem")
      return actors.has(row.ActorId ?? null) || seesFollowed(row.ProcessInstanceId, "ProcessInstance");
    const followed = followers[object];
    return followed === undefined || owns(row) || seesId(row[followed], objectBehind[followed]);
  };
  const seesFollowed = (id: Value | undefined, object: string): boolean => {
    const row = typeof id === "string" ? store.read(object, id) : undefined;
    return row !== undefined && sees(object, row);
  };
  const seesId = (id: Value | undefined, object?: string): boolean =>
    typeof id === "string" && seesFollowed(id, object ?? objectOfPrefix[id.slice(0, 3)] ?? "Account");
  return {
    sees,
    // Narrower than seeing: reading rules, implicit sharing and a
    // pending approval open a record and do not let it be changed.
    edits: (object: string, row: Row): boolean => {
      if (owns(row) || ruleLevel(object) === "edit") return true;
      if (object === "Contact") return ownsAccount(row.AccountId) || row.AccountId === null;
      const followed = followers[object];
      if (followed === undefined) return false;
      const id = row[followed];
      const parent = typeof id === "string" ? id : "";
      const parentObject = objectOfPrefix[parent.slice(0, 3)] ?? "Account";
      const behind = store.read(parentObject, parent);
      return behind !== undefined && (owns(behind) || ruleLevel(parentObject) === "edit");
    },
    /** Users and queues for whom the person may decide. */
    actors,
  };
}

const objectOfPrefix: Record<string, string> = {
  "001": "Account",
  "003": "Contact",
  "006": "Opportunity",
  "500": "Case",
};

/** The person and everybody whose role lies below the person's. */
function ownersBelow(store: Store, user: Row): Set<Value> {
  const below = new Set<Value>();
  const pending: Value[] = user.UserRoleId ? [user.UserRoleId] : [];
  for (let role = pending.pop(); role !== undefined; role = pending.pop()) {
    for (const child of store.matching("UserRole", "ParentRoleId", role)) {
      below.add(child.Id);
      pending.push(child.Id);
    }
  }
  const owners = new Set<Value>([user.Id]);
  for (const other of store.rows("User")) if (below.has(other.UserRoleId ?? null)) owners.add(other.Id);
  return owners;
}

const groupsOf = (store: Store, userId: string): Value[] =>
  store.matching("GroupMember", "UserOrGroupId", userId).map((member) => member.GroupId ?? null);

/** Whoever sees an opportunity or a case sees the account it belongs to. */
function accountsBehind(store: Store, owns: (row: Row) => boolean): Set<Value> {
  const accounts = new Set<Value>();
  for (const object of ["Opportunity", "Case"]) {
    for (const row of store.rows(object)) if (row.AccountId && owns(row)) accounts.add(row.AccountId);
  }
  return accounts;
}

/** Whoever is to decide on a record may read it. */
function targetsToApprove(store: Store, actors: Set<Value>): Set<Value> {
  const targets = new Set<Value>();
  for (const item of store.rows("ProcessInstanceWorkitem")) {
    if (!actors.has(item.ActorId ?? null)) continue;
    const instance = store.read("ProcessInstance", String(item.ProcessInstanceId));
    if (instance?.TargetObjectId) targets.add(instance.TargetObjectId);
  }
  return targets;
}
