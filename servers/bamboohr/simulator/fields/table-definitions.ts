import type { FieldClass } from "../access/field-classes.ts";

export type ColumnDefinition = {
  alias: string;
  name: string;
  type: string;
  class: FieldClass;
  /** The list whose options are the values: a value that is none of them is refused with 406. */
  list?: string;
  required?: boolean;
};

export type TableDefinition = { alias: string; name: string; class: FieldClass; columns: ColumnDefinition[] };

type Line = [
  alias: string,
  name: string,
  type: string,
  more?: { list?: string; class?: FieldClass; required?: boolean },
];

const table = (alias: string, name: string, of: FieldClass, lines: Line[]): TableDefinition => ({
  alias,
  name,
  class: of,
  columns: lines.map(([column, title, type, more]) => ({
    alias: column,
    name: title,
    type,
    class: of,
    ...more,
  })),
});

const start = { required: true };

/** The history tables, the other standard tables and this company's three own ones. */
export const tableDefinitions: TableDefinition[] = [
  table("jobInfo", "Job Information", "job", [
    ["date", "Effective Date", "date", start],
    ["location", "Location", "list", { list: "location" }],
    ["department", "Department", "list", { list: "department" }],
    ["division", "Division", "list", { list: "division" }],
    ["jobTitle", "Job Title", "list", { list: "jobTitle" }],
    ["reportsTo", "Reports To", "employee"],
    ["teams", "Teams", "list"],
  ]),
  // The columns beyond the first three are [recalled].
  table("employmentStatus", "Employment Status", "employment", [
    ["date", "Effective Date", "date", start],
    ["employmentStatus", "Employment Status", "list", { list: "employmentStatus" }],
    ["comment", "Comment", "textarea", { class: "termination" }],
    ["terminationTypeId", "Termination Type", "list", { list: "terminationType", class: "termination" }],
    [
      "terminationReasonId",
      "Termination Reason",
      "list",
      { list: "terminationReason", class: "termination" },
    ],
    [
      "terminationRehireId",
      "Eligible For Re-hire",
      "list",
      { list: "terminationRehire", class: "termination" },
    ],
  ]),
  // The last two columns are [recalled].
  table("compensation", "Compensation", "compensation", [
    ["startDate", "Effective Date", "date", start],
    ["rate", "Pay rate", "currency"],
    ["type", "Pay type", "list", { list: "payType" }],
    ["paidPer", "Paid per", "list", { list: "paidPer" }],
    ["exempt", "Overtime status", "list", { list: "exempt" }],
    ["reason", "Change Reason", "list", { list: "payReason" }],
    ["comment", "Comment", "textarea"],
    ["paySchedule", "Pay schedule", "pay_schedule"],
    ["overtimeRate", "Overtime rate", "currency"],
  ]),
  table("emergencyContacts", "Emergency Contacts", "emergency", [
    ["name", "Name", "text", { required: true }],
    ["relationship", "Relationship", "list", { list: "relationship" }],
    ["homePhone", "Home Phone", "phone"],
    ["mobilePhone", "Mobile Phone", "phone"],
    ["email", "Email", "email"],
  ]),
  table("employeeEducation", "Education", "education", [
    ["institution", "College/Institution", "text", { required: true }],
    ["degree", "Degree", "list", { list: "degree" }],
    ["major", "Major/Specialization", "text"],
    ["startDate", "Start Date", "date"],
    ["endDate", "End Date", "date"],
  ]),
  table("customCertifications", "Certifications", "custom", [
    ["customCertificate", "Certificate", "list", { list: "certificate", required: true }],
    ["customIssued", "Issued", "date"],
    ["customExpires", "Expires", "date"],
    ["customIssuer", "Issuer", "text"],
    ["customLicenceNumber", "Licence number", "text", { class: "identification" }],
  ]),
  table("customAssignedEquipment", "Assigned equipment", "assets", [
    ["customItem", "Item", "text", { required: true }],
    ["customSerial", "Serial number", "text"],
    ["customAssignedOn", "Assigned on", "date"],
    ["customReturnedOn", "Returned on", "date"],
  ]),
  table("customSafetyTraining", "Safety training", "custom", [
    ["customCourse", "Course", "list", { list: "course", required: true }],
    ["customCompleted", "Completed", "date"],
    ["customScore", "Score", "text"],
    ["customRemark", "Remark", "textarea"],
  ]),
];

export const tableNamed = (alias: string): TableDefinition | undefined =>
  tableDefinitions.find((definition) => definition.alias === alias);
