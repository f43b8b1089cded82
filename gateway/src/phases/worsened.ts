import type { ProposalView, ReadinessReport } from "./phases.ts";

export type Worsened = { name: string; waived: string; now: string };

/**
 * Items that were waived and are worse by now: more of something is missing than when the proposal's report was made, or something
 * that was not missing then. What has become better, as days and calls do, stays waived.
 */
export function worsened(
  { report: before, waivers }: Pick<ProposalView, "report" | "waivers">,
  { items }: Pick<ReadinessReport, "items">,
): Worsened[] {
  return items
    .filter(({ name, ok }) => !ok && Object.hasOwn(waivers, name))
    .flatMap(({ name, found, lacks }) => {
      const known = before.items.find((item) => item.name === name);
      const isWorse = Object.entries(lacks).some(([what, count]) => count > (known?.lacks?.[what] ?? 0));
      return isWorse ? [{ name, waived: known?.found ?? "nothing", now: found }] : [];
    });
}
