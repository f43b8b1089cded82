import { addDays, type Company, phoneNumber, type Random } from "@gatehouse/demo";
import { customFields, disguisedField } from "../fields/custom-fields.ts";
import { listNamed } from "../fields/list-definitions.ts";
import type { Employee } from "../records.ts";
import type { SeedPerson } from "./seeding.ts";

const streets = ["Alder Way", "Basin Street", "Cedar Lane", "Dune Road", "Elm Court", "Foothill Drive"];

/** What a number that must never show looks like: recognisable anywhere it might turn up. */
export const canary = (kind: string, number: number): string =>
  `CANARY-${kind}-${String(number).padStart(5, "0")}`;

/** Everything about a person that is stored and not a name: contact, address, identity, custom fields. */
export function personalData(
  random: Random,
  person: Omit<SeedPerson, "id" | "record">,
  company: Company,
  number: number,
): Omit<Employee, "id" | "lastChanged"> {
  const { known, hireDate, leftOn, kind } = person;
  const place = company.locations.find(({ name }) => name === person.location);
  return {
    status: kind === "leaver" ? "Inactive" : "Active",
    // The ERP's id of the same person, where it has one.
    employeeNumber: known?.id ?? `H${number}`,
    workPhone: known?.phone ?? null,
    workPhoneExtension: random.isTrue(0.3) ? String(random.integer(100, 999)) : null,
    mobilePhone: phoneNumber(random),
    homePhone: random.isTrue(0.4) ? phoneNumber(random) : null,
    homeEmail: `home${number}@mail.example`,
    linkedIn: random.isTrue(0.1) ? `www.linkedin.example/in/p${number}` : null,
    pronouns: random.isTrue(0.15) ? random.pick(["She/her", "He/him", "They/them"]) : null,
    address1: `${random.integer(10, 9_900)} ${random.pick(streets)}`,
    city: place?.city ?? null,
    state: place?.region ?? null,
    zipcode: String(random.integer(80_000, 89_999)),
    country: place?.country === "CA" ? "Canada" : "United States",
    hireDate,
    originalHireDate: hireDate,
    terminationDate: leftOn ?? "0000-00-00",
    birthDate: addDays(company.today, -random.integer(19 * 365, 64 * 365)),
    gender: random.pick(["Female", "Male", "Male", null]),
    marital: random.pick(["Single", "Married", null]),
    ethnicity: random.isTrue(0.2) ? "Decline to answer" : null,
    ...identity(number, place?.country === "CA"),
    vaccinationStatus: random.isTrue(0.5) ? "Vaccinated" : null,
    ...customData(random, company, person, number),
  };
}

function identity(number: number, isCanadian: boolean): Record<string, string | null> {
  return {
    ssn: isCanadian ? null : canary("ssn", number),
    sin: isCanadian ? canary("sin", number) : null,
    passportNumber: number % 4 === 0 ? canary("passport", number) : null,
    visaNumber: number % 9 === 0 ? canary("visa", number) : null,
    driversLicenseNumber: canary("licence", number),
    taxFileNumber: canary("tax", number),
    directDeposit: canary("bank", number),
    federalTax: canary("withholding", number),
  };
}

function customData(
  random: Random,
  company: Company,
  person: Omit<SeedPerson, "id" | "record">,
  number: number,
): Record<string, string | null> {
  const customValue = (type: string, list: string | undefined, name: string): string | null => {
    if (list) return random.pick(listNamed(list)?.options ?? [""]);
    if (type === "date") return addDays(company.today, random.integer(-400, 300));
    if (type === "currency") return `${random.integer(5, 90) * 10}.00 ${person.currency}`;
    if (type === "employee" || type === "textarea") return null;
    return `${name.split(" ")[0]} ${random.integer(1, 99)}`;
  };
  const values = customFields.map(({ alias = "", name, type, list }) => {
    const value = customValue(type, list, name);
    return [alias, random.isTrue(0.5) ? value : null] as const;
  });
  const isField = ["Field Services", "Project Delivery", "Operations"].includes(person.department);
  const project = company.projects.filter(({ stage }) => stage === "active");
  return {
    ...Object.fromEntries(values),
    customCurrentProject: isField && person.kind === "staff" ? random.pick(project).number : null,
    [disguisedField]: canary("id", number),
    customPensionNumber: canary("pension", number),
  };
}
