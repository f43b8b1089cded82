import type { Row, Store } from "../store.ts";

/** What a profile may do with an object's records as far as sharing lets it. */
export type ObjectRight = "none" | "read" | "edit";

export const profileNames = ["Sales", "Service", "Read-only"] as const;
export type ProfileName = (typeof profileNames)[number];

/** Read by every profile; nobody edits them through the API. */
const salesEdits = ["Account", "Contact", "Opportunity", "OpportunityContactRole", "Task", "Event"];
const serviceEdits = ["Contact", "Case", "CaseComment", "Task", "Event"];

/** Read-only people have no right to cases at all. */
const rights: Record<ProfileName, { edits: string[]; none: string[] }> = {
  Sales: { edits: salesEdits, none: [] },
  Service: { edits: serviceEdits, none: [] },
  "Read-only": { edits: [], none: ["Case", "CaseComment"] },
};

/** Fields that profiles hide, and the permission that shows them all the same; null is shown to nobody. */
const protectedFields: Record<string, Permission | null> = {
  "Opportunity.Margin_Pct__c": "seeMargin",
  "Contact.Identity_Number__c": null,
};

/** Readable by all who see the record, writable by none through the API. */
const readOnlyFields: Record<ProfileName, string[]> = {
  Sales: ["Account.NetSuite_Id__c", "Contact.NetSuite_Id__c"],
  Service: ["Contact.NetSuite_Id__c", "Contact.OwnerId"],
  "Read-only": [],
};

/** What a permission set adds to a profile. */
export type Permission = "viewAllData" | "seeMargin";

/** Who has which permission set, by e-mail name; the integration user is the one that client credentials act as. */
const permissionSets: Record<string, Permission[]> = {
  "gatehouse.integration": ["viewAllData"],
  "mei.tanaka": ["viewAllData"],
  "ruth.abara": ["viewAllData"],
  "ingrid.solberg": ["seeMargin"],
  "amara.osei": ["seeMargin"],
};

export const permissionsOf = (user: Row): Permission[] =>
  permissionSets[String(user.Username).split("@")[0] ?? ""] ?? [];

export function profileOf(store: Store, user: Row): ProfileName {
  const name = store.read("Profile", String(user.ProfileId))?.Name;
  return profileNames.find((known) => known === name) ?? "Read-only";
}

export function objectRight(profile: ProfileName, object: string): ObjectRight {
  const { edits, none } = rights[profile];
  return none.includes(object) ? "none" : edits.includes(object) ? "edit" : "read";
}

export function isHiddenFrom(user: Row, field: string): boolean {
  const permission = protectedFields[field];
  return permission !== undefined && (permission === null || !permissionsOf(user).includes(permission));
}

export const isReadOnlyFor = (profile: ProfileName, field: string): boolean =>
  readOnlyFields[profile].includes(field);
