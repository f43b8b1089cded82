import type { Pool } from "pg";
import type { ApprovalPolicy } from "../approvals/approval-policy.ts";
import type { Announce } from "../channels/announce.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Person } from "../store/liveness.ts";
import type { ChangeRequest } from "./change-request.ts";
import type { ChangeRows } from "./change-rows.ts";
import type { StepNeeds } from "./steps-of-a-write.ts";

/** Numbers that everything on requests goes by. */
export const CHANGE_LIMITS = {
  /** How often is looked for what is left to do, without any notice. */
  everyMs: 2_000,
  /** How many requests one replica carries on with at once. */
  atOnce: 8,
  /** The longest that one which could not be carried on rests before it is tried again; at first it is a second. */
  restMs: 30_000,
  /** How often is looked for writes that ended without their second row on record. */
  lateEveryMs: 60_000,
  /** How long the same call waits for the first one's outcome. */
  joinMs: 150_000,
  joinPollMs: 500,
  clientKeyCharacters: 200,
};

/** What requests are carried out with. */
export type ChangeNeeds = StepNeeds &
  Pick<Dependencies, "policy" | "systems" | "audit" | "log" | "metrics" | "company" | "phases"> & {
    pool: Pool;
    rows: ChangeRows;
    publicUrl: string;
    /** What the rules in force say of approvals. */
    approvals: () => ApprovalPolicy;
    /** The person, if they are active and of a known issuer. */
    activePerson(id: string): Promise<Person | undefined>;
    /** Tells people who are to know; part of the transaction that changes the request. */
    announce: Announce;
    /** Whether there is any channel by which people are told. */
    isTelling: boolean;
    /** Who may decide such a request now. */
    approversFor(request: Stake): Promise<readonly { id: string }[]>;
  };

/** What decides who may approve. */
export type Stake = Pick<ChangeRequest, "person" | "system" | "tool" | "amount" | "currency">;
