import { addDays, daysBetween } from "@gatehouse/tool";
import type { ApprovalKind, Waiting } from "./approvals.ts";
import { LIMITS } from "./limits.ts";
import type { NetSuite } from "./netsuite.ts";
import { allOf, day, isIn, sql } from "./suiteql.ts";
import { TRANSACTIONS } from "./transactions.ts";
import { amount, isTrue, quantity, type Row } from "./values.ts";

/** What speaks against an approval, or asks for a second look. */
export const FINDINGS = [
  "over_limit",
  "own_request",
  "inactive_vendor",
  "insurance_expired",
  "likely_duplicate",
] as const;
export type Finding = { name: (typeof FINDINGS)[number]; message: string };

type Facts = {
  vendors: Map<string, Row<"isinactive" | "insurance">>;
  limits: Map<string, Row<"purchaseorderapprovallimit" | "approvallimit">>;
  others: Row<"id" | "tranid" | "trandate" | "entity" | "foreigntotal" | "otherrefnum">[];
  today: string;
};

/**
 * Judges everything that waits, with one query per kind of fact. NetSuite was not found to enforce limits or approvers on
 * a REST update [open], so this is the place where they hold.
 */
export async function findingsOf(
  api: NetSuite,
  kind: ApprovalKind,
  waiting: readonly Waiting[],
  signal: AbortSignal,
): Promise<Map<string, Finding[]>> {
  const isPurchase = kind === "purchase_order" || kind === "vendor_bill";
  const vendorIds = isPurchase ? ids(waiting, "partyId") : [];
  const [vendors, limits, others] = await Promise.all([
    vendorsOf(api, vendorIds, signal),
    limitsOf(api, ids(waiting, "approverId"), signal),
    isPurchase ? othersOf(api, kind, waiting, vendorIds, signal) : [],
  ]);
  const facts = { vendors, limits, others, today: api.today() };
  return new Map(waiting.map((one) => [one.id, judge(kind, one, facts)]));
}

const ids = (waiting: readonly Waiting[], key: "partyId" | "approverId"): string[] => [
  ...new Set(waiting.map((one) => one[key]).filter((id) => id !== undefined)),
];

async function vendorsOf(api: NetSuite, vendorIds: string[], signal: AbortSignal): Promise<Facts["vendors"]> {
  if (vendorIds.length === 0) return new Map();
  const { insuranceExpiry } = api.custom;
  const insurance = insuranceExpiry ? sql`, TO_CHAR(v.${insuranceExpiry}, 'YYYY-MM-DD') AS insurance` : sql``;
  const rows = await api.rows<"id" | "isinactive" | "insurance">(
    sql`SELECT v.id, v.isinactive${insurance} FROM vendor v WHERE ${isIn(sql`v.id`, vendorIds)} ORDER BY v.id`,
    signal,
  );
  return byId(rows);
}

async function limitsOf(api: NetSuite, approverIds: string[], signal: AbortSignal): Promise<Facts["limits"]> {
  if (approverIds.length === 0) return new Map();
  const rows = await api.rows<"id" | "purchaseorderapprovallimit" | "approvallimit">(
    sql`SELECT e.id, e.purchaseorderapprovallimit, e.approvallimit FROM employee e
      WHERE ${isIn(sql`e.id`, approverIds)} ORDER BY e.id`,
    signal,
  );
  return byId(rows);
}

const byId = <R extends Row<"id">>(rows: R[]): Map<string, R> =>
  new Map(rows.map((row) => [row.id ?? "", row]));

/** Documents of the same vendors around the same days: among them a second entry of the same thing would be. */
function othersOf(
  api: NetSuite,
  kind: "purchase_order" | "vendor_bill",
  waiting: readonly Waiting[],
  vendorIds: string[],
  signal: AbortSignal,
): Promise<Facts["others"]> | Facts["others"] {
  const dates = waiting.map(({ date }) => date).filter((date) => date !== undefined);
  const [first, last] = [dates.toSorted()[0], dates.toSorted().at(-1)];
  if (vendorIds.length === 0 || first === undefined || last === undefined) return [];
  const conditions = allOf(
    sql`t.type = ${TRANSACTIONS[kind].code}`,
    isIn(sql`t.entity`, vendorIds),
    sql`t.trandate >= ${day(addDays(first, -LIMITS.duplicateDays))}`,
    sql`t.trandate <= ${day(addDays(last, LIMITS.duplicateDays))}`,
    // What was rejected may rightly be entered again.
    sql`t.approvalstatus <> '3'`,
  );
  return api.rows(
    sql`SELECT t.id, t.tranid, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate, t.entity, t.foreigntotal, t.otherrefnum
      FROM transaction t WHERE ${conditions} ORDER BY t.id`,
    signal,
  );
}

/**
 * The rules, one after the other. What cannot be read counts against the document. Messages hold numbers, ids and dates,
 * never a record's free text.
 */
function judge(kind: ApprovalKind, one: Waiting, { vendors, limits, others, today }: Facts): Finding[] {
  const found: Finding[] = [];
  const add = (name: Finding["name"], message: string) => found.push({ name, message });
  const size = sizeAgainst(one, kind, limits.get(one.approverId ?? ""));
  if (size) add("over_limit", size);
  // Bills name no employee as a rule: a finding on every one would be read by nobody. The decision's check says so.
  if (one.requesterId === undefined && kind !== "vendor_bill")
    add("own_request", "Who asked for this cannot be read.");
  if (one.approverId !== undefined && one.approverId === one.requesterId)
    add("own_request", "Requested by the approver.");
  if (kind !== "purchase_order" && kind !== "vendor_bill") return found;
  const vendor = vendors.get(one.partyId ?? "");
  if (vendor?.isinactive === undefined) add("inactive_vendor", "The vendor's record cannot be read.");
  else if (isTrue(vendor.isinactive)) add("inactive_vendor", "The vendor is inactive.");
  if (vendor?.insurance && vendor.insurance < today)
    add("insurance_expired", `The vendor's insurance ended on ${vendor.insurance}.`);
  const twin = others.find((other) => isLikelySame(one, other));
  if (twin)
    add("likely_duplicate", `Document ${twin.id} of the same vendor has the same amount or reference.`);
  return found;
}

/** What is wrong with the size of a document, undefined for nothing. A limit that is absent is no limit; time has none. */
function sizeAgainst(
  one: Waiting,
  kind: ApprovalKind,
  limits: Row<"purchaseorderapprovallimit" | "approvallimit"> | undefined,
): string | undefined {
  if (kind === "time") return one.hours === undefined ? "The hours cannot be read." : undefined;
  if (one.baseAmount === undefined) return "The amount or its exchange rate cannot be read.";
  if (!limits) return "The approver's limit cannot be read.";
  const written = kind === "expense_report" ? limits.approvallimit : limits.purchaseorderapprovallimit;
  if (!written) return undefined;
  const limit = quantity(written);
  if (limit === undefined) return "The approver's limit cannot be read.";
  return one.baseAmount > limit ? `The amount is above the approver's limit of ${limit}.` : undefined;
}

function isLikelySame(one: Waiting, other: Facts["others"][number]): boolean {
  if (other.id === one.id || other.entity !== one.partyId) return false;
  if (one.otherReference && one.otherReference === other.otherrefnum) return true;
  // The same reference is a twin on any day that was asked for, the same amount only nearby: rents repeat.
  const days = Math.abs(daysBetween(one.date, other.trandate) ?? Number.POSITIVE_INFINITY);
  return (
    days <= LIMITS.duplicateDays && one.amount !== undefined && one.amount === amount(other.foreigntotal)
  );
}
