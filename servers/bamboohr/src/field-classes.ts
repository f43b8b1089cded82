import type { Label } from "@gatehouse/tool";

/**
 * Who may read a field at all, from everybody to nobody: C0 directory, C1 contact, C2 work, C3 pay and restricted, C4 never
 * (reference, 12). C3 has two parts because people may see their own pay, and what the company notes about them is HR's.
 */
export const FIELD_CLASSES = ["directory", "contact", "work", "pay", "restricted", "never"] as const;
export type FieldClass = (typeof FIELD_CLASSES)[number];

/** A field, a column of a table or a table, as BambooHR names it. */
export type FieldName = {
  /** Alias, or the id of a field without one. */
  name: string;
  label?: string | undefined;
  type?: string | undefined;
  /** Of a dataset field: the part of the person it belongs to. */
  entity?: string | undefined;
  /** Of a column: the table it stands in. */
  table?: string | undefined;
};

export type FieldRule = {
  class: FieldClass;
  /** What the gateway's roles must see for it; absent for what carries no label. */
  label?: Label;
  /** True for what neither the table below nor this deployment has placed in a class. */
  isUnknown: boolean;
};

/** Standard fields by the vendor scope that opens them, which is BambooHR's own division of a person, and by our class. */
const KNOWN: readonly [scope: string, fieldClass: FieldClass, names: string][] = [
  [
    "employee:name",
    "directory",
    "id employeeId eeid firstName middleName lastName preferredName displayName",
  ],
  ["employee:name", "directory", "fullName1 fullName2 fullName3 fullName4 fullName5 pronouns status"],
  ["employee:job", "directory", "jobTitle jobTitleName jobTitleId department departmentName departmentId"],
  ["employee:job", "directory", "division divisionName divisionId location locationName locationId"],
  [
    "employee:job",
    "directory",
    "reportsTo reportsToName reportsToId supervisor supervisorId supervisorEId supervisorEmail",
  ],
  ["employee:contact", "directory", "workEmail workPhone workPhoneExtension workPhonePlusExtension"],
  // The best e-mail address is the private one of whoever has no other.
  ["employee:contact", "contact", "bestEmail homeEmail homePhone mobilePhone linkedIn linkedinUrl"],
  ["sensitive_employee:address", "contact", "address1 address2 city state stateCode zipcode country"],
  ["employee:emergency_contacts", "contact", "emergencyContacts"],
  ["employee:job", "work", "hireDate originalHireDate terminationDate employmentStatus employmentStatusName"],
  ["employee:job", "work", "employmentStatusId employmentHistoryStatus employeeNumber jobInfo"],
  [
    "employee:job",
    "work",
    "jobInfo.date jobInfo.location jobInfo.department jobInfo.division jobInfo.jobTitle",
  ],
  ["employee:job", "work", "jobInfo.reportsTo jobInfo.teams employmentStatus.date"],
  ["employee:job", "work", "employmentStatus.employmentStatus"],
  ["time_off", "work", "timeOff"],
  ["goal", "work", "goals"],
  [
    "employee:compensation",
    "pay",
    "payRate payType payPer payPeriod paidPer paySchedule exempt overtimeRate",
  ],
  ["employee:compensation", "pay", "compensation compensation.startDate compensation.rate compensation.type"],
  ["employee:compensation", "pay", "compensation.paidPer compensation.exempt compensation.reason"],
  ["employee:compensation", "pay", "compensation.paySchedule compensation.overtimeRate"],
  ["sensitive_employee:protected_info", "restricted", "birthDate dateOfBirth age"],
  ["employee:demographic", "restricted", "gender marital maritalStatus ethnicity nationality veteranStatus"],
  ["employee:job", "restricted", "terminationType terminationReason eligibleForRehire"],
  ["employee:dependent", "restricted", "employeedependents"],
  ["employee:education", "restricted", "employeeEducation"],
  ["employee:vaccination", "restricted", "vaccinationStatus"],
];

const BY_NAME: ReadonlyMap<string, FieldClass> = new Map(
  KNOWN.flatMap(([, fieldClass, names]) => names.split(" ").map((name) => [name, fieldClass] as const)),
);

/** C4 by the vendor's own types. */
const NEVER_TYPES =
  /^(ssn|sin|nin|tin|direct_deposit|tax_documents|pay_stubs?|credit_?cards?|.*tax_withholding)$/i;

/** C4 by name: identity numbers, licences, bank, card and tax data, under whatever name a company files them. */
const NEVER_NAMES =
  /\b(ssn|sin|nin|itin|social (security|insurance)|national (id|insurance)|identity|identification|tax|taxes|w ?[24489]|i ?9|1099|passport|visa|licen[cs]e|work permit|iban|swift|bic|bank|routing|account (number|no)|sort code|direct deposit|(credit|debit) cards?|pay ?stubs?|pay ?slips?|pension( scheme)? (number|no|id)|withholding|garnishments?)\b/;

const PAY_NAMES =
  /\b(pay|paid|salary|wages?|compensation|bonus|commission|equity|stock|shares|options|allowance|per diem|rate|overtime|raise)\b/;

/** Parts of a person that hold nothing below C3; a field of one that bears a harmless name is not harmless. */
const PROTECTED_ENTITIES =
  /\b(compensation|pay|payroll|benefits?|dependents?|dependants?|equity|bonus|commission|discipline|medical|vaccinations?|emergency|education|eeo|demographics?|assessments?)\b/;

const ORDER = new Map(FIELD_CLASSES.map((fieldClass, index) => [fieldClass, index]));

/**
 * The class of a field. A name or type of C4 outweighs everything; a known name has its class, or C3 in a protected part
 * of the person; `settled` is what this deployment says of its own fields; whatever is left is C3. A column is never less
 * protected than its table, and known only together with it (`compensation.reason`).
 */
export function ruleOf(
  { name, label = "", type = "", entity = "", table }: FieldName,
  settled: Readonly<Record<string, FieldClass>> = {},
): FieldRule {
  const said = words(`${name} ${label} ${entity} ${table ?? ""}`);
  if (NEVER_TYPES.test(type) || NEVER_NAMES.test(said)) return { class: "never", isUnknown: false };
  const key = table === undefined ? name : `${table}.${name}`;
  const known = BY_NAME.get(key) ?? (Object.hasOwn(settled, key) ? settled[key] : undefined);
  const isPay = known === "pay" || /currency|pay/.test(type) || PAY_NAMES.test(said);
  const isInProtectedPart = PROTECTED_ENTITIES.test(words(entity)) && known !== "pay";
  const floor = table === undefined ? undefined : ruleOf({ name: table }, settled).class;
  const fieldClass = stricter(
    isInProtectedPart ? "restricted" : (known ?? "restricted"),
    floor ?? "directory",
  );
  return {
    class: fieldClass,
    ...(isProtected(fieldClass) && { label: isPay ? "pay" : "personal" }),
    isUnknown: known === undefined,
  };
}

/** Classes whose values the gateway shows only to roles that see their label. */
const isProtected = (fieldClass: FieldClass) => fieldClass !== "directory" && fieldClass !== "work";

const stricter = (a: FieldClass, b: FieldClass): FieldClass =>
  (ORDER.get(a) ?? 0) >= (ORDER.get(b) ?? 0) ? a : b;

/** `customTaxFileNo2` as `custom tax file no 2`, so that patterns meet whole words. */
const words = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/([A-Za-z])(\d)/g, "$1 $2")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .toLowerCase();

/** Types whose values cannot be somebody's number: dates, money, choices from a list, names of colleagues. */
const HARMLESS_TYPES = /^(date|currency|list|employee|bool|checkbox|percentage|status|timestamp)$/i;

/** What stands between the digits of one number: spaces, dots, strokes, what is not seen; not what divides a list. */
const DIVIDERS = /(?<=\p{Nd})[^\p{L}\p{N},;]{1,3}(?=\p{Nd})/gu;

/**
 * True for a value of an unknown field that could be an identity number: five digits or more in a row, however they are
 * written and divided. Companies file such numbers under harmless names.
 */
export const mayIdentify = (value: string, { isUnknown }: FieldRule, type = ""): boolean =>
  isUnknown &&
  !HARMLESS_TYPES.test(type) &&
  !/^\d{4}-\d\d-\d\d$/.test(value) &&
  /\p{Nd}{5}/u.test(value.normalize("NFKC").replace(DIVIDERS, ""));
