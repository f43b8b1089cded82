import { customerName, mailDomainOf, phoneNumber, unusualCustomerNames } from "./business-names.ts";
import type { Contact, Customer, Employee, Vendor } from "./company.ts";
import { locations } from "./organisation.ts";
import { personName, unusualNames } from "./person-names.ts";
import { createRandom } from "./random.ts";

const customerCount = 240;
const contactCount = 700;
const jobTitles = [
  "Accounts Receivable",
  "Contracts Manager",
  "Director of Facilities",
  "Estimator",
  "Office Manager",
  "Owner",
  "Owner's Representative",
  "Project Coordinator",
  "Purchasing Agent",
  "Site Manager",
  "Vice President, Capital Projects",
];

/** 240 customers per unit of scale; every twentieth is the parent of the nineteen that follow it in some places. */
export function createCustomers(scale: number, firstId: number, employees: Employee[]): Customer[] {
  const random = createRandom("customers");
  const sellers = employees.filter((employee) => employee.title === "Account Executive");
  const names = new Set<string>(unusualCustomerNames);
  const customers: Customer[] = [];
  for (let index = 0; index < customerCount * scale; index++) {
    let name = unusualCustomerNames[index - 10] ?? customerName(random);
    while (index - 10 >= unusualCustomerNames.length || index < 10 ? names.has(name) : false) {
      name = `${customerName(random)} of ${random.pick(locations).city}`;
      if (names.size > customerCount) name = `${name} ${random.integer(2, 9_999)}`;
    }
    names.add(name);
    const number = `C${String(index + 1).padStart(4, "0")}`;
    const place = random.pick(locations);
    const parent = customers[index - (index % 20)];
    customers.push({
      id: String(firstId + index),
      number,
      name,
      parentId: parent && random.isTrue(0.2) ? parent.id : null,
      subsidiaryId: place.subsidiaryId,
      city: place.city,
      region: place.region,
      email: `projects@${mailDomainOf(name, number)}`,
      phone: phoneNumber(random),
      salesRepresentativeId: random.pick(sellers).id,
    });
  }
  return customers;
}

/** 700 contacts per unit of scale, five in seven at customers, the others at vendors. */
export function createContacts(
  scale: number,
  firstId: number,
  customers: Customer[],
  vendors: Vendor[],
): Contact[] {
  const random = createRandom("contacts");
  return Array.from({ length: contactCount * scale }, (_, index) => {
    const company = index % 7 < 5 ? random.pick(customers) : random.pick(vendors);
    const name = (index % 90 === 45 ? unusualNames[Math.floor(index / 90)] : undefined) ?? personName(random);
    return {
      id: String(firstId + index),
      firstName: name.first,
      lastName: name.last,
      title: random.pick(jobTitles),
      email: `${name.mailName}@${company.email.split("@")[1]}`,
      phone: phoneNumber(random),
      companyId: company.id,
    };
  });
}
