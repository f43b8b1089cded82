import { expect, test } from "vitest";
import type { ReadinessItem, ReadinessReport } from "../phases/phases.ts";
import { Report } from "./readiness-table.tsx";

const item = (name: string, found: string, lacks: Record<string, number> = {}): ReadinessItem => ({
  name,
  title: `The ${name}`,
  ok: Object.keys(lacks).length === 0,
  found,
  needed: "all",
  lacks,
});
const report = (...items: ReadinessItem[]): ReadinessReport => ({
  system: "s",
  phase: 2,
  role: undefined,
  at: "2026-11-23T10:00:00.000Z",
  items,
});
const waivers = { days: { reason: "a trial", by: "m" } };

/** Text of the row of an item: as it was proposed, and as it is now. */
function row(before: ReadinessItem[], now: ReadinessItem): string {
  const page = String(<Report report={report(now)} proposal={{ report: report(...before), waivers }} />);
  const [, text = ""] = /<tbody.*?>(.*)<\/tbody>/.exec(page) ?? [];
  return text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

test("what is as it was when it was proposed, or was ready and is, is shown once", () => {
  const days = item("days", "2 days", { days: 12 });
  expect(row([days], days)).toContain("waived “ a trial ” 2 days all");
  expect(row([item("calls", "100 calls")], item("calls", "120 calls"))).toContain("ready 120 calls all");
});

test("what has changed since it was proposed is marked, with what it was", () => {
  const days = item("days", "2 days", { days: 12 });
  expect(row([days], item("days", "3 days", { days: 11 }))).toContain("3 days changed When proposed: 2 days");
  expect(row([days], item("days", "14 days"))).toContain(
    "ready “ a trial ” 14 days changed When proposed: 2",
  );
  expect(row([], item("calls", "none", { calls: 1 }))).toContain(
    "missing none changed When proposed: not looked",
  );
});

test("what is worse than when it was waived is waived no longer", () => {
  const days = item("days", "2 days", { days: 12 });
  expect(row([days], item("days", "0 days", { days: 14 }))).toContain("worse than waived");
});

test("without a proposal nothing is compared", () => {
  const page = String(<Report report={report(item("days", "2 days", { days: 12 }))} />);
  expect(page).not.toContain("proposal");
  expect(page).toContain("missing");
});
