import type { LivePolicy } from "../config/live-policy.ts";
import type { Checked } from "../config/settings.ts";
import { createPhases } from "./create-phases.ts";
import { createDemotion, type DemotionNeeds } from "./demotion/demotion.ts";
import type { PhaseNeeds } from "./phase-needs.ts";
import type { Phases } from "./phases.ts";

type Parts = Omit<DemotionNeeds, "pool" | "policy" | "config" | "catalogs"> & {
  checked: Checked;
  database: Pick<PhaseNeeds, "pool">;
  policy: Pick<LivePolicy, "current" | "config">;
};

/** What a running gateway has of phases: the service behind its pages, and what closes by itself, which begins at once. */
export function servePhases({
  checked,
  database,
  policy,
  ...parts
}: Parts): Phases & { stop(): Promise<void> } {
  const needs = {
    ...parts,
    pool: database.pool,
    policy: policy.current,
    config: policy.config,
    catalogs: checked.catalogs,
  };
  const demotion = createDemotion(needs);
  demotion.start();
  return { ...createPhases(needs), stop: demotion.close };
}
