import {
  anyReference,
  checkbox,
  field,
  phone,
  picklist,
  readOnly,
  reference,
  required,
  text,
} from "./field.ts";
import { objectType } from "./object-type.ts";

/**
 * People and what they belong to. `Username` is what assertions name,
 * and unique over all of Salesforce; `Email` need not be.
 */
export const user = objectType({
  name: "User",
  keyPrefix: "005",
  searchable: true,
  stamped: true,
  fields: [
    // In the demo org username, e-mail and federation id are the same text, so any of them finds a person.
    text("Username", 80, { ...required, idLookup: true }),
    text("FirstName", 40),
    text("LastName", 80, required),
    text("Name", 121, { ...readOnly, nillable: false, nameField: true, label: "Full Name" }),
    field("Email", "email", { length: 128, ...required, idLookup: true }),
    text("Title", 80),
    text("Department", 80),
    phone("Phone"),
    checkbox("IsActive", { label: "Active" }),
    // The tree of managers is not the tree of roles: the first sends approvals on, the second opens records.
    reference("ManagerId", "User", { childRelationshipName: "ManagedUsers" }),
    reference("ProfileId", "Profile", required),
    reference("UserRoleId", "UserRole"),
    // Has no relation name, so a query cannot walk along it to the delegate's own fields.
    reference("DelegatedApproverId", "User", { relationshipName: null }),
    text("TimeZoneSidKey", 40),
    text("FederationIdentifier", 512),
    picklist("UserType", ["Standard", "AutomatedProcess"], { length: 40 }),
  ],
});

/** The tree that decides who sees whose records: a role sees what the roles below it own. */
export const userRole = objectType({
  name: "UserRole",
  keyPrefix: "00E",
  label: "Role",
  fields: [
    text("Name", 80, { nillable: false, nameField: true }),
    // Without a relation name: the tree is read as a list and put together by the reader.
    reference("ParentRoleId", "UserRole", { relationshipName: null }),
    text("DeveloperName", 80),
  ],
});

/** Which of the org's sets of rights a user has; the rights themselves stand in `access/profiles.ts`. */
export const profile = objectType({
  name: "Profile",
  keyPrefix: "00e",
  fields: [text("Name", 255, { nillable: false, nameField: true })],
});

/** Queues: they own records and approvals until one of their members takes them. */
export const group = objectType({
  name: "Group",
  keyPrefix: "00G",
  fields: [
    text("Name", 40, { nillable: false, nameField: true }),
    text("DeveloperName", 80),
    picklist("Type", ["Queue", "Regular"], { length: 40 }),
  ],
});

export const groupMember = objectType({
  name: "GroupMember",
  keyPrefix: "011",
  fields: [
    reference("GroupId", "Group", { childRelationshipName: "GroupMembers" }),
    // A queue may have another group as its member; those of the demo org hold users alone.
    anyReference("UserOrGroupId", ["Group", "User"], { relationshipName: null }),
  ],
});

/** The org itself, one row: its time zone, and the month in which its fiscal year begins. */
export const organization = objectType({
  name: "Organization",
  keyPrefix: "00D",
  fields: [
    text("Name", 80, { nillable: false, nameField: true }),
    text("OrganizationType", 40),
    text("InstanceName", 5),
    checkbox("IsSandbox"),
    field("FiscalYearStartMonth", "int"),
    text("TimeZoneSidKey", 40),
    text("DefaultLocaleSidKey", 40),
  ],
});

const created = () => [field("CreatedDate", "datetime"), reference("CreatedById", "User")];

/** An approval process that administrators have set up for one kind of record. */
export const processDefinition = objectType({
  name: "ProcessDefinition",
  keyPrefix: "04a",
  fields: [
    text("Name", 255, { nillable: false, nameField: true }),
    text("DeveloperName", 80),
    text("TableEnumOrId", 40),
    picklist("State", ["Active", "Inactive", "Obsolete"]),
  ],
});

/** States of a run and of its steps [recalled]; the reference, section 7, has those that a decision answers. */
const statuses = ["Started", "NoResponse", "Pending", "Approved", "Rejected", "Removed", "Reassigned"];
/** What the demo org's two processes are about. `TargetObject` is polymorphic, so a query sees Name and Type of it. */
const targets = ["Account", "Opportunity"];

/** One run of a process over one record. While it is pending the record is locked. */
export const processInstance = objectType({
  name: "ProcessInstance",
  keyPrefix: "04g",
  fields: [
    reference("ProcessDefinitionId", "ProcessDefinition"),
    anyReference("TargetObjectId", targets, { childRelationshipName: "ProcessInstances" }),
    picklist("Status", statuses),
    field("CompletedDate", "datetime"),
    reference("LastActorId", "User"),
    reference("SubmittedById", "User"),
    ...created(),
  ],
});

/** What has been decided, and by whom: submitting is the first step. */
export const processInstanceStep = objectType({
  name: "ProcessInstanceStep",
  keyPrefix: "04h",
  fields: [
    reference("ProcessInstanceId", "ProcessInstance", { childRelationshipName: "Steps" }),
    picklist("StepStatus", statuses),
    anyReference("OriginalActorId", ["Group", "User"]),
    anyReference("ActorId", ["Group", "User"]),
    text("Comments", 4_000),
    ...created(),
  ],
});

/** What waits for a decision. It is gone once decided, so a stale id is an invalid cross reference. */
export const processInstanceWorkitem = objectType({
  name: "ProcessInstanceWorkitem",
  keyPrefix: "04i",
  label: "Approval Request",
  fields: [
    reference("ProcessInstanceId", "ProcessInstance", { childRelationshipName: "Workitems" }),
    anyReference("OriginalActorId", ["Group", "User"]),
    anyReference("ActorId", ["Group", "User"]),
    ...created(),
  ],
});
