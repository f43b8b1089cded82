import type { Check } from "@gatehouse/tool";
import type { ChangeState } from "./states.ts";

/** What stands between asking and doing. */
export type Needs = "nothing" | "confirmation" | "approval";

/** By which door somebody acted. */
export type ActingChannel = "call" | "page" | "slack" | "cli" | "gateway";

/** Why a request is where it is, where its state alone does not say. */
export type Why =
  | "stale" //            the record had changed since the preview
  | "phase_closed" //     the phase was closed before anything was sent
  | "not_allowed" //      the requester's rights no longer allow it
  | "person_left" //      the requester's access has ended
  | "tool_changed" //     the tool is not the one that was asked for any more
  | "too_late" //         it expired before it could be executed
  | "refused" //          the system said no
  | "not_reached" //      the system was not reached, so nothing was sent
  | "no_answer" //        it was sent and not answered
  | "interrupted" //      the gateway that executed it ended on the way
  | "read_back_done" //   a read of the present state proved that it happened
  | "read_back_undone" // a read of the present state proved that it did not
  | "told_done" //        a person looked and said that it happened
  | "told_undone" //      a person looked and said that it did not
  | "break_glass"; //     one person approved alone, in an emergency

/** What a preview said, as it is shown and compared. */
export type Previewed = {
  summary: string;
  before: unknown;
  after: unknown;
  checks: readonly Check[];
  /** False for a tool of a third party that knows no preview: then it is decided on the arguments alone. */
  hasPreview: boolean;
};

/** The sealed part of a request. */
export type ChangeContent = Previewed & {
  arguments: Record<string, unknown>;
  /** Why the requester wants it, where the tool asks. */
  reason?: string | undefined;
  /** What decides who must approve. Sealed with the rest: whoever can only write to the database must not make it smaller. */
  atStake?: { value: number; currency: string } | undefined;
};

/** A state of the record, in an envelope: it may be null itself. */
export type Found = { state: unknown };

/** One write that somebody asked for, opened. */
export type ChangeRequest = {
  id: string;
  kind: "change" | "undo";
  state: ChangeState;
  needs: Needs;
  /** Who asked; everything is done as them. */
  person: string;
  grantId: string;
  clientId: string;
  system: string;
  tool: string;
  phase: 2 | 3;
  definitionHash: string;
  policyVersion: string;
  argumentsHash: string;
  beforeHash: string;
  afterHash: string;
  amount: number | undefined;
  currency: string | undefined;
  approvalsNeeded: number;
  outcome: string | undefined;
  why: Why | undefined;
  undoes: string | undefined;
  askedAt: Date;
  expiresAt: Date | undefined;
  decidedAt: Date | undefined;
  startedAt: Date | undefined;
  finishedAt: Date | undefined;
  attempt: number;
  /** Whether it was taken back, or is just being. */
  isUndone: boolean;
  content: ChangeContent;
  /** The MCP result that the requester got or can fetch. */
  result: Record<string, unknown> | undefined;
  /** Of one that failed as stale: the state that was there in place of `before`, as far as it could still be read. */
  found: Found | undefined;
};

/** One line of a request's history. */
export type ChangeEvent = {
  at: Date;
  state: ChangeState;
  /** Undefined: the gateway itself. */
  actor: string | undefined;
  channel: ActingChannel;
  why: Why | undefined;
  note: string | undefined;
};
