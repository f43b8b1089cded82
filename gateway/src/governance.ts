import type { KeyObject } from "node:crypto";
import type { Pool } from "pg";
import type { ApprovalNeeds } from "./approvals/approval-needs.ts";
import { approvalPolicy } from "./approvals/approval-policy.ts";
import { approversFor } from "./approvals/approvers-for.ts";
import { checkDecisions } from "./approvals/check-decisions.ts";
import { decisionRows } from "./approvals/decision-rows.ts";
import { delegationRows } from "./approvals/delegations.ts";
import { openApprovals } from "./approvals/open-approvals.ts";
import { peopleRows } from "./approvals/people-rows.ts";
import { changeRows } from "./changes/change-rows.ts";
import { openChanges } from "./changes/changes.ts";
import type { ChangeNeeds } from "./changes/needs.ts";
import { requestEnder } from "./changes/request-ender.ts";
import { requestSeals } from "./changes/seal-content.ts";
import { announcer } from "./channels/announce.ts";
import { type Channels, namesOf, openChannels } from "./channels/channels.ts";
import type { LivePolicy } from "./config/live-policy.ts";
import type { Settings } from "./config/settings.ts";
import type { Dependencies } from "./dependencies.ts";
import type { AccessEnder } from "./directory/access-ending.ts";
import type { ChangeListener } from "./store/changes.ts";
import type { Database } from "./store/database.ts";
import type { WebSessions } from "./web-session/web-sessions.ts";

/** What governed writes stand on. */
export type GovernanceNeeds = Pick<
  Dependencies,
  | "systems"
  | "assertions"
  | "requestStates"
  | "audit"
  | "metrics"
  | "log"
  | "company"
  | "publicUrl"
  | "phases"
> & {
  database: Database;
  settings: Pick<Settings, "channels">;
  livePolicy: Pick<LivePolicy, "current" | "config">;
  knownIssuers: ReadonlySet<string>;
};

/** Writes from the first preview to the outcome, and the people who decide on them. */
export type Governance = Pick<Dependencies, "changes" | "approvals"> & {
  /** Wants to hear of every change in the database. */
  listener: ChangeListener;
  enders: readonly AccessEnder[];
  /** Mail and chat; needs the pages' sessions, which come later. */
  openChannels(sessions: Pick<WebSessions, "requireSignIn">, keys: () => readonly KeyObject[]): Channels;
};

export function createGovernance(needs: GovernanceNeeds): Governance {
  const { database, settings, livePolicy, audit, log, phases } = needs;
  const { pool } = database;
  const seals = requestSeals(audit.personKeys);
  const rows = changeRows(pool, seals);
  const people = peopleRows(pool, needs.knownIssuers);
  const approvals = currentRules(livePolicy);
  const announce = announcer(namesOf(settings.channels));
  const decisions = decisionRows(audit.keys.decisions, seals);
  const common = { ...needs, pool, rows, approvals, policy: livePolicy.current, announce };
  const delegations = delegationRows(pool);
  const changeNeeds: ChangeNeeds = {
    ...common,
    activePerson: people.active,
    isTelling: namesOf(settings.channels).length > 0,
    approversFor: (request) =>
      approversFor(request, { approvals, people, delegations, policy: livePolicy.current }),
  };
  const changes = openChanges(changeNeeds, checkDecisions(decisions, people, approvals, log));
  const { slack } = settings.channels;
  const approvalNeeds: ApprovalNeeds = {
    ...common,
    decisions,
    delegations,
    people,
    changes,
    openings: () => phases.state().open,
    slack: slack && (() => ({ decideBelow: slack.decideBelow, currency: approvals().currency })),
  };
  const opened = openApprovals(approvalNeeds);
  return {
    changes,
    approvals: opened,
    listener: changes,
    enders: [requestEnder(changeNeeds)],
    openChannels: (sessions, keys) =>
      openChannels({
        settings: settings.channels,
        publicUrl: needs.publicUrl,
        database: { pool: pool as Pool },
        approvals: opened,
        activePerson: people.active,
        currency: () => approvals().currency,
        sessions,
        audit,
        keys,
        registry: needs.metrics.registry,
        log,
      }),
  };
}

/** Worked out once for every version of the configuration. */
function currentRules({ config }: Pick<LivePolicy, "config">) {
  let of = config();
  let rules = approvalPolicy(of);
  return () => {
    if (of !== config()) {
      of = config();
      rules = approvalPolicy(of);
    }
    return rules;
  };
}
