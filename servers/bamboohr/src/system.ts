import { defineSystem } from "@gatehouse/tool";

/** What people may be asked for when they connect: reading, and nothing that opens identity numbers, bank or card data. */
const READING = [
  "openid",
  "offline_access",
  "user",
  "field",
  "report",
  "employee_directory",
  "employee",
  "employee:name",
  "employee:job",
  "employee:contact",
  "employee:emergency_contacts",
  "employee:compensation",
  "employee:demographic",
  "employee:custom_fields",
  "sensitive_employee:address",
  "time_off",
  "employee:file",
  "company_file",
] as const;

const OWN_CHANGES = [
  ...READING,
  "employee:contact.write",
  "employee:file.write",
  "time_off.write",
  "goal.write",
];

/**
 * BambooHR knows two ways in: a key that has every right of its owner, and OAuth as each person. A birthday needs the scope
 * `sensitive_employee:protected_info`, which opens social security numbers too, so nobody is asked for it.
 */
export const system = defineSystem({
  id: "bamboohr",
  title: "BambooHR",
  vendor: "BambooHR",
  grants: {
    service: { kind: "api_key" },
    person: {
      kind: "authorization_code",
      authorizeUrl: "https://{subdomain}.bamboohr.com/authorize.php",
      tokenPath: "/token.php?request=token",
      // That an application without a secret is accepted is [reported].
      authentication: ["client_secret_post", "none"],
      // Number 0 is whoever asks (reference, section 12).
      account: { path: "/api/v1/employees/0?fields=workEmail", email: ["workEmail"] },
    },
  },
  scopes: {
    1: READING,
    2: OWN_CHANGES,
    3: [...OWN_CHANGES, "employee.write", "employee:job.write", "employee:compensation.write"],
  },
});
