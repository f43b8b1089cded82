import { beforeAll, expect, test } from "vitest";
import { by, type OpenCompany, type Row, sorted } from "./open-company.ts";

const nameOf = ({ firstname, lastname }: Row) => `${firstname} ${lastname}`;

/** Whoever is in several products is there under one e-mail and one name. */
export function peopleAgree(opened: () => OpenCompany, scale: number) {
  let company: OpenCompany;
  let employees: Map<string, Row>;
  let people: Row[];
  let accounts: Map<string, Row>;
  beforeAll(async () => {
    company = opened();
    const { erp, files, hr } = company;
    employees = by(await erp.rows("SELECT id, email, firstname, lastname FROM employee"), "email");
    people = await hr.people();
    accounts = by(await files.people(), "EMail");
  });

  test("each employee of the ERP is in HR under the same e-mail and name", () => {
    expect(employees.size).toBe(400 * scale);
    const { otherEmail } = company.hr.planted;
    const inHr = people.map(
      (person): Row => ({
        ...person,
        workEmail: person.employeeId === otherEmail.employeeId ? otherEmail.companyEmail : person.workEmail,
      }),
    );
    const known = inHr.filter(({ workEmail }) => employees.has(workEmail));
    expect(sorted(known.map(({ workEmail }) => workEmail))).toEqual(sorted(employees.keys()));
    for (const { workEmail, firstName, lastName } of known)
      expect(`${firstName} ${lastName}`).toBe(nameOf(employees.get(workEmail) ?? {}));
    // The one whose e-mail differs is planted, and differs in HR alone.
    expect(employees.has(otherEmail.email)).toBe(false);
  });

  test("whom HR alone knows has an e-mail of their own", () => {
    const beyond = people.filter(({ workEmail }) => !employees.has(workEmail));
    expect(beyond.length).toBeGreaterThan(100 * scale);
    expect(new Set(people.map(({ workEmail }) => workEmail)).size).toBe(people.length);
  });

  test("each employee is in SharePoint, and beside them only guests and one who left", () => {
    for (const [email, employee] of employees) expect(accounts.get(email)?.Title).toBe(nameOf(employee));
    const beyond = sorted(accounts.keys()).filter((email) => !employees.has(email));
    const { abandonedCheckout } = opened().files.planted;
    const guests = company.company.contacts.map(({ email }) => email);
    expect(beyond).toContain(abandonedCheckout.email);
    expect(beyond.filter((email) => email !== abandonedCheckout.email && !guests.includes(email))).toEqual(
      [],
    );
  });

  test("each active user of Salesforce is an employee of that e-mail and name, everywhere", async () => {
    const users = await company.crm.rows("SELECT Email, Username, Name, IsActive FROM User");
    const active = users.filter(({ IsActive }) => IsActive);
    const strangers = active.filter(({ Email }) => !employees.has(Email));
    expect(strangers.map(({ Email }) => Email)).toEqual(["gatehouse.integration@halden.example"]);
    const inHr = new Set(people.map(({ workEmail }) => workEmail));
    const other = company.hr.planted.otherEmail.companyEmail;
    for (const { Email, Username, Name } of active.filter((user) => !strangers.includes(user))) {
      expect(Username).toBe(Email);
      expect(Name).toBe(nameOf(employees.get(Email) ?? {}));
      expect(accounts.get(Email)?.Title).toBe(Name);
      expect(inHr.has(Email) || Email === other).toBe(true);
    }
    expect(active.length).toBeGreaterThan(40);
  });
}
