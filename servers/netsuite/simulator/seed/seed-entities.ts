import { addDays, createRandom } from "@gatehouse/demo";
import type { Row } from "../store.ts";
import { canadianRate, currencies, terms, vendorCategories } from "./seed-lists.ts";
import { daysSinceEmailChange, momentOf, type Seeding, vendorWithChangedEmail } from "./seeding.ts";

/** Employees, vendors, customers and contacts; all from the company, with the ERP's own fields added. */
export function seedEntities(seeding: Seeding): void {
  seedEmployees(seeding);
  seedVendors(seeding);
  seedCustomers(seeding);
  seedContacts(seeding);
}

const currencyOf = (subsidiaryId: string) => (subsidiaryId === "3" ? currencies.CAD : currencies.USD);

/** A value that must never leave through a tool; the word makes a leak easy to find. */
const canary = ({ planted }: Seeding, kind: string, id: string): string => `${planted.canary}${kind}-${id}`;

function seedEmployees(seeding: Seeding): void {
  const { company, insert } = seeding;
  const taken = new Map<string, number>();
  for (const employee of company.employees) {
    const fullName = `${employee.firstName} ${employee.lastName}`;
    const before = taken.get(fullName) ?? 0;
    taken.set(fullName, before + 1);
    const entityid = before === 0 ? fullName : `${fullName} ${before + 1}`;
    const supervisor = employee.supervisorId === null ? null : Number(employee.supervisorId);
    insert("employee", {
      id: Number(employee.id),
      entityid,
      entitytitle: entityid,
      firstname: employee.firstName,
      lastname: employee.lastName,
      email: employee.email,
      phone: employee.phone,
      title: employee.title,
      department: Number(employee.departmentId),
      location: Number(employee.locationId),
      subsidiary: Number(employee.subsidiaryId),
      currency: currencyOf(employee.subsidiaryId),
      supervisor,
      approver: supervisor,
      purchaseorderapprover: supervisor,
      approvallimit: employee.expenseApprovalLimit,
      expenselimit: employee.expenseLimit,
      purchaseorderlimit: employee.purchaseOrderLimit,
      purchaseorderapprovallimit: employee.purchaseOrderApprovalLimit,
      isinactive: "F",
      giveaccess: employee.hasLogin ? "T" : "F",
      isjobmanager: employee.isProjectManager ? "T" : "F",
      hiredate: employee.hireDate,
      datecreated: momentOf(employee.hireDate, Number(employee.id)),
      lastmodifieddate: momentOf(addDays(company.today, -40), Number(employee.id)),
      socialsecuritynumber: canary(seeding, "SSN", employee.id),
      birthdate: canary(seeding, "BORN", employee.id),
      basewage: canary(seeding, "WAGE", employee.id),
      isadministrator: employee.email === "mei.tanaka@halden.example" ? "T" : "F",
    });
  }
}

const streets = [
  "Industrial Way",
  "Commerce Drive",
  "Quarry Road",
  "Railroad Avenue",
  "Foundry Street",
  "Mill Lane",
];

function address(id: string, city: string, state: string): Row {
  const number = Number(id);
  return {
    addr1: `${100 + (number % 880)} ${streets[number % streets.length]}`,
    city,
    state,
    zip: String(80_000 + (number % 900)),
    country: state === "AB" ? "CA" : "US",
  };
}

function seedVendors(seeding: Seeding): void {
  const { company, insert, planted } = seeding;
  const changed = vendorWithChangedEmail(company);
  for (const vendor of company.vendors) {
    const isChanged = vendor === changed;
    const changedDaysAgo = isChanged ? daysSinceEmailChange : 60 + (Number(vendor.id) % 200);
    const place = company.locations[Number(vendor.id) % company.locations.length];
    insert("vendor", {
      id: Number(vendor.id),
      entityid: vendor.number,
      entitytitle: `${vendor.number} ${vendor.name}`,
      altname: vendor.name,
      companyname: vendor.name,
      legalname: vendor.name,
      email: isChanged ? "remittance@new-payables.example" : vendor.email,
      phone: vendor.phone,
      category: vendorCategories.indexOf(vendor.category) + 1,
      terms: terms[vendor.paymentTerms],
      currency: currencyOf(vendor.subsidiaryId),
      subsidiary: Number(vendor.subsidiaryId),
      isinactive: vendor.isActive ? "F" : "T",
      is1099eligible: vendor.category === "Subcontractor" && vendor.subsidiaryId !== "3" ? "T" : "F",
      isjobresourcevend: vendor.category === "Subcontractor" ? "T" : "F",
      isperson: "F",
      creditlimit: 50_000,
      purchaseorderamount: 2,
      purchaseorderquantity: 0,
      purchaseorderquantitydiff: 0,
      receiptamount: 2,
      receiptquantity: 0,
      receiptquantitydiff: 0,
      datecreated: momentOf(addDays(company.today, -900 - (Number(vendor.id) % 700)), Number(vendor.id)),
      lastmodifieddate: momentOf(addDays(company.today, -changedDaysAgo), Number(vendor.id)),
      custentity_insurance_expiry: vendor.insuranceExpiry,
      accountnumber: canary(seeding, "BANK", vendor.id),
      taxidnum: canary(seeding, "TAX", vendor.id),
      ...address(vendor.id, place?.city ?? "Denver", place?.region ?? "CO"),
    });
    if (!vendor.isActive) planted.inactiveVendors.push(vendor.id);
    if (vendor.nearDuplicateOf) planted.nearDuplicateVendors.push(vendor.id);
    const isExpired = vendor.insuranceExpiry !== null && vendor.insuranceExpiry < company.today;
    if (isExpired && vendor.isActive) planted.expiredInsuranceVendors.push(vendor.id);
  }
}

function seedCustomers({ company, insert }: Seeding): void {
  for (const customer of company.customers) {
    insert("customer", {
      id: Number(customer.id),
      entityid: customer.number,
      entitytitle: `${customer.number} ${customer.name}`,
      altname: customer.name,
      companyname: customer.name,
      email: customer.email,
      phone: customer.phone,
      parent: customer.parentId === null ? null : Number(customer.parentId),
      salesrep: Number(customer.salesRepresentativeId),
      entitystatus: "13",
      terms: terms["Net 30"],
      currency: currencyOf(customer.subsidiaryId),
      subsidiary: Number(customer.subsidiaryId),
      creditlimit: customer.subsidiaryId === "3" ? Math.round(500_000 / canadianRate) : 500_000,
      creditholdoverride: Number(customer.id) % 40 === 0 ? "ON" : "AUTO",
      isinactive: "F",
      isperson: "F",
      datecreated: momentOf(addDays(company.today, -1_200), Number(customer.id)),
      lastmodifieddate: momentOf(
        addDays(company.today, -30 - (Number(customer.id) % 300)),
        Number(customer.id),
      ),
      ...address(customer.id, customer.city, customer.region),
    });
  }
}

function seedContacts({ company, insert }: Seeding): void {
  const random = createRandom("netsuite contacts");
  const subsidiaries = new Map(
    [...company.customers, ...company.vendors].map(({ id, subsidiaryId }) => [id, subsidiaryId]),
  );
  const taken = new Map<string, number>();
  for (const contact of company.contacts) {
    const fullName = `${contact.firstName} ${contact.lastName}`;
    const before = taken.get(fullName) ?? 0;
    taken.set(fullName, before + 1);
    const entityid = before === 0 ? fullName : `${fullName} ${before + 1}`;
    insert("contact", {
      id: Number(contact.id),
      entityid,
      entitytitle: entityid,
      firstname: contact.firstName,
      lastname: contact.lastName,
      title: contact.title,
      email: random.isTrue(0.95) ? contact.email : null,
      phone: contact.phone,
      company: Number(contact.companyId),
      subsidiary: Number(subsidiaries.get(contact.companyId)),
      isinactive: "F",
      datecreated: momentOf(addDays(company.today, -700), Number(contact.id)),
      lastmodifieddate: momentOf(
        addDays(company.today, -20 - (Number(contact.id) % 250)),
        Number(contact.id),
      ),
    });
  }
}
