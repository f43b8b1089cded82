import type { FieldClass } from "./field-classes.ts";

/** The scope that opens a class; `.write` behind it opens it for writing too. */
const scopeOf: Record<FieldClass, string> = {
  name: "employee:name",
  workContact: "employee:contact",
  contact: "employee:contact",
  address: "sensitive_employee:address",
  job: "employee:job",
  employment: "employee:job",
  termination: "employee:job",
  compensation: "employee:compensation",
  protected: "sensitive_employee:protected_info",
  demographic: "employee:demographic",
  identification: "employee:identification",
  emergency: "employee:emergency_contacts",
  education: "employee:education",
  dependents: "employee:dependent",
  assets: "employee:assets",
  vaccination: "employee:vaccination",
  custom: "employee:custom_fields",
  customEncrypted: "employee:custom_fields_encrypted",
  payroll: "payroll",
  timeOff: "time_off",
  files: "employee:file",
  goals: "goal",
  training: "training",
};

/** What the scope `employee` opens, "all non-sensitive information"; the vendor does not list it [open]. */
const nonSensitive = new Set<FieldClass>([
  "name",
  "workContact",
  "contact",
  "job",
  "employment",
  "termination",
  "education",
  "assets",
  "custom",
]);

/** What the scope `employee_directory` opens. */
const directory = new Set<FieldClass>(["name", "workContact", "job"]);

const bare = [
  "access_level",
  "company:info",
  "company_file",
  "employee",
  "employee:dependent:ssn",
  "employee:photo",
  "employee_directory",
  "field",
  "mcp",
  "offline_access",
  "openid",
  "public.integration",
  "public.user",
  "report",
  "sensitive_employee:creditcards",
  "time_off:requests.write",
  "user",
  "webhooks",
];
const writable = [...new Set(Object.values(scopeOf)), "employee", "company_file", "field", "webhooks"];

/** Every scope the simulator knows; an authorization that asks for another is refused. `payroll` is not issued. */
export const knownScopes: ReadonlySet<string> = new Set(
  [...bare, ...writable, ...writable.map((scope) => `${scope}.write`)].filter(
    (scope) => !scope.startsWith("payroll"),
  ),
);

/** Whether a token with these scopes reaches a class; a key, which has none, reaches all. */
export function opens(scopes: ReadonlySet<string> | null, field: FieldClass, isWrite: boolean): boolean {
  if (!scopes) return true;
  // The new generation of time off has a scope of its own for writing.
  if (field === "timeOff" && scopes.has("time_off:requests.write")) return true;
  const scope = scopeOf[field];
  if (scopes.has(`${scope}.write`) || (nonSensitive.has(field) && scopes.has("employee.write"))) return true;
  if (isWrite) return false;
  return (
    scopes.has(scope) ||
    (nonSensitive.has(field) && scopes.has("employee")) ||
    (directory.has(field) && scopes.has("employee_directory"))
  );
}
