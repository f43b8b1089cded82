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

export const user = objectType({
  name: "User",
  keyPrefix: "005",
  searchable: true,
  stamped: true,
  fields: [
    text("Username", 80, { ...required, idLookup: true }),
    text("FirstName", 40),
    text("LastName", 80, required),
    text("Name", 121, { ...readOnly, nillable: false, nameField: true, label: "Full Name" }),
    field("Email", "email", { length: 128, ...required, idLookup: true }),
    text("Title", 80),
    text("Department", 80),
    phone("Phone"),
    checkbox("IsActive", { label: "Active" }),
    reference("ManagerId", "User", { childRelationshipName: "ManagedUsers" }),
    reference("ProfileId", "Profile", required),
    reference("UserRoleId", "UserRole"),
    reference("DelegatedApproverId", "User", { relationshipName: null }),
    text("TimeZoneSidKey", 40),
    text("FederationIdentifier", 512),
    picklist("UserType", ["Standard", "AutomatedProcess"], { length: 40 }),
  ],
});

export const userRole = objectType({
  name: "UserRole",
  keyPrefix: "00E",
  label: "Role",
  fields: [
    text("Name", 80, { nillable: false, nameField: true }),
    reference("ParentRoleId", "UserRole", { relationshipName: null }),
    text("DeveloperName", 80),
  ],
});

export const profile = objectType({
  name: "Profile",
  keyPrefix: "00e",
  fields: [text("Name", 255, { nillable: false, nameField: true })],
});

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
    anyReference("UserOrGroupId", ["Group", "User"], { relationshipName: null }),
  ],
});

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

const statuses = ["Started", "NoResponse", "Pending", "Approved", "Rejected", "Removed", "Reassigned"];
const targets = ["Account", "Opportunity"];

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
