import { daysBetween } from "@gatehouse/demo";
import type { Row } from "../store.ts";
import { transactionType } from "../transaction-types.ts";
import { canadianRate, currencies } from "./seed-lists.ts";
import { cents, momentOf, type Seeding } from "./seeding.ts";

/** A line as it is thought of: amounts positive, signs are given when it is written. */
export type NewLine = {
  amount: number;
  account?: number;
  item?: number;
  itemtype?: string;
  quantity?: number;
  rate?: number;
  received?: number;
  billed?: number;
  job?: string;
  memo?: string;
  more?: Row;
};

export type NewTransaction = {
  type: string;
  date: string;
  entity: string;
  subsidiaryId: string;
  status: string;
  number: string;
  lines: NewLine[];
  /** What is still to be paid of it; bills, invoices and expense reports only. */
  unpaid?: number;
  mainAccount?: number;
  more?: Row;
};

export type TransactionWriter = ReturnType<typeof createTransactionWriter>;

const firstTransactionId = 9_001;

/** Writes transactions with their main line, lines and links, and gives each its id. */
export function createTransactionWriter(seeding: Seeding) {
  const { insert, company } = seeding;
  let nextId = firstTransactionId;
  let nextKey = 100_001;
  const writeLine = (transaction: NewTransaction, id: number, sequence: number, line: Row) =>
    insert("transactionline", {
      transaction: id,
      id: sequence,
      linesequencenumber: sequence,
      uniquekey: nextKey++,
      trantype: transaction.type,
      mainline: "F",
      taxline: "F",
      isclosed: "F",
      isbillable: "F",
      subsidiary: Number(transaction.subsidiaryId),
      ...line,
    });
  return {
    add(transaction: NewTransaction): string {
      const id = nextId++;
      const { sign } = transactionType(transaction.type);
      const isCanadian = transaction.subsidiaryId === "3";
      const exchangerate = isCanadian ? canadianRate : 1;
      const total = cents(transaction.lines.reduce((sum, { amount }) => sum + amount, 0));
      insert("transaction", {
        ...headOf(seeding, transaction, id),
        currency: isCanadian ? currencies.CAD : currencies.USD,
        exchangerate,
        foreigntotal: sign * total,
        ...transaction.more,
      });
      writeLine(transaction, id, 0, {
        mainline: "T",
        memo: transaction.more?.memo ?? null,
        entity: Number(transaction.entity),
        account: transaction.mainAccount ?? null,
        foreignamount: sign * total,
        netamount: cents(sign * total * exchangerate),
        foreignamountunpaid: transaction.unpaid ?? null,
        foreignamountpaid: transaction.unpaid === undefined ? null : cents(total - transaction.unpaid),
      });
      for (const [index, line] of transaction.lines.entries()) {
        writeLine(transaction, id, index + 1, lineRow(line, -sign, exchangerate));
      }
      return String(id);
    },
    /** Notes that lines of `next` follow from lines of `previous`, number by number. */
    link(
      previous: string,
      previousType: string,
      next: string,
      nextType: string,
      lines: [from: number, to: number][],
      kind: string,
    ) {
      for (const [previousline, nextline] of lines) {
        insert("previoustransactionlinelink", {
          previousdoc: Number(previous),
          previousline,
          previoustype: previousType,
          nextdoc: Number(next),
          nextline,
          nexttype: nextType,
          linktype: kind,
        });
      }
    },
    today: company.today,
  };
}

function headOf({ company, periodOf }: Seeding, transaction: NewTransaction, id: number): Row {
  const { recordType, abbreviation, label, isPosting } = transactionType(transaction.type);
  const { date, unpaid } = transaction;
  const isOpen = unpaid === undefined || unpaid > 0;
  const duedate = transaction.more?.duedate;
  const overdue = isOpen && typeof duedate === "string" ? daysBetween(duedate, company.today) : 0;
  return {
    id,
    type: transaction.type,
    recordtype: recordType,
    abbrevtype: abbreviation,
    tranid: transaction.number,
    transactionnumber: `${abbreviation}${id}`,
    trandisplayname: `${label} #${transaction.number}`,
    trandate: date,
    createddate: momentOf(date, id),
    lastmodifieddate: momentOf(date, id + 3),
    entity: Number(transaction.entity),
    status: transaction.status,
    foreignamountunpaid: unpaid ?? null,
    posting: isPosting ? "T" : "F",
    postingperiod: isPosting ? periodOf(date) : null,
    voided: "F",
    void: "F",
    source: "User Interface",
    daysopen: isOpen ? daysBetween(date, company.today) : null,
    daysoverduesearch: overdue > 0 ? overdue : null,
    subsidiary: Number(transaction.subsidiaryId),
    account: transaction.mainAccount ?? null,
  };
}

function lineRow(line: NewLine, sign: number, exchangerate: number): Row {
  return {
    item: line.item ?? null,
    itemtype: line.itemtype ?? null,
    sublist: line.item === undefined ? "expense" : "item",
    transactionlinetype: line.item === undefined ? "EXPENSE" : "ITEM",
    expenseaccount: line.account ?? null,
    account: line.account ?? null,
    memo: line.memo ?? null,
    quantity: line.quantity === undefined ? null : sign * line.quantity,
    quantityshiprecv: line.received ?? null,
    quantitybilled: line.billed ?? null,
    rate: line.rate ?? null,
    foreignamount: cents(sign * line.amount),
    netamount: cents(sign * line.amount * exchangerate),
    entity: line.job === undefined ? null : Number(line.job),
    ...line.more,
  };
}
