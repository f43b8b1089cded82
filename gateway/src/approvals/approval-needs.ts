import type { Pool } from "pg";
import type { ChangeRows } from "../changes/change-rows.ts";
import type { Changes } from "../changes/changes.ts";
import type { ChangeNeeds } from "../changes/needs.ts";
import type { SlackRules } from "../channels/slack/may-decide.ts";
import type { Opening } from "../phases/openings.ts";
import type { DecisionRows } from "./decision-rows.ts";
import type { DelegationRows } from "./delegations.ts";
import type { PeopleRows } from "./people-rows.ts";

/** What deciding on requests stands on. */
export type ApprovalNeeds = Pick<
  ChangeNeeds,
  "approvals" | "policy" | "systems" | "audit" | "log" | "announce" | "metrics"
> & {
  pool: Pool;
  rows: ChangeRows;
  decisions: DecisionRows;
  delegations: DelegationRows;
  people: PeopleRows;
  changes: Pick<Changes, "withdraw">;
  /** What is open now; who opened it may not approve alone. */
  openings: () => readonly Opening[];
  /** What may be decided in Slack; without it nothing. */
  slack: (() => SlackRules) | undefined;
};
