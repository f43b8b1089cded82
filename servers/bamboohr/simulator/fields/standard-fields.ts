import type { FieldClass } from "../access/field-classes.ts";
import { displayName, type PersonView, reversedName, text } from "../people/person-view.ts";
import { photoUrl } from "../people/photo-url.ts";
import type { FieldDefinition } from "./field-definition.ts";

type More = Partial<Omit<FieldDefinition, "id" | "name" | "type" | "alias" | "class">>;

const field = (
  id: number | string,
  alias: string,
  name: string,
  type: string,
  of: FieldClass,
  more: More = {},
): FieldDefinition => ({ id, alias, name, type, class: of, ...more });

const job = (column: string) => ({ table: "jobInfo" as const, name: column });
const pay = (column: string) => ({ table: "compensation" as const, name: column });
const managerId = ({ manager }: PersonView) => manager?.id ?? null;
const optionOf = (list: string, column: "job" | "status", key: string) => (view: PersonView) =>
  view.optionId(list, text(view[column]?.values[key]));

const names: FieldDefinition[] = [
  field(1, "firstName", "First Name", "text", "name"),
  field(2, "middleName", "Middle Name", "text", "name"),
  field(3, "lastName", "Last Name", "text", "name"),
  field("1386", "preferredName", "Preferred Name", "text", "name"),
  field("2000", "displayName", "Display Name", "text", "name", {
    read: ({ employee }) => displayName(employee),
    names: ["fullName1"],
  }),
  field("4014", "pronouns", "Pronouns", "list", "name", { list: "pronouns" }),
  field("9", "employeeNumber", "Employee #", "employee_number", "name"),
  field("1320", "photoUploaded", "Employee photo exists", "bool", "name", { read: () => "false" }),
  field("1321", "photoUrl", "Employee photo url", "url", "name", {
    read: ({ employee }) => photoUrl(employee.id),
  }),
  field("1322", "status", "Status", "status", "name", {
    read: ({ employee }) => employee.status ?? "Active",
  }),
];

const contact: FieldDefinition[] = [
  field(11, "workEmail", "Work Email", "email", "workContact"),
  field("11.1", "bestEmail", "Best Email", "email", "workContact", {
    read: ({ employee }) => employee.workEmail || employee.homeEmail || null,
  }),
  field(12, "workPhone", "Work Phone", "phone", "workContact"),
  field(13, "workPhoneExtension", "Work Ext.", "text", "workContact"),
  field(14, "mobilePhone", "Mobile Phone", "phone", "contact"),
  field(15, "homePhone", "Home Phone", "phone", "contact"),
  field(16, "homeEmail", "Home Email", "email", "contact"),
  field("2020", "linkedIn", "LinkedIn URL", "text", "workContact", { names: ["linkedinUrl"] }),
  field("2021", "skypeUsername", "Skype Username", "text", "contact"),
  field("2022", "facebook", "Facebook URL", "text", "contact", { names: ["facebookUrl"] }),
  field("2023", "instagram", "Instagram URL", "text", "contact", { names: ["instagramUrl"] }),
  field("2024", "twitterFeed", "Twitter URL", "text", "contact", { names: ["twitterUrl"] }),
  field("2025", "pinterest", "Pinterest URL", "text", "contact", { names: ["pinterestUrl"] }),
  field(17, "address1", "Address Line 1", "text", "address"),
  field(18, "address2", "Address Line 2", "text", "address"),
  field(19, "city", "City", "text", "address"),
  field(20, "state", "State", "state", "address"),
  field(21, "zipcode", "ZIP Code", "text", "address"),
  field(22, "country", "Country", "country", "address"),
];

const work: FieldDefinition[] = [
  field(30, "jobTitle", "Job Title", "list", "job", {
    list: "jobTitle",
    column: job("jobTitle"),
    names: ["jobTitleName"],
  }),
  field("30.1", "jobTitleId", "Job Title Id", "text", "job", {
    read: optionOf("jobTitle", "job", "jobTitle"),
  }),
  ...(["department", "division", "location"] as const).flatMap((alias, index) => {
    const name = `${alias.charAt(0).toUpperCase()}${alias.slice(1)}`;
    return [
      field(31 + index, alias, name, "list", "job", {
        list: alias,
        column: job(alias),
        names: [`${alias}Name`],
      }),
      field(`${31 + index}.1`, `${alias}Id`, `${name} Id`, "text", "job", {
        read: optionOf(alias, "job", alias),
      }),
    ];
  }),
  field(91, "supervisor", "Supervisor name", "employee", "job", {
    column: job("reportsTo"),
    names: ["reportsToName"],
  }),
  field("91.1", "supervisorId", "Supervisor Id", "text", "job", {
    read: managerId,
    names: ["reportsToId", "supervisorEId"],
  }),
  field("91.2", "supervisorEmail", "Supervisor Email", "email", "job", {
    read: ({ manager }) => manager?.workEmail ?? null,
  }),
  field(34, "hireDate", "Hire Date", "date", "employment"),
  field(35, "originalHireDate", "Original Hire Date", "date", "employment"),
  field(36, "terminationDate", "Termination Date", "date", "employment"),
  field(37, "employmentHistoryStatus", "Employment Status", "list", "employment", {
    list: "employmentStatus",
    column: { table: "employmentStatus", name: "employmentStatus" },
    names: ["employmentStatus", "employmentStatusName"],
  }),
  field("37.1", "employmentStatusId", "Employment Status Id", "text", "employment", {
    read: optionOf("employmentStatus", "status", "employmentStatus"),
  }),
  field(38, "terminationType", "Termination Type", "list", "termination", {
    list: "terminationType",
    read: ({ status }) => text(status?.values.terminationTypeId),
  }),
  field(39, "terminationReason", "Termination Reason", "list", "termination", {
    list: "terminationReason",
    read: ({ status }) => text(status?.values.terminationReasonId),
  }),
];

const money: FieldDefinition[] = [
  field(40, "payRate", "Pay Rate", "currency", "compensation", { column: pay("rate") }),
  field(41, "payType", "Pay Type", "list", "compensation", { list: "payType", column: pay("type") }),
  field(42, "payPer", "Paid Per", "list", "compensation", {
    list: "paidPer",
    column: pay("paidPer"),
    names: ["payPeriod"],
  }),
  field(43, "exempt", "Overtime Status", "list", "compensation", { list: "exempt", column: pay("exempt") }),
  field(44, "paySchedule", "Pay Schedule", "pay_schedule", "compensation", { column: pay("paySchedule") }),
  field(45, "overtimeRate", "Overtime Rate", "currency", "compensation", { column: pay("overtimeRate") }),
];

const personal: FieldDefinition[] = [
  field(50, "birthDate", "Birth Date", "date", "protected", { names: ["dateOfBirth"] }),
  field(51, "ssn", "SSN", "ssn", "protected"),
  field(52, "sin", "SIN", "sin", "protected"),
  field(53, "gender", "Gender", "gender", "demographic"),
  field(54, "marital", "Marital Status", "marital_status", "demographic", { names: ["maritalStatus"] }),
  field(55, "ethnicity", "Ethnicity", "list", "demographic", { list: "ethnicity" }),
  field(56, "nationality", "Nationality", "list", "demographic"),
  field(57, "veteranStatus", "Veteran Status", "list", "demographic"),
  field(60, "passportNumber", "Passport Number", "text", "identification"),
  field(61, "visaNumber", "Visa Number", "text", "identification"),
  field(62, "driversLicenseNumber", "Driver's License Number", "text", "identification"),
  field(63, "taxFileNumber", "Tax File Number", "text", "identification"),
  field(70, "directDeposit", "Direct Deposit", "direct_deposit", "payroll"),
  field(71, "federalTax", "Federal Tax", "federal_tax_withholding", "payroll"),
  field(72, "stateTax", "State Tax", "state_tax_withholding", "payroll"),
  field(73, "taxDocuments", "Tax Documents", "tax_documents", "payroll"),
  field(74, "payStubs", "Pay Stubs", "pay_stubs", "payroll"),
  field(75, "vaccinationStatus", "Vaccination Status", "list", "vaccination"),
  field(76, "lastChanged", "Last Changed", "timestamp", "name"),
];

/** The fields every account has; ids are of this account. */
export const standardFields: FieldDefinition[] = [...names, ...contact, ...work, ...money, ...personal];

/** In reports the manager is "Last, First". */
export const inReports = (field: FieldDefinition, view: PersonView): string | null | undefined =>
  field.alias === "supervisor" ? (view.manager ? reversedName(view.manager) : null) : undefined;

/** The type a report gives a field: telephones and managers are text there [recorded 2022]. */
export const typeInReports = ({ type }: FieldDefinition): string =>
  type === "phone" || type === "employee" ? "text" : type;
