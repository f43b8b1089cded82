/** What the transaction types have in common and where they differ, by type code. */
export type TransactionType = {
  recordType: string;
  abbreviation: string;
  label: string;
  /**
   * The sign of the main line: what the company owes or pays is negative. Recorded for purchase orders only; that bills, payments and
   * expense reports follow the same rule is [open].
   */
  sign: 1 | -1;
  isPosting: boolean;
};

const transactionTypes: Record<string, TransactionType> = {
  PurchOrd: {
    recordType: "purchaseorder",
    abbreviation: "PURCHORD",
    label: "Purchase Order",
    sign: -1,
    isPosting: false,
  },
  ItemRcpt: {
    recordType: "itemreceipt",
    abbreviation: "ITEMRCPT",
    label: "Item Receipt",
    sign: -1,
    isPosting: true,
  },
  VendBill: { recordType: "vendorbill", abbreviation: "VENDBILL", label: "Bill", sign: -1, isPosting: true },
  VendPymt: {
    recordType: "vendorpayment",
    abbreviation: "VENDPYMT",
    label: "Bill Payment",
    sign: -1,
    isPosting: true,
  },
  CustInvc: { recordType: "invoice", abbreviation: "CUSTINVC", label: "Invoice", sign: 1, isPosting: true },
  ExpRept: {
    recordType: "expensereport",
    abbreviation: "EXPREPT",
    label: "Expense Report",
    sign: -1,
    isPosting: true,
  },
};

/** The definition behind a type code; an unknown one is a mistake in the simulator. */
export function transactionType(code: string): TransactionType {
  const type = transactionTypes[code];
  if (!type) throw new Error(`The simulator has no transaction type ${code}.`);
  return type;
}
