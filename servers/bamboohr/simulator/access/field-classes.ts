/**
 * What the rights of the vendor are given for: its own field classes, which are the scopes of its OAuth, and four sections that are not fields.
 * `workContact` is split from `contact` because the directory shows it; `termination` from `job` because levels usually hide it; `payroll`
 * (bank, tax forms, pay stubs) has a scope that this simulator does not issue.
 */
export const fieldClasses = [
  "name",
  "workContact",
  "contact",
  "address",
  "job",
  "employment",
  "termination",
  "compensation",
  "protected",
  "demographic",
  "identification",
  "emergency",
  "education",
  "dependents",
  "assets",
  "vaccination",
  "custom",
  "customEncrypted",
  "payroll",
  "timeOff",
  "files",
  "goals",
  "training",
] as const;

export type FieldClass = (typeof fieldClasses)[number];
