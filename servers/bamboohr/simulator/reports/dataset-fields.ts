import type { FieldClass } from "../access/field-classes.ts";
import { allFields } from "../fields/field-catalog.ts";
import type { FieldDefinition } from "../fields/field-definition.ts";

export type DatasetField = {
  name: string;
  label: string;
  parentType: string;
  parentName: string;
  entityName: string;
  field: FieldDefinition;
};

/** Section of the employee page that a class belongs to, and the entity behind it. */
const sections: Record<FieldClass, [parentName: string, entityName: string]> = {
  name: ["Basic Information", "Employee"],
  workContact: ["Contact", "EmployeeContact"],
  contact: ["Contact", "EmployeeContact"],
  address: ["Address", "EmployeeAddress"],
  job: ["Job Information", "JobInformation"],
  employment: ["Employment Status", "EmploymentStatus"],
  termination: ["Employment Status", "EmploymentStatus"],
  compensation: ["Compensation", "Compensation"],
  protected: ["Basic Information", "EmployeeProtected"],
  demographic: ["Basic Information", "EmployeeDemographic"],
  identification: ["Identification", "EmployeeIdentification"],
  emergency: ["Emergency Contacts", "EmergencyContact"],
  education: ["Education", "Education"],
  dependents: ["Dependents", "Dependent"],
  assets: ["Assets", "Asset"],
  vaccination: ["Vaccination", "Vaccination"],
  custom: ["Custom", "CustomField"],
  customEncrypted: ["Custom", "CustomField"],
  payroll: ["Payroll", "Payroll"],
  timeOff: ["Time Off", "TimeOff"],
  files: ["Files", "File"],
  goals: ["Goals", "Goal"],
  training: ["Training", "Training"],
};

/** Areas that no dataset holds. */
const left = new Set(["photoUrl", "directDeposit", "payStubs", "taxDocuments", "federalTax", "stateTax"]);

const camelCase = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+(.)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? "");

/** The employee's id, which only datasets call so [recalled]. */
const idField: FieldDefinition = {
  id: "eeid",
  alias: "eeid",
  name: "EEID",
  type: "text",
  class: "name",
  read: ({ employee }) => employee.id,
};

/** The fields of the dataset `employee`: those with an alias under it, the others under a name made from their title. */
export const employeeFields: DatasetField[] = [idField, ...allFields]
  .filter(
    ({ alias, class: of, deprecated }) => !deprecated && of !== "payroll" && !(alias && left.has(alias)),
  )
  .map((field) => {
    const [parentName, entityName] = sections[field.class];
    return {
      name: field.alias ?? camelCase(field.name),
      label: field.name,
      parentType: "section",
      parentName,
      entityName,
      field,
    };
  });

const byName = new Map(employeeFields.map((entry) => [entry.name, entry]));

/** A field by the name it has in the dataset. */
export const datasetField = (name: string): DatasetField | undefined => byName.get(name);
