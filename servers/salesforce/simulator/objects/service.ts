import {
  anyReference,
  checkbox,
  externalId,
  type Field,
  field,
  longText,
  picklist,
  readOnly,
  reference,
  required,
  text,
} from "./field.ts";
import { objectType } from "./object-type.ts";

/** An owner who may also be a queue. */
const ownerOrQueue = (): Field =>
  anyReference("OwnerId", ["Group", "User"], {
    ...required,
    defaultedOnCreate: true,
    relationshipName: "Owner",
  });

/** Standard fields of Case are [recalled]. */
export const caseObject = objectType({
  name: "Case",
  keyPrefix: "500",
  editable: true,
  searchable: true,
  fields: [
    text("CaseNumber", 30, {
      ...readOnly,
      nillable: false,
      autoNumber: true,
      nameField: true,
      idLookup: true,
    }),
    text("Subject", 255),
    longText("Description", 32_000),
    // Only the value Closed closes a case here; a real org marks that on its list of values.
    picklist("Status", ["New", "Working", "Escalated", "Closed"], { defaultedOnCreate: true }),
    picklist("Priority", ["High", "Medium", "Low"], { defaultedOnCreate: true }),
    picklist("Origin", ["Phone", "Email", "Web"]),
    picklist("Type", ["Mechanical", "Electrical", "Electronic", "Structural", "Other"]),
    picklist("Reason", ["Installation", "Equipment", "Performance", "Breakdown", "Feedback", "Other"]),
    reference("AccountId", "Account", { childRelationshipName: "Cases" }),
    reference("ContactId", "Contact", { childRelationshipName: "Cases" }),
    ownerOrQueue(),
    checkbox("IsClosed", { ...readOnly, label: "Closed" }),
    checkbox("IsEscalated", { label: "Escalated" }),
    field("ClosedDate", "datetime", readOnly),
    // Both custom fields are the demo org's; what a case was promised stands in the second.
    text("Job_Site__c", 255),
    field("SLA_Due__c", "datetime"),
  ],
});

/** Text of at most 4,000 characters without a field of our own to recognise a repeat by (reference, section 6). */
export const caseComment = objectType({
  name: "CaseComment",
  keyPrefix: "00a",
  editable: true,
  fields: [
    reference("ParentId", "Case", {
      ...required,
      updateable: false,
      childRelationshipName: "CaseComments",
      cascadeDelete: true,
    }),
    longText("CommentBody", 4_000, { label: "Body" }),
    // True shows the comment to the customer in their portal.
    checkbox("IsPublished", { label: "Published" }),
  ],
});

const whatObjects = ["Account", "Case", "Opportunity"];

/** What tasks and events have in common. */
const activityFields = (plural: "Tasks" | "Events"): Field[] => [
  // Lead stands among the kinds as recorded; the demo org has no leads, so none is ever found behind it.
  anyReference("WhoId", ["Contact", "Lead"], {
    relationshipName: "Who",
    childRelationshipName: plural,
    label: "Name ID",
  }),
  anyReference("WhatId", whatObjects, {
    relationshipName: "What",
    childRelationshipName: plural,
    cascadeDelete: true,
    label: "Related To ID",
  }),
  field("Subject", "combobox", {
    length: 255,
    groupable: false,
    nameField: true,
    options: ["Call", "Email", "Meeting", "Send Letter/Quote", "Other"],
  }),
  longText("Description", 32_000),
  reference("AccountId", "Account", readOnly),
  // An event may stand in a public calendar, a task may wait in a queue.
  anyReference("OwnerId", [plural === "Tasks" ? "Group" : "Calendar", "User"], {
    ...required,
    defaultedOnCreate: true,
    relationshipName: "Owner",
    label: "Assigned To ID",
  }),
  // Old closed activities leave plain queries and stay in queryAll (reference, section 6).
  checkbox("IsArchived", { ...readOnly, label: "Archived" }),
  // By it a write can be repeated without a second activity. A switch takes it away: not every org will add it.
  externalId("MCP_Request_Id__c", { unique: true }),
];

/** Something to do or done: a call, an e-mail, a task. Status Completed closes it, whatever else it says. */
export const task = objectType({
  name: "Task",
  keyPrefix: "00T",
  editable: true,
  searchable: true,
  fields: [
    ...activityFields("Tasks"),
    field("ActivityDate", "date", { label: "Due Date Only" }),
    picklist("Status", ["Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred"], {
      ...required,
      defaultedOnCreate: true,
    }),
    picklist("Priority", ["High", "Normal", "Low"], { ...required, defaultedOnCreate: true }),
    picklist("TaskSubtype", ["Task", "Email", "ListEmail", "Cadence", "Call"], {
      length: 40,
      restrictedPicklist: true,
      updateable: false,
    }),
    field("CallDurationInSeconds", "int", { label: "Call Duration" }),
    checkbox("IsClosed", { ...readOnly, label: "Closed" }),
    // Set by the platform when the status closes the task, and taken back when it is opened again.
    field("CompletedDateTime", "datetime", readOnly),
  ],
});

/** Something at a time. Beginning and either end or duration are needed; the platform fills in the third. */
export const event = objectType({
  name: "Event",
  keyPrefix: "00U",
  editable: true,
  searchable: true,
  fields: [
    ...activityFields("Events"),
    text("Location", 255),
    checkbox("IsAllDayEvent", { label: "All-Day Event" }),
    // The same moment as `StartDateTime` under its older name; writes may use either.
    field("ActivityDateTime", "datetime", { label: "Due Date Time" }),
    field("ActivityDate", "date", { label: "Due Date Only" }),
    field("DurationInMinutes", "int", { label: "Duration" }),
    field("StartDateTime", "datetime", { label: "Start Date Time" }),
    field("EndDateTime", "datetime", { label: "End Date Time" }),
    picklist("ShowAs", ["Busy", "OutOfOffice", "Free"], {
      length: 40,
      defaultedOnCreate: true,
      defaultValue: "Busy",
      restrictedPicklist: true,
      label: "Show Time As",
    }),
    picklist("EventSubtype", ["Event"], { length: 40, restrictedPicklist: true, updateable: false }),
  ],
});
