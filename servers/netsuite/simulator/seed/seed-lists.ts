import { addDays } from "@gatehouse/demo";
import {
  baseAccounts,
  catalogItems,
  costKinds,
  costTrades,
  expenseCategories,
  firstItemId,
  overheads,
} from "./catalog.ts";
import { firstPeriodId, monthsBack, type Seeding } from "./seeding.ts";

const accountCount = 180;
const firstAccountId = 201;

/** Internal ids that other parts of the seed post to, by account number. */
export const accountId = (number: string): number =>
  firstAccountId + accounts.findIndex((account) => account.number === number);

type Account = { number: string; name: string; type: string };

const accounts: Account[] = buildAccounts();

function buildAccounts(): Account[] {
  const list: Account[] = baseAccounts.map(([number, name, type]) => ({ number, name, type }));
  for (const [index, trade] of costTrades.entries()) {
    for (const [kind, suffix] of costKinds.entries()) {
      list.push({
        number: `5${String(index + 1).padStart(2, "0")}${kind}`,
        name: `${trade} : ${suffix}`,
        type: "COGS",
      });
    }
  }
  for (const [index, name] of overheads.entries()) {
    for (let office = 0; office < 8 && list.length < accountCount; office++) {
      const number = `6${String(index + 1).padStart(2, "0")}${office}`;
      list.push({ number, name: office === 0 ? name : `${name} : Office ${office + 1}`, type: "Expense" });
    }
  }
  return list;
}

export const vendorCategories = ["Subcontractor", "Supplier", "Rental"];
export const terms = { "Net 30": 1, "Net 45": 2 };
export const currencies = { USD: 1, CAD: 2 };
/** What one Canadian dollar is worth in US dollars. */
export const canadianRate = 0.73;

/** Company-wide lists: accounts, items, departments, classes, locations, subsidiaries, currencies, terms, periods, categories. */
export function seedLists(seeding: Seeding): void {
  const { company, insert } = seeding;
  for (const subsidiary of company.subsidiaries) {
    insert("subsidiary", {
      id: Number(subsidiary.id),
      name: subsidiary.name,
      fullname: subsidiary.name,
      legalname: `${subsidiary.name}, ${subsidiary.country === "CA" ? "Ltd." : "Inc."}`,
      country: subsidiary.country,
      currency: currencies[subsidiary.currency],
      iselimination: "F",
      isinactive: "F",
    });
  }
  const named = (table: string, id: number, name: string, more: Record<string, string | number> = {}) =>
    insert(table, { id, name, fullname: name, isinactive: "F", ...more });
  for (const { id, name } of company.departments) named("department", Number(id), name);
  for (const { id, name, subsidiaryId } of company.locations) {
    named("location", Number(id), name, { subsidiary: Number(subsidiaryId) });
  }
  for (const [index, name] of [
    "New Build",
    "Retrofit",
    "Service",
    "Equipment",
    "Overhead",
    "Warranty",
  ].entries()) {
    named("classification", index + 1, name);
  }
  for (const [index, name] of vendorCategories.entries()) named("vendorcategory", index + 1, name);
  for (const [name, id] of Object.entries(terms))
    named("term", id, name, { daysuntilnetdue: Number(name.slice(4)) });
  for (const [index, name] of expenseCategories.entries()) {
    named("expensecategory", index + 1, name, { expenseacct: accountId("6060") });
  }
  seedCurrencies(seeding);
  seedAccounts(seeding);
  seedPeriods(seeding);
}

function seedCurrencies({ insert }: Seeding): void {
  const shared = { displaysymbol: "$", currencyprecision: 2, isinactive: "F" };
  insert("currency", {
    id: 1,
    name: "US Dollar",
    symbol: "USD",
    exchangerate: 1,
    isbasecurrency: "T",
    ...shared,
  });
  insert("currency", {
    id: 2,
    name: "Canadian Dollar",
    symbol: "CAD",
    exchangerate: canadianRate,
    isbasecurrency: "F",
    ...shared,
  });
}

function seedAccounts({ insert }: Seeding): void {
  for (const [index, { number, name, type }] of accounts.entries()) {
    insert("account", {
      id: firstAccountId + index,
      acctnumber: number,
      accountsearchdisplayname: `${number} ${name}`,
      fullname: name,
      accttype: type,
      isinactive: "F",
    });
  }
  for (const [index, item] of catalogItems.entries()) {
    insert("item", {
      id: firstItemId + index,
      itemid: item.name,
      fullname: item.name,
      displayname: item.name,
      description: `${item.name}, per ${item.unit}`,
      units: item.unit,
      itemtype: item.type,
      cost: item.price,
      expenseaccount: accountId(item.type === "Service" ? "5032" : "5031"),
      incomeaccount: accountId("4000"),
      isinactive: "F",
    });
  }
}

/** Monthly periods; all before last month are closed. */
function seedPeriods({ company, insert }: Seeding): void {
  const month = `${company.today.slice(0, 7)}-01`;
  for (let index = -monthsBack; index <= 2; index++) {
    const [year, number] = month.split("-").map(Number) as [number, number];
    const startdate = new Date(Date.UTC(year, number - 1 + index, 1)).toISOString().slice(0, 10);
    const next = new Date(Date.UTC(year, number + index, 1)).toISOString().slice(0, 10);
    const isClosed = index < -1 ? "T" : "F";
    insert("accountingperiod", {
      id: firstPeriodId + monthsBack + index,
      periodname: new Date(startdate).toLocaleString("en-US", {
        month: "short",
        year: "numeric",
        timeZone: "UTC",
      }),
      startdate,
      enddate: addDays(next, -1),
      closed: isClosed,
      aplocked: isClosed,
      arlocked: isClosed,
      alllocked: isClosed,
      isyear: "F",
      isquarter: "F",
      isadjust: "F",
      isposting: "T",
      isinactive: "F",
    });
  }
}
