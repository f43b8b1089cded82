import {
  anyReference,
  checkbox,
  externalId,
  field,
  longText,
  owner,
  phone,
  picklist,
  readOnly,
  reference,
  required,
  text,
} from "./field.ts";
import { objectType } from "./object-type.ts";
import { stages } from "./stages.ts";

/** The values of a new org, shortened; an account's industry is free to be another, as the list is not restricted. */
const industries =
  "Banking|Construction|Education|Energy|Engineering|Finance|Food & Beverage|Government|Healthcare|Hospitality|Manufacturing|Not For Profit|Retail|Technology|Transportation|Utilities|Other";

/** Kept by the platform from tasks and events, see `rows/activity-dates.ts`. */
const lastActivity = () => field("LastActivityDate", "date", { ...readOnly, label: "Last Activity" });

/** Lengths, labels and flags follow the recorded describe of the object; fields that no tool reads are left out. */
export const account = objectType({
  name: "Account",
  keyPrefix: "001",
  editable: true,
  searchable: true,
  fields: [
    text("Name", 255, { ...required, nameField: true, label: "Account Name" }),
    picklist("Type", ["Prospect", "Customer - Direct", "Customer - Channel", "Other"], {
      length: 40,
      label: "Account Type",
    }),
    picklist("Industry", industries.split("|"), { length: 40 }),
    reference("ParentId", "Account", { childRelationshipName: "ChildAccounts", label: "Parent Account ID" }),
    owner(),
    field("Phone", "phone", { length: 40, label: "Account Phone" }),
    field("Website", "url", { length: 255 }),
    longText("BillingStreet", 255),
    text("BillingCity", 40),
    text("BillingState", 80, { label: "Billing State/Province" }),
    text("BillingPostalCode", 20, { label: "Billing Zip/Postal Code" }),
    text("BillingCountry", 80),
    field("AnnualRevenue", "currency", { scale: 0 }),
    field("NumberOfEmployees", "int", { label: "Employees" }),
    text("AccountNumber", 40),
    longText("Description", 32_000, { label: "Account Description" }),
    lastActivity(),
    // The ERP's own id: what joins the two systems, and not unique, so that the 300 answer can be shown.
    externalId("NetSuite_Id__c"),
  ],
});

/** The parts of the compound `MailingAddress`; the compound itself is not kept. */
const mailing = () => [
  longText("MailingStreet", 255),
  text("MailingCity", 40),
  text("MailingState", 80, { label: "Mailing State/Province" }),
  text("MailingPostalCode", 20, { label: "Mailing Zip/Postal Code" }),
  text("MailingCountry", 80),
];

/** Whom an account is known by. Without an account a contact is its owner's alone. */
export const contact = objectType({
  name: "Contact",
  keyPrefix: "003",
  editable: true,
  searchable: true,
  fields: [
    reference("AccountId", "Account", { childRelationshipName: "Contacts", cascadeDelete: true }),
    text("FirstName", 40),
    text("LastName", 80, required),
    // Put together from the two others with a blank between: 40 + 80 + 1.
    text("Name", 121, { ...readOnly, nillable: false, nameField: true, label: "Full Name" }),
    text("Title", 128),
    text("Department", 80),
    field("Email", "email", { length: 80, idLookup: true }),
    field("Phone", "phone", { length: 40, label: "Business Phone" }),
    phone("MobilePhone"),
    ...mailing(),
    reference("ReportsToId", "Contact"),
    owner(),
    checkbox("HasOptedOutOfEmail", { label: "Email Opt Out" }),
    lastActivity(),
    externalId("NetSuite_Id__c"),
    // Holds a canary in the demo org and is hidden from everybody by field security: it must appear nowhere.
    text("Identity_Number__c", 40),
  ],
});

/** The deal. Stage, probability, forecast category and the computed figures hang together: see `rows/derive.ts`. */
export const opportunity = objectType({
  name: "Opportunity",
  keyPrefix: "006",
  labelPlural: "Opportunities",
  editable: true,
  searchable: true,
  fields: [
    reference("AccountId", "Account", { childRelationshipName: "Opportunities", cascadeDelete: true }),
    text("Name", 120, { ...required, nameField: true, idLookup: true }),
    longText("Description", 32_000),
    picklist(
      "StageName",
      stages.map(({ name }) => name),
      { ...required, label: "Stage" },
    ),
    field("Amount", "currency"),
    // Taken from the stage unless a write names it; a percent is a number from 0 to 100, not a share.
    field("Probability", "percent", { precision: 3, defaultedOnCreate: true, label: "Probability (%)" }),
    // Amount times probability, computed by the platform; nobody may write it.
    field("ExpectedRevenue", "currency", { ...readOnly, label: "Expected Amount" }),
    field("CloseDate", "date", required),
    picklist("Type", ["New Build", "Service Contract", "Retrofit"], { label: "Opportunity Type" }),
    text("NextStep", 255),
    picklist("LeadSource", ["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"]),
    // Two fields say the same in two spellings, here the one of the API; people see `ForecastCategoryName`.
    picklist("ForecastCategory", ["Omitted", "Pipeline", "BestCase", "MostLikely", "Forecast", "Closed"], {
      ...readOnly,
      nillable: false,
      length: 40,
      restrictedPicklist: true,
    }),
    picklist("ForecastCategoryName", ["Omitted", "Pipeline", "Best Case", "Commit", "Closed"], {
      defaultedOnCreate: true,
      restrictedPicklist: true,
      label: "Forecast Category",
    }),
    checkbox("IsClosed", { ...readOnly, label: "Closed" }),
    checkbox("IsWon", { ...readOnly, label: "Won" }),
    owner(),
    lastActivity(),
    field("LastStageChangeDate", "datetime", readOnly),
    // Both are computed when they are asked for, so no query may filter or sort by them.
    checkbox("HasOpenActivity", { ...readOnly, filterable: false, sortable: false }),
    checkbox("HasOverdueTask", { ...readOnly, filterable: false, sortable: false }),
    // Of the close date; the org's fiscal year begins in January.
    field("FiscalQuarter", "int", readOnly),
    field("FiscalYear", "int", readOnly),
    text("Fiscal", 6, { ...readOnly, label: "Fiscal Period" }),
    // A validation rule of the org demands it of a lost deal; records from before the rule lack it.
    picklist("Loss_Reason__c", ["Price", "Schedule", "Competitor", "No Budget", "Cancelled", "Other"], {
      restrictedPicklist: true,
    }),
    // Hidden from most by field security: to them the column does not exist, in describe and query alike.
    field("Margin_Pct__c", "percent", { precision: 5, scale: 2, label: "Margin %" }),
  ],
});

/** The org's real list of stages: picklist values alone do not say which of them closes a deal, or wins it. */
export const opportunityStage = objectType({
  name: "OpportunityStage",
  keyPrefix: "01J",
  fields: [
    text("MasterLabel", 255, { nillable: false, nameField: true }),
    text("ApiName", 255),
    checkbox("IsActive"),
    field("SortOrder", "int"),
    checkbox("IsClosed"),
    checkbox("IsWon"),
    picklist("ForecastCategory", ["Omitted", "Pipeline", "BestCase", "MostLikely", "Forecast", "Closed"]),
    text("ForecastCategoryName", 255),
    field("DefaultProbability", "percent", { precision: 3 }),
  ],
});

const created = () => [field("CreatedDate", "datetime"), reference("CreatedById", "User")];

/** One row for each time the stage or a figure changed, with all of them as they then were. */
export const opportunityHistory = objectType({
  name: "OpportunityHistory",
  keyPrefix: "008",
  labelPlural: "Opportunity History",
  fields: [
    reference("OpportunityId", "Opportunity", {
      childRelationshipName: "OpportunityHistories",
      cascadeDelete: true,
    }),
    picklist(
      "StageName",
      stages.map(({ name }) => name),
    ),
    field("Amount", "currency"),
    field("ExpectedRevenue", "currency"),
    field("CloseDate", "date"),
    field("Probability", "percent", { precision: 3 }),
    picklist("ForecastCategory", ["Omitted", "Pipeline", "BestCase", "MostLikely", "Forecast", "Closed"]),
    ...created(),
  ],
});

/** One row for each tracked field that changed. Values are text here whatever the field holds. */
export const opportunityFieldHistory = objectType({
  name: "OpportunityFieldHistory",
  keyPrefix: "017",
  labelPlural: "Opportunity Field History",
  fields: [
    reference("OpportunityId", "Opportunity", { childRelationshipName: "Histories", cascadeDelete: true }),
    picklist("Field", ["StageName", "Amount", "CloseDate", "Owner"]),
    text("OldValue", 255),
    text("NewValue", 255),
    ...created(),
  ],
});

const contactRoles =
  "Business User|Decision Maker|Economic Buyer|Economic Decision Maker|Evaluator|Executive Sponsor|Influencer|Technical Buyer|Other";

/** Who of the customer's people matters to the deal, and how. */
export const opportunityContactRole = objectType({
  name: "OpportunityContactRole",
  keyPrefix: "00K",
  labelPlural: "Opportunity Contact Roles",
  editable: true,
  fields: [
    reference("OpportunityId", "Opportunity", {
      ...required,
      updateable: false,
      childRelationshipName: "OpportunityContactRoles",
      cascadeDelete: true,
    }),
    reference("ContactId", "Contact", { ...required, childRelationshipName: "OpportunityContactRoles" }),
    picklist("Role", contactRoles.split("|"), { length: 40 }),
    checkbox("IsPrimary", { label: "Primary" }),
  ],
});

/** What a query sees of a record behind a reference that may lead to several objects. */
export const anyName = objectType({
  name: "Name",
  keyPrefix: "",
  fields: [
    text("Name", 255, { nameField: true }),
    text("Type", 40),
    text("FirstName", 40),
    text("LastName", 80),
    text("Title", 128),
    field("Email", "email", { length: 80 }),
    phone("Phone"),
    text("Username", 80),
    checkbox("IsActive"),
    anyReference("UserRoleId", ["UserRole"], { relationshipName: "UserRole" }),
  ],
});
