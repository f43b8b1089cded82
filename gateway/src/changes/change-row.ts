import type { ChangeContent, ChangeRequest, Why } from "./change-request.ts";
import type { ChangeState } from "./states.ts";

/** What is sealed once an attempt has ended. */
export type EndedWith = Pick<ChangeRequest, "result" | "found">;

/** A row of `change_request` as it comes from the database. */
export type Row = {
  id: string;
  kind: ChangeRequest["kind"];
  state: ChangeState;
  needs: ChangeRequest["needs"];
  person: string;
  grant_id: string;
  client_id: string;
  system: string;
  tool: string;
  phase: ChangeRequest["phase"];
  is_undone: boolean;
  definition_hash: string;
  policy_version: string;
  arguments_hash: string;
  before_hash: string;
  after_hash: string;
  approvals_needed: number;
  content: Buffer;
  result: Buffer | null;
  outcome: string | null;
  why: Why | null;
  undoes: string | null;
  asked_at: Date;
  expires_at: Date | null;
  decided_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  attempt: number;
};

/** The request that a row is, once its sealed parts are open. */
export const requestOf = (row: Row, content: ChangeContent, ended: EndedWith | undefined): ChangeRequest => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  needs: row.needs,
  person: row.person,
  grantId: row.grant_id,
  clientId: row.client_id,
  system: row.system,
  tool: row.tool,
  phase: row.phase,
  definitionHash: row.definition_hash,
  policyVersion: row.policy_version,
  argumentsHash: row.arguments_hash,
  beforeHash: row.before_hash,
  afterHash: row.after_hash,
  amount: content.atStake?.value,
  currency: content.atStake?.currency,
  approvalsNeeded: row.approvals_needed,
  outcome: row.outcome ?? undefined,
  why: row.why ?? undefined,
  undoes: row.undoes ?? undefined,
  askedAt: row.asked_at,
  expiresAt: row.expires_at ?? undefined,
  decidedAt: row.decided_at ?? undefined,
  startedAt: row.started_at ?? undefined,
  finishedAt: row.finished_at ?? undefined,
  attempt: row.attempt,
  isUndone: row.is_undone,
  content,
  result: ended?.result,
  found: ended?.found,
});
