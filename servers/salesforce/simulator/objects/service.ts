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
    text("Job_Site__c", 255),
    field("SLA_Due__c", "datetime"),
  ],
});

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
    checkbox("IsPublished", { label: "Published" }),
  ],
});

const whatObjects = ["Account", "Case", "Opportunity"];

/** What tasks and events have in common. */
const activityFields = (plural: "Tasks" | "Events"): Field[] => [
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
  checkbox("IsArchived", { ...readOnly, label: "Archived" }),
  externalId("MCP_Request_Id__c", { unique: true }),
];

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
    field("CompletedDateTime", "datetime", readOnly),
  ],
});

export const event = objectType({
  name: "Event",
  keyPrefix: "00U",
  editable: true,
  searchable: true,
  fields: [
    ...activityFields("Events"),
    text("Location", 255),
    checkbox("IsAllDayEvent", { label: "All-Day Event" }),
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
