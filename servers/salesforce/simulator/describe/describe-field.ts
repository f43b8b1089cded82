import type { Rights } from "../access/rights.ts";
import type { Field, FieldType } from "../objects/field.ts";
import type { ObjectType } from "../objects/object-type.ts";

/** The field's type in the older SOAP API, which describe names beside its own. */
const soapTypes: Partial<Record<FieldType, string>> = {
  id: "tns:ID",
  reference: "tns:ID",
  boolean: "xsd:boolean",
  currency: "xsd:double",
  double: "xsd:double",
  percent: "xsd:double",
  int: "xsd:int",
  date: "xsd:date",
  datetime: "xsd:dateTime",
};

/** Ids and fiscal periods count one byte a character, other texts three. */
const bytesOf = ({ type, length }: Field): number =>
  type === "id" || type === "reference" || length === 6 ? length : length * 3;

/** Only whole numbers have digits; other numbers say precision and scale. */
const digitsOf = ({ type }: Field): number => (type === "int" ? 8 : 0);

/** Of all the values this key can have, the two that occur in the recorded descriptions. */
function extraTypeOf(object: ObjectType, { type, name }: Field): string | null {
  if (type === "textarea") return "plaintextarea";
  return object.name === "Account" && name === "Name" ? "switchablepersonname" : null;
}

/** Fields whose rights were recorded as not, or as all the same, granted one by one. */
const ungranted = new Set(
  "ForecastCategoryName ActivityDateTime ActivityDate DurationInMinutes StartDateTime EndDateTime ShowAs EventSubtype Role".split(
    " ",
  ),
);
const granted = new Set(["ExpectedRevenue", "IsAllDayEvent"]);

/** Whether rights to the field are granted one by one; the ones nobody can be without are not. */
function isPermissionable({ type, nillable, createable, nameField, name }: Field): boolean {
  if (ungranted.has(name) || granted.has(name)) return granted.has(name);
  return nillable && createable && type !== "id" && !nameField && name !== "OwnerId";
}

/** Objects whose id is not called after them. */
const idLabels: Record<string, string> = {
  Task: "Activity ID",
  Event: "Activity ID",
  OpportunityContactRole: "Contact Role ID",
};

/** A field of a describe answer, with all 57 keys in alphabetical order as recorded. */
export function describeField(object: ObjectType, field: Field, rights: Rights): Record<string, unknown> {
  const isLong = field.type === "textarea" && field.length > 255;
  const own = {
    // ActivityDate is the odd one of the recordings: it can be filtered and sorted and not aggregated.
    aggregatable: field.type !== "boolean" && !isLong && field.name !== "ActivityDate",
    autoNumber: field.autoNumber,
    byteLength: bytesOf(field),
    calculated: field.calculated,
    compoundFieldName: object.name === "Account" && field.name === "Name" ? "Name" : compoundOf(field.name),
    createable: rights.mayCreateField(object, field),
    custom: field.custom,
    // Only checkboxes have one; defaults of picklists stand at the value instead.
    defaultValue: field.defaultValue,
    defaultedOnCreate: field.defaultedOnCreate,
    digits: digitsOf(field),
    externalId: field.externalId,
    extraTypeInfo: extraTypeOf(object, field),
    filterable: field.filterable,
    groupable: field.groupable,
    idLookup: field.idLookup,
    label: field.name === "Id" ? (idLabels[object.name] ?? `${object.label} ID`) : field.label,
    length: field.length,
    name: field.name,
    nameField: field.nameField,
    namePointing: field.polymorphic,
    nillable: field.nillable,
    // Says that field security exists for the field, not that the reader passes it: hidden fields are simply absent.
    permissionable: isPermissionable(field),
    picklistValues: field.options.map((value) => ({
      active: true,
      defaultValue: value === field.defaultValue,
      label: value,
      validFor: null,
      value,
    })),
    polymorphicForeignKey: field.polymorphic,
    precision: field.precision,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    restrictedPicklist: field.restrictedPicklist,
    scale: field.scale,
    searchPrefilterable: field.type === "reference" && field.createable && field.nillable,
    soapType: soapTypes[field.type] ?? "xsd:string",
    sortable: field.sortable,
    type: field.type,
    unique: field.unique,
    updateable: rights.mayUpdateField(object, field),
  };
  return Object.fromEntries(Object.entries({ ...unused, ...own }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Keys that no field of this org fills. */
const unused = {
  aiPredictionField: false,
  calculatedFormula: null,
  cascadeDelete: false,
  caseSensitive: false,
  controllerName: null,
  defaultValueFormula: null,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  encrypted: false,
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  htmlFormatted: false,
  inlineHelpText: null,
  mask: null,
  maskType: null,
  queryByDistance: false,
  referenceTargetField: null,
  relationshipOrder: null,
  restrictedDelete: false,
  writeRequiresMasterRead: false,
};

/** Addresses are also one value of several fields; the parts name the whole they belong to. */
const compounds = { Billing: "BillingAddress", Mailing: "MailingAddress" };

function compoundOf(name: string): string | null {
  if (name === "FiscalQuarter" || name === "FiscalYear") return "Fiscal";
  const [, kind] = /^(Billing|Mailing)(Street|City|State|PostalCode|Country)$/.exec(name) ?? [];
  return kind ? compounds[kind as keyof typeof compounds] : null;
}
