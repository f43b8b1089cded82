import type { Row } from "../../store.ts";
import { statusNames } from "../../tables/value-lists.ts";
import { transactionType } from "../../transaction-types.ts";
import { type RecordContext, type RecordDefinition, recordDefinition, stored } from "../record-definition.ts";
import { expenseSublist, itemSublist } from "../transaction-lines.ts";
import { approvalEffects, expenseEffects } from "./approvals.ts";
import { unbilledOrders } from "./unbilled-orders.ts";

const common =
  "id tranId* transactionNumber tranDate* dueDate* createdDate lastModifiedDate entity* subsidiary* department* class* location* currency* " +
  "exchangeRate memo* externalId*";
const approval = "approvalStatus* nextApprover*";

const money = { total: "number", subtotal: "number", taxTotal: "number", balance: "number" } as const;

const amount = (row: Row) => Math.abs(Number(row.foreigntotal ?? 0));
const unpaid = (row: Row) => Number(row.foreignamountunpaid ?? 0);

/** The status as REST shows it: the name in both places, whatever the schema lists [observed in one account]. */
function shownStatus(row: Row) {
  const name = statusNames[String(row.type)]?.[String(row.status)] ?? String(row.status);
  return { id: name, refName: name };
}

const amounts = (row: Row) => ({
  total: amount(row),
  subtotal: amount(row),
  taxTotal: 0,
  balance: unpaid(row),
});

/** A new transaction's number, type and currency; totals follow from its lines. */
const defaultsOf =
  (type: string, status: string, approvalstatus: string) =>
  ({ account, session }: RecordContext): Row => {
    const { recordType, abbreviation, label, isPosting } = transactionType(type);
    const id = account.store.nextId("transaction");
    return {
      id,
      type,
      recordtype: recordType,
      abbrevtype: abbreviation,
      tranid: `${abbreviation}-${id}`,
      transactionnumber: `${abbreviation}${id}`,
      trandisplayname: `${label} #${abbreviation}-${id}`,
      trandate: account.today,
      currency: 1,
      exchangerate: 1,
      foreigntotal: 0,
      status,
      approvalstatus,
      posting: isPosting ? "T" : "F",
      voided: "F",
      void: "F",
      source: "REST Web Services",
      subsidiary: 1,
      createdby: Number(session.entityId),
    };
  };

const purchaseOrder = recordDefinition({
  name: "purchaseOrder",
  table: "transaction",
  transactionType: "PurchOrd",
  permission: "TRAN_PURCHORD",
  properties: stored(
    `${common} ${approval} shipDate* employee* createdFrom terms* message* otherRefNum* source`,
  ),
  derived: {
    ...money,
    unbilledOrders: "number",
    orderStatus: "object",
    status: "object",
    toBeEmailed: "boolean",
  },
  derive: (row, context) => ({
    ...amounts(row),
    balance: 0,
    unbilledOrders: unbilledOrders(row.entity ?? null, context.account.store),
    orderStatus: { id: row.status, refName: row.status },
    status: shownStatus(row),
    toBeEmailed: false,
  }),
  sublists: { item: itemSublist, expense: expenseSublist },
  required: ["entity"],
  defaults: defaultsOf("PurchOrd", "A", "1"),
  effects: approvalEffects,
});

const vendorBill = recordDefinition({
  name: "vendorBill",
  table: "transaction",
  transactionType: "VendBill",
  permission: "TRAN_VENDBILL",
  properties: {
    ...stored(
      `${common} ${approval} account* terms* otherRefNum* postingPeriod* paymentHold* received createdFrom`,
    ),
    // The vendor's own example writes the name in lower case; both are accepted.
    approvalstatus: { column: "approvalstatus", isReadOnly: false, show: () => undefined },
  },
  derived: {
    ...money,
    userTotal: "number",
    status: "object",
    documentStatus: "object",
    creditLimit: "number",
    unbilledOrders: "number",
    availableVendorCredit: "number",
  },
  derive: (row, context) => ({
    ...amounts(row),
    userTotal: amount(row),
    status: shownStatus(row),
    documentStatus: shownStatus(row),
    creditLimit: 50_000,
    unbilledOrders: unbilledOrders(row.entity ?? null, context.account.store),
    availableVendorCredit: 0,
  }),
  sublists: { item: itemSublist, expense: expenseSublist },
  required: ["entity"],
  defaults: defaultsOf("VendBill", "D", "1"),
  effects: approvalEffects,
});

const invoice = recordDefinition({
  name: "invoice",
  table: "transaction",
  transactionType: "CustInvc",
  permission: "TRAN_CUSTINVC",
  properties: {
    ...stored(`${common} ${approval} job* terms* otherRefNum* postingPeriod`),
    custbody_disputed: { column: "custbody_disputed", isReadOnly: false },
  },
  derived: {
    total: "number",
    amountPaid: "number",
    amountRemaining: "number",
    status: "object",
    predictedOverdueDays: "number",
  },
  derive: (row) => ({
    total: amount(row),
    amountPaid: Math.round((amount(row) - unpaid(row)) * 100) / 100,
    amountRemaining: unpaid(row),
    status: shownStatus(row),
    predictedOverdueDays: unpaid(row) > 0 ? 12 : undefined,
  }),
  sublists: { item: itemSublist },
  required: ["entity"],
  defaults: defaultsOf("CustInvc", "D", "1"),
  effects: approvalEffects,
});

const expenseReport = recordDefinition({
  name: "expenseReport",
  table: "transaction",
  transactionType: "ExpRept",
  permission: "TRAN_EXPREPT",
  properties: {
    ...stored(`${common} ${approval}`),
    supervisorapproval: { column: "supervisorapproval", isReadOnly: false },
    accountingapproval: { column: "accountingapproval", isReadOnly: false },
    policyviolated: { column: "policyviolated", isReadOnly: true },
  },
  derived: {
    total: "number",
    amount: "number",
    nonreimbursable: "number",
    corporatecard: "number",
    complete: "boolean",
    status: "object",
  },
  derive: (row) => ({
    total: amount(row),
    amount: amount(row),
    nonreimbursable: 0,
    corporatecard: 0,
    complete: row.status !== "A",
    status: shownStatus(row),
  }),
  sublists: { expense: expenseSublist },
  required: ["entity"],
  defaults: defaultsOf("ExpRept", "A", "11"),
  effects: expenseEffects,
});

const vendorPayment = recordDefinition({
  name: "vendorPayment",
  table: "transaction",
  transactionType: "VendPymt",
  permission: "TRAN_VENDPYMT",
  properties: stored(
    "id tranId transactionNumber tranDate createdDate lastModifiedDate entity subsidiary currency account memo",
  ),
  derived: { total: "number", status: "object" },
  derive: (row) => ({ total: amount(row), status: shownStatus(row) }),
});

const itemReceipt = recordDefinition({
  name: "itemReceipt",
  table: "transaction",
  transactionType: "ItemRcpt",
  permission: "TRAN_ITEMRCPT",
  properties: stored(
    "id tranId transactionNumber tranDate createdDate lastModifiedDate entity subsidiary currency createdFrom memo",
  ),
  sublists: { item: { items: itemSublist.items } },
});

export const transactionDefinitions: RecordDefinition[] = [
  purchaseOrder,
  vendorBill,
  invoice,
  expenseReport,
  vendorPayment,
  itemReceipt,
];
