import { describe, expect, test } from "vitest";
import { type FieldClass, type FieldName, mayIdentify, ruleOf } from "./field-classes.ts";

const table: [field: FieldName, fieldClass: FieldClass, label?: string][] = [
  [{ name: "firstName" }, "directory"],
  [{ name: "workEmail", type: "email", entity: "EmployeeContact Contact" }, "directory"],
  [{ name: "reportsToId" }, "directory"],
  [{ name: "bestEmail" }, "contact", "personal"],
  [{ name: "mobilePhone", type: "phone" }, "contact", "personal"],
  [{ name: "address1", label: "Address Line 1" }, "contact", "personal"],
  [{ name: "emergencyContacts" }, "contact", "personal"],
  [{ name: "hireDate", type: "date" }, "work"],
  [{ name: "jobInfo" }, "work"],
  [{ name: "payRate", type: "currency", entity: "Compensation" }, "pay", "pay"],
  [{ name: "compensation" }, "pay", "pay"],
  [{ name: "birthDate", type: "date" }, "restricted", "personal"],
  [{ name: "gender" }, "restricted", "personal"],
  [{ name: "terminationReason" }, "restricted", "personal"],
  [{ name: "customShift", label: "Shift", type: "list" }, "restricted", "personal"],
  [{ name: "customBonusTarget", label: "Bonus target", type: "currency" }, "restricted", "pay"],
  [{ name: "customPerDiem", label: "Per diem", type: "text" }, "restricted", "pay"],
  [{ name: "4401", label: "Anything" }, "restricted", "personal"],
  [{ name: "ssn", type: "ssn" }, "never"],
  [{ name: "harmless", label: "Harmless", type: "ssn" }, "never"],
  [{ name: "harmless", type: "direct_deposit" }, "never"],
  [{ name: "harmless", type: "federal_tax_withholding" }, "never"],
  [{ name: "payStubs", type: "pay_stubs" }, "never"],
  [{ name: "passportNumber" }, "never"],
  [{ name: "visaNumber" }, "never"],
  [{ name: "driversLicenseNumber" }, "never"],
  [{ name: "driversLicenceNumber" }, "never"],
  [{ name: "taxFileNumber" }, "never"],
  [{ name: "customPensionNumber", label: "Pension scheme number" }, "never"],
  [{ name: "custom17", label: "Social Security No." }, "never"],
  [{ name: "custom18", label: "Numéro de passport" }, "never"],
  [{ name: "customIBAN" }, "never"],
  [{ name: "customBankAccountNumber" }, "never"],
  [{ name: "dependentSsn", label: "Dependent SSN" }, "never"],
  [{ name: "customW4", label: "W-4 on file" }, "never"],
  [{ name: "status", entity: "EmployeeIdentification Identification" }, "never"],
];

describe("the class of a field", () => {
  test.each(table)("%j is %s", (field, fieldClass, label) => {
    expect(ruleOf(field)).toMatchObject({ class: fieldClass });
    expect(ruleOf(field).label).toBe(label);
  });

  test("is never lower in a protected part of the person, whatever its name", () => {
    expect(ruleOf({ name: "location", entity: "Dependent Dependents" }).class).toBe("restricted");
    expect(ruleOf({ name: "hireDate", entity: "Benefit" }).class).toBe("restricted");
    expect(ruleOf({ name: "payRate", entity: "Compensation" }).class).toBe("pay");
  });

  test("of a column goes by its table, and only together with it", () => {
    const column = (name: string, within: string) => ruleOf({ name, table: within }).class;
    expect(column("jobTitle", "jobInfo")).toBe("work");
    expect(column("customNote", "jobInfo")).toBe("restricted");
    expect(column("reason", "compensation")).toBe("pay");
    expect(column("comment", "compensation")).toBe("restricted");
    expect(column("terminationReasonId", "employmentStatus")).toBe("restricted");
    expect(column("jobTitle", "customHistory")).toBe("restricted");
    expect(column("customLicenceNumber", "customCertifications")).toBe("never");
  });

  test("of a company's own field is what the deployment says, but never C4's", () => {
    const settled = {
      customShift: "directory",
      customPensionNumber: "directory",
      payRate: "directory",
    } as const;
    expect(ruleOf({ name: "customShift" }, settled)).toEqual({ class: "directory", isUnknown: false });
    expect(ruleOf({ name: "customPensionNumber" }, settled).class).toBe("never");
    expect(ruleOf({ name: "payRate" }, settled).class).toBe("pay");
    const table = { certificates: "work", "certificates.expires": "work" } as const;
    expect(ruleOf({ name: "expires", table: "certificates" }, table).class).toBe("work");
    expect(ruleOf({ name: "remark", table: "certificates" }, table).class).toBe("restricted");
  });

  test("of a name every object has is that of an unknown field", () => {
    for (const name of ["constructor", "toString", "__proto__"])
      expect(ruleOf({ name }, {})).toMatchObject({ class: "restricted", isUnknown: true });
  });
});

describe("a value of an unknown field", () => {
  const unknown = ruleOf({ name: "customBadge" });

  test.each([
    ["123-45-6789", true],
    ["123 456 789", true],
    ["ID 00417", true],
    ["DE89 3704 0044", true],
    ["123/45/6789", true],
    ["123 - 45 - 6789", true],
    ["1\u200b2\u200b3\u200b4\u200b5", true],
    ["１２３-４５-６７８９", true],
    ["١٢٣٤٥", true],
    ["12, 34, 56", false],
    ["Truck 12", false],
    ["2026-11-20", false],
    ["J-26104", true],
  ])("%s may be somebody's number: %s", (value, may) => {
    expect(mayIdentify(value, unknown)).toBe(may);
  });

  test("is no number where its type says so, nor where the field is known", () => {
    expect(mayIdentify("12000.00 USD", unknown, "currency")).toBe(false);
    expect(mayIdentify("80202", ruleOf({ name: "zipcode" }))).toBe(false);
  });
});
