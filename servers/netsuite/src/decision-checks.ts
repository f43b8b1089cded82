import type { Check } from "@gatehouse/tool";
import type { ApprovalKind } from "./approvals.ts";
import type { DecisionRecord } from "./decision-record.ts";
import { FINDINGS, type Finding, findingsOf } from "./findings.ts";
import type { NetSuite } from "./netsuite.ts";
import type { Employee } from "./people.ts";
import { LIVE_ORDER, sumsByProject } from "./project-cost.ts";
import { isIn, sql } from "./suiteql.ts";
import { quantity } from "./values.ts";

export type Decision = "approve" | "reject";
type Case = { kind: ApprovalKind; decision: Decision; record: DecisionRecord; me: Employee };

/** What each finding means for an approval. A rejection is stopped by none of them. */
const WEIGHT: Record<Finding["name"], "block" | "warn"> = {
  over_limit: "block",
  own_request: "block",
  inactive_vendor: "block",
  insurance_expired: "warn",
  likely_duplicate: "warn",
};

const CLEAR: Record<Finding["name"], string> = {
  over_limit: "Within the approver's limit.",
  own_request: "Requested by somebody else.",
  inactive_vendor: "The vendor is active.",
  insurance_expired: "No expired insurance is known.",
  likely_duplicate: "Nothing alike from the same vendor.",
};

/** Everything that is looked at before a decision. NetSuite enforces none of it over REST as far as is known [open]. */
export async function checksOf(api: NetSuite, one: Case, signal: AbortSignal): Promise<Check[]> {
  const { kind, decision, record } = one;
  const [findings, estimate] = await Promise.all([
    findingsOf(api, kind, [record.waiting], signal),
    kind === "purchase_order" && decision === "approve" ? estimateCheck(api, record, signal) : [],
  ]);
  return [
    pending(record),
    approver(one),
    ...weighed(findings.get(record.waiting.id) ?? [], one),
    ...estimate,
  ];
}

const pending = ({ status }: DecisionRecord): Check =>
  status === "pending"
    ? { name: "pending", outcome: "ok", message: "It waits for a decision." }
    : { name: "pending", outcome: "block", message: `It does not wait for a decision any more: ${status}.` };

const approver = ({ record, me }: Case): Check =>
  record.waiting.approverId === me.id
    ? { name: "next_approver", outcome: "ok", message: "In NetSuite it waits for whoever asks this." }
    : { name: "next_approver", outcome: "block", message: "In NetSuite it waits for somebody else." };

function weighed(findings: readonly Finding[], one: Case): Check[] {
  const { kind, decision } = one;
  const hasVendor = kind === "purchase_order" || kind === "vendor_bill";
  const names = FINDINGS.filter((name) => hasVendor || name === "own_request" || name === "over_limit");
  return names.map((name) => {
    const found = findings.find((finding) => finding.name === name);
    if (!found) return clear(name, one);
    return { name, outcome: decision === "reject" ? "ok" : WEIGHT[name], message: found.message };
  });
}

/** A rule that found nothing; where it had nothing to look at, it says that instead. */
function clear(name: Finding["name"], { kind, decision, record }: Case): Check {
  if (name === "over_limit" && kind === "time")
    return { name, outcome: "ok", message: "Time has no approval limit." };
  if (name !== "own_request" || record.waiting.requesterId !== undefined)
    return { name, outcome: "ok", message: CLEAR[name] };
  return {
    name,
    outcome: decision === "reject" ? "ok" : "warn",
    message: "NetSuite names nobody who asked for this bill; make sure that it is not the approver's own.",
  };
}

/** Warns for every project that this order would take beyond its estimated cost. */
async function estimateCheck(
  api: NetSuite,
  { lines }: DecisionRecord,
  signal: AbortSignal,
): Promise<Check[]> {
  const added = new Map<string, number>();
  // The order itself waits and so is not among the live orders: what it adds comes on top.
  for (const { project_id, amount = 0 } of lines)
    if (project_id !== undefined) added.set(project_id, (added.get(project_id) ?? 0) + Math.abs(amount));
  if (added.size === 0) return [];
  const ids = [...added.keys()];
  const rows = await api.rows<"id" | "entityid" | "estimatedcost" | "ordered">(
    sql`SELECT j.id, j.entityid, j.estimatedcost, s.amount AS ordered FROM job j
      LEFT JOIN ${sumsByProject(LIVE_ORDER, isIn(sql`l.entity`, ids))} s ON s.project = j.id
      WHERE ${isIn(sql`j.id`, ids)} ORDER BY j.id`,
    signal,
  );
  return rows.map(({ id = "", entityid = id, estimatedcost, ordered }): Check => {
    const total = Math.round((quantity(ordered) ?? 0) + (added.get(id) ?? 0));
    const estimate = quantity(estimatedcost);
    const name = "project_estimate";
    if (estimate === undefined)
      return { name, outcome: "ok", message: `Project ${entityid} has no estimate.` };
    if (total <= estimate)
      return { name, outcome: "ok", message: `Project ${entityid} stays within its estimate.` };
    const message = `Project ${entityid} would have ${total} ordered against an estimate of ${Math.round(estimate)}.`;
    return { name, outcome: "warn", message };
  });
}
