import {
  type Contact,
  type Customer,
  createRandom,
  customerName,
  mailDomainOf,
  personName,
  phoneNumber,
  type Random,
} from "@gatehouse/demo";
import { fullName } from "../rows/derive.ts";
import type { Row, Value } from "../store.ts";
import { cycle, type Seeding, stamps } from "./seeding.ts";

/** Per unit of scale; the duplicates are as many at every scale (reference, section 13). */
const prospectCount = 180;
const contactCount = 1_300;
const duplicateCount = 30;

/** From the name, so that a search for a trade finds accounts which sound like it. */
const industryOf: [RegExp, string][] = [
  [/School|College|Library/, "Education"],
  [/Hospital|Medical|Senior/, "Healthcare"],
  [/Logistics|Airport|Port/, "Transportation"],
  [/Water|Energy/, "Utilities"],
  [/Data/, "Technology"],
  [/Hotels/, "Hospitality"],
  [/Foods|Brewing/, "Food & Beverage"],
  [/Credit/, "Banking"],
  [/Properties/, "Construction"],
];

/** Customers of the ERP first, in its order, then prospects; the last two prospects are nearly the same. */
export function seedAccounts(seeding: Seeding): void {
  const random = createRandom("salesforce accounts");
  const sellerByErpId = sellersByErpId(seeding);
  for (const [index, customer] of seeding.company.customers.entries()) {
    const owner = sellerByErpId.get(customer.salesRepresentativeId) ?? cycle(seeding.sellers, index);
    addAccount(seeding, random, index, owner, customer);
  }
  // After all of them: a parent may come later in the list than its child.
  for (const customer of seeding.company.customers) linkParent(seeding, customer);
  const names = new Set(seeding.accounts.map(({ Name }) => Name));
  for (let index = 0; index < prospectCount * seeding.scale - 2; index++) {
    let name = customerName(random);
    // Names are unique but for the pair that is planted, or a duplicate rule would be met everywhere.
    for (let turn = 2; names.has(name); turn++) name = `${customerName(random)} ${turn > 4 ? turn : "West"}`;
    names.add(name);
    const place = random.pick(seeding.company.locations);
    // Accounts of people who left, whom nobody has replaced.
    const owner = index < 4 ? leaver(seeding, index) : random.pick(seeding.sellers);
    addAccount(seeding, random, index, owner, { name, city: place.city, region: place.region });
  }
  plantNearDuplicates(seeding, random);
  seeding.planted.creditHoldAccounts = seeding.accounts
    // Every fortieth customer is on hold in the ERP.
    .filter((account) => account.NetSuite_Id__c && Number(account.NetSuite_Id__c) % 40 === 0)
    .map(({ Id }) => Id);
}

const leaver = ({ planted, store }: Seeding, index: number): Row => {
  const user = store.read("User", cycle(planted.inactiveUsers, index));
  if (!user) throw new Error("The seed has no user who left.");
  return user;
};

/** The ERP's sales representatives as users, by e-mail; not all of them have one. */
function sellersByErpId({ company, userByEmail }: Seeding): Map<string, Row> {
  const pairs = company.employees.flatMap(({ id, email }) => {
    const user = userByEmail.get(email);
    return user ? [[id, user] as const] : [];
  });
  return new Map(pairs);
}

/** A customer of the ERP, or of a prospect no more than name and place. */
type Origin = { name: string; city: string; region: string } & Partial<Customer>;

function addAccount(seeding: Seeding, random: Random, index: number, owner: Row, origin: Origin): Row {
  const { store, accounts, accountByErpId } = seeding;
  const isCustomer = origin.id !== undefined;
  const created = random.integer(200, 1_500);
  const row = store.seed("Account", {
    Name: origin.name.slice(0, 255),
    Type: isCustomer ? "Customer - Direct" : "Prospect",
    Industry: industryOf.find(([words]) => words.test(origin.name))?.[1] ?? "Other",
    ParentId: null,
    OwnerId: owner.Id,
    Phone: origin.phone ?? phoneNumber(random),
    Website: `https://www.${(origin.email ?? "").split("@")[1] ?? mailDomainOf(origin.name, `p${index}`)}`,
    BillingStreet: `${random.integer(10, 9_900)} ${random.pick(["Main Street", "Industrial Way", "Commerce Drive", "Canyon Road"])}`,
    BillingCity: origin.city,
    BillingState: origin.region,
    BillingPostalCode: String(random.integer(80_000, 89_999)),
    BillingCountry: origin.region === "AB" ? "Canada" : "United States",
    AnnualRevenue: random.isTrue(0.8) ? Math.round(random.amount(800_000, 400_000_000)) : null,
    NumberOfEmployees: random.isTrue(0.8) ? Math.round(random.amount(8, 6_000)) : null,
    AccountNumber: origin.number ?? null,
    Description: null,
    LastActivityDate: null,
    // What a prospect becomes a customer by: until then it is empty.
    NetSuite_Id__c: origin.id ?? null,
    ...stamps(seeding, owner.Id, created, random.integer(1, 200), index),
  });
  accounts.push(row);
  if (origin.id) accountByErpId.set(origin.id, row);
  return row;
}

/** Groups of companies, as the ERP has them. */
function linkParent({ store, accountByErpId }: Seeding, { id, parentId }: Customer): void {
  const [account, parent] = [accountByErpId.get(id), accountByErpId.get(parentId ?? "")];
  if (account && parent && account !== parent) store.reseed("Account", account.Id, { ParentId: parent.Id });
}

/** Two names that differ by a letter, in one city, with different owners. */
function plantNearDuplicates(seeding: Seeding, random: Random): void {
  const { userByEmail, sellers, planted } = seeding;
  const daniel = userByEmail.get("daniel.kowalski@halden.example") ?? cycle(sellers, 0);
  const place = { city: "Portland", region: "OR" };
  const first = addAccount(seeding, random, 1, daniel, { name: "Harbor Port Authority", ...place });
  const second = addAccount(seeding, random, 2, cycle(sellers, 3), {
    name: "Harbor Ports Authority",
    ...place,
  });
  planted.nearDuplicateAccounts = [first.Id, second.Id];
}

/** Contacts of the ERP's customers first, then others; the last 30 repeat the name of an earlier one at the same account. */
export function seedContacts(seeding: Seeding): void {
  const random = createRandom("salesforce contacts");
  const { company, accountByErpId, accounts, planted } = seeding;
  const known = company.contacts.filter(({ companyId }) => accountByErpId.has(companyId));
  for (const [index, contact] of known.entries()) {
    const account = accountByErpId.get(contact.companyId);
    if (account) addContact(seeding, random, index, account, contact);
  }
  const added = contactCount * seeding.scale - known.length - duplicateCount;
  for (let index = 0; index < added; index++) {
    // Every prospect has at least one contact.
    const account = cycle(accounts, accounts.length - 1 - (index % accounts.length));
    const name = personName(random);
    const domain = String(account.Website).replace("https://www.", "");
    addContact(seeding, random, index, account, {
      firstName: name.first,
      lastName: name.last,
      title: random.pick(titles),
      email: `${name.mailName}@${domain}`,
      phone: phoneNumber(random),
    });
  }
  for (let index = 0; index < duplicateCount; index++) {
    // Twins of the ERP's own contacts: only one of each pair has an
    // e-mail address and, but for the first pair, an ERP id.
    const original = cycle(known, 11 + index * 7);
    const account = accountByErpId.get(original.companyId);
    if (!account) continue;
    const { firstName, lastName, title, id } = original;
    const copy = { firstName, lastName, title, email: "", phone: phoneNumber(random) };
    // The first repeats the ERP id too: reading by it must give a choice.
    const row = addContact(seeding, random, index, account, index === 0 ? { ...copy, id } : copy);
    planted.duplicateContacts.push(row.Id);
    if (index === 0) planted.sharedExternalId = { value: id, contacts: contactsWith(seeding, id) };
  }
}

const titles = [
  "Director of Facilities",
  "Project Coordinator",
  "Purchasing Agent",
  "Site Manager",
  "Owner's Representative",
];
const departments = ["Facilities", "Procurement", "Capital Projects", "Operations", null];

const contactsWith = ({ store }: Seeding, erpId: string): string[] =>
  store.matching("Contact", "NetSuite_Id__c", erpId).map(({ Id }) => Id);

function addContact(
  seeding: Seeding,
  random: Random,
  index: number,
  account: Row,
  person: Omit<Contact, "id" | "companyId"> & { id?: string },
): Row {
  const { store, contactsOf, planted } = seeding;
  // With the duplicates, which have none either, that makes one in twenty.
  const hasEmail = person.email !== "" && index % 36 !== 7;
  const name = { FirstName: person.firstName.slice(0, 40), LastName: person.lastName.slice(0, 80) };
  const address: Record<string, Value> = {
    MailingStreet: account.BillingStreet ?? null,
    MailingCity: account.BillingCity ?? null,
    MailingState: account.BillingState ?? null,
    MailingPostalCode: account.BillingPostalCode ?? null,
    MailingCountry: account.BillingCountry ?? null,
  };
  const row = store.seed("Contact", {
    AccountId: account.Id,
    ...name,
    Name: fullName(name),
    Title: person.title,
    Department: random.pick(departments),
    Email: hasEmail ? person.email.slice(0, 80) : null,
    Phone: person.phone,
    MobilePhone: random.isTrue(0.5) ? phoneNumber(random) : null,
    ...(random.isTrue(0.7) ? address : {}),
    ReportsToId: null,
    OwnerId: account.OwnerId ?? null,
    HasOptedOutOfEmail: random.isTrue(0.06),
    LastActivityDate: null,
    NetSuite_Id__c: person.id ?? null,
    // A canary: it may appear in no answer, log or error.
    Identity_Number__c: `${planted.canary}${random.integer(100_000_000, 999_999_999)}`,
    ...stamps(seeding, account.OwnerId ?? null, random.integer(100, 1_200), random.integer(1, 300), index),
  });
  if (!hasEmail) planted.contactsWithoutEmail.push(row.Id);
  const siblings = contactsOf.get(account.Id);
  if (siblings) siblings.push(row);
  else contactsOf.set(account.Id, [row]);
  return row;
}
