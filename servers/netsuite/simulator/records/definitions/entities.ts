import type { Row } from "../../store.ts";
import { type RecordContext, type RecordDefinition, recordDefinition, stored } from "../record-definition.ts";
import { addressBook, contactList } from "./entity-sublists.ts";
import { unbilledOrders } from "./unbilled-orders.ts";

const dates = "lastModifiedDate";
const byName = ({ account, session }: RecordContext): Row => ({
  id: nextEntityId(account),
  subsidiary: Number(session.role.subsidiary ?? 1),
  isinactive: "F",
});

/** Ids of entities are unique across vendors, customers, projects, employees and contacts. */
const nextEntityId = ({ store }: RecordContext["account"]): number =>
  Number(store.row("SELECT MAX(id) + 1 AS next FROM entity")?.next);

/** The titles under which other records show a business. */
const companyTitles = (before: Row, changes: Row): Row => {
  const entityid = changes.entityid ?? before.entityid ?? null;
  const companyname = changes.companyname ?? before.companyname ?? null;
  if (changes.entityid === undefined && changes.companyname === undefined) return {};
  return {
    altname: companyname,
    entitytitle: [entityid, companyname].filter((part) => part !== null).join(" "),
  };
};

const personTitles = (before: Row, changes: Row): Row => {
  if (changes.firstname === undefined && changes.lastname === undefined) return {};
  const name = [changes.firstname ?? before.firstname, changes.lastname ?? before.lastname];
  const entityid = name.filter((part) => part !== null && part !== undefined).join(" ");
  return { entityid, entitytitle: entityid };
};

/** What the vendor is still owed, in its currency. */
function vendorMoney(row: Row, { account }: RecordContext) {
  const id = row.id ?? null;
  const found = account.store.row(
    `SELECT ROUND(SUM(foreignamountunpaid), 2) AS owed FROM "transaction" WHERE type = 'VendBill' AND status = 'A' AND entity = ?`,
    id,
  );
  const balance = Number(found?.owed ?? 0);
  return { balance, balancePrimary: balance, unbilledOrders: unbilledOrders(id, account.store) };
}

/** Open invoices by age; `aging` is what is not due yet, `aging1` to `aging4` are 1-30, 31-60, 61-90 and over 90 days. */
function customerMoney(row: Row, { account }: RecordContext) {
  const open = account.store.rows(
    `SELECT foreignamountunpaid AS amount, CAST(julianday(?) - julianday(duedate) AS INTEGER) AS days FROM "transaction"
     WHERE type = 'CustInvc' AND status = 'A' AND entity = ?`,
    account.today,
    row.id ?? null,
  );
  const between = (from: number, to: number) => {
    const inside = open.filter(({ days }) => Number(days) >= from && Number(days) <= to);
    return Math.round(inside.reduce((sum, { amount }) => sum + Number(amount), 0) * 100) / 100;
  };
  const end = Number.POSITIVE_INFINITY;
  return {
    balance: between(-end, end),
    overdueBalance: between(1, end),
    daysOverdue: Math.max(0, ...open.map(({ days }) => Number(days))),
    depositBalance: 0,
    unbilledOrders: 0,
    aging: between(-end, 0),
    aging1: between(1, 30),
    aging2: between(31, 60),
    aging3: between(61, 90),
    aging4: between(91, end),
  };
}

const vendor = recordDefinition({
  name: "vendor",
  table: "vendor",
  permission: "LIST_VENDOR",
  properties: {
    ...stored(
      `id entityId* companyName* legalName* altName category* email* phone* altPhone* mobilePhone* fax* terms* currency* creditLimit* ` +
        `isInactive* is1099Eligible* isJobResourceVend* isPerson subsidiary* externalId* accountNumber* taxIdNum* ${dates} ` +
        "purchaseOrderAmount* purchaseOrderQuantity* purchaseOrderQuantityDiff* receiptAmount* receiptQuantity* receiptQuantityDiff*",
    ),
    dateCreated: { column: "datecreated", isReadOnly: true },
    custentity_insurance_expiry: { column: "custentity_insurance_expiry", isReadOnly: false },
  },
  derived: { balance: "number", balancePrimary: "number", unbilledOrders: "number" },
  derive: vendorMoney,
  sublists: { addressBook, contactList },
  required: ["companyName"],
  defaults: byName,
  effects: companyTitles,
});

const customer = recordDefinition({
  name: "customer",
  table: "customer",
  permission: "LIST_CUSTJOB",
  properties: {
    ...stored(
      "id entityId* companyName* altName parent* email* phone* altPhone* fax* salesRep* entityStatus* terms* currency* creditLimit* " +
        `creditHoldOverride* isInactive* isPerson subsidiary* externalId* ${dates}`,
    ),
    dateCreated: { column: "datecreated", isReadOnly: true },
  },
  derived: Object.fromEntries(
    "balance overdueBalance daysOverdue depositBalance unbilledOrders aging aging1 aging2 aging3 aging4"
      .split(" ")
      .map((name) => [name, "number"]),
  ),
  derive: customerMoney,
  sublists: { addressBook, contactList },
  required: ["companyName"],
  defaults: (context) => ({ ...byName(context), entitystatus: "13" }),
  effects: companyTitles,
});

const contact = recordDefinition({
  name: "contact",
  table: "contact",
  permission: "LIST_CONTACT",
  properties: {
    ...stored(
      "id entityId firstName* lastName* company* title* email* altEmail* phone* mobilePhone* officePhone* isInactive* comments* subsidiary " +
        `externalId* ${dates}`,
    ),
    dateCreated: { column: "datecreated", isReadOnly: true },
  },
  sublists: { addressBook },
  required: ["lastName"],
  defaults: byName,
  effects: personTitles,
});

const employee = recordDefinition({
  name: "employee",
  table: "employee",
  permission: "LIST_EMPLOYEE",
  properties: {
    ...stored(
      "id entityId firstName* lastName* email* phone* title* department* location* subsidiary* supervisor* isInactive* giveAccess " +
        `purchaseorderlimit* purchaseorderapprovallimit* purchaseorderapprover* expenselimit* approvallimit* approver* isJobManager* ${dates}`,
    ),
    hireDate: { column: "hiredate", isReadOnly: false },
    socialsecuritynumber: { column: "socialsecuritynumber", isReadOnly: false },
    birthDate: { column: "birthdate", isReadOnly: false },
    basewage: { column: "basewage", isReadOnly: false },
  },
  effects: personTitles,
});

export const entityDefinitions: RecordDefinition[] = [vendor, customer, contact, employee];
