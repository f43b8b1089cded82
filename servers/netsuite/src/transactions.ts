import { ToolError } from "@gatehouse/tool";
import { isIn, type Sql, sql } from "./suiteql.ts";

/** Transaction types as tools name them, with SuiteQL's code and the letters of `status` [code] behind our words. */
export const TRANSACTIONS = {
  purchase_order: {
    code: "PurchOrd",
    statuses: {
      pending_approval: "A",
      open: "BDEF",
      pending_receipt: "B",
      partially_received: "DE",
      pending_bill: "EF",
      fully_billed: "G",
      closed: "H",
      rejected: "C",
    },
  },
  vendor_bill: {
    code: "VendBill",
    statuses: { pending_approval: "D", open: "A", paid: "B", cancelled: "C", rejected: "E" },
  },
  vendor_payment: { code: "VendPymt", statuses: {} },
  invoice: { code: "CustInvc", statuses: { pending_approval: "D", open: "A", paid: "B", rejected: "E" } },
  expense_report: {
    code: "ExpRept",
    statuses: { pending_approval: "BC", open: "AFG", paid: "I", rejected: "DEH" },
  },
} as const satisfies Record<string, { code: string; statuses: Partial<Record<string, string>> }>;

export type TransactionKind = keyof typeof TRANSACTIONS;
export const TRANSACTION_KINDS = Object.keys(TRANSACTIONS) as [TransactionKind, ...TransactionKind[]];

/** All words of all types, for one schema; `hasStatus` refuses what a type never has. */
export const STATUSES = [
  "pending_approval",
  "open",
  "pending_receipt",
  "partially_received",
  "pending_bill",
  "fully_billed",
  "closed",
  "paid",
  "rejected",
  "cancelled",
] as const;
export type Status = (typeof STATUSES)[number];

/**
 * The status condition of a type. Whether SuiteQL takes a bare letter is open, so the form with the type before it is sent,
 * which public code uses.
 */
export function hasStatus(kind: TransactionKind, statuses: readonly Status[]): Sql {
  const { code, statuses: letters } = TRANSACTIONS[kind] as {
    code: string;
    statuses: Record<string, string>;
  };
  const values = statuses.flatMap((status) => {
    const known = letters[status];
    if (known === undefined)
      throw new ToolError("invalid_input", `A ${words(kind)} is never ${words(status)}; nothing was read.`, {
        next: `Use ${Object.keys(letters).join(", ") || "no status"}.`,
      });
    return [...known].map((letter) => `${code}:${letter}`);
  });
  return isIn(sql`t.status`, [...new Set(values)]);
}

export const kindOf = (code: string | undefined): TransactionKind | undefined =>
  TRANSACTION_KINDS.find((kind) => TRANSACTIONS[kind].code === code);

/** `Purchase Order : Pending Receipt` without the type before it. */
export const statusLabel = (display: string | undefined): string | undefined => display?.split(" : ").pop();

export const words = (name: string): string => name.replaceAll("_", " ");
