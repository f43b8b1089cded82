import type { Phase } from "@gatehouse/tool";
import type { Named } from "../approvals/request-view.ts";
import type { Person } from "../store/liveness.ts";
import type { ClosedAs, Opening } from "./openings.ts";

/** Who acts, by which door, and when they last signed in: opening a phase wants a sign-in that is minutes old. */
export type Acting = {
  person: Pick<Person, "id">;
  signedInAt: Date;
  channel: "page" | "cli";
  /** The account of the machine it was typed on, at the command line. */
  account?: string;
};

/** One thing that should be so before a phase opens, as it is and as it should be, in words for people. */
export type ReadinessItem = {
  name: string;
  title: string;
  ok: boolean;
  found: string;
  needed: string;
  /** What is missing, and how much of it: by these numbers a waiver is held against how things stand later. Empty where `ok`. */
  lacks: Readonly<Record<string, number>>;
};

export type ReadinessReport = {
  system: string;
  phase: 2 | 3;
  role: string | undefined;
  /** ISO 8601. */
  at: string;
  items: readonly ReadinessItem[];
};

/** That an item was missing and that somebody proposed to go on all the same. */
export type Waiver = { reason: string; by: string };

export type ProposalState = "proposed" | "confirmed" | "withdrawn" | "expired";

export type ProposalView = {
  id: string;
  system: string;
  phase: 2 | 3;
  role: string | undefined;
  endsAt: Date | undefined;
  reason: string;
  ticket: string;
  state: ProposalState;
  proposedBy: Named;
  proposedAt: Date;
  /** After this nobody can confirm it any more. */
  expiresAt: Date;
  decidedBy: Named | undefined;
  decidedAt: Date | undefined;
  /** As it stood when it was proposed, and once it was confirmed as it stood then. */
  report: ReadinessReport;
  waivers: Readonly<Record<string, Waiver>>;
};

export type OpeningView = Omit<Opening, "openers"> & {
  openers: readonly Named[];
  reason: string;
  ticket: string;
};

/** Where a system stands now. */
export type SystemPhases = {
  system: string;
  title: string;
  contact: string;
  /** How far it is open for everybody; trials with one role stand in `openings`. */
  phase: Phase;
  openings: readonly OpeningView[];
  /** What waits for a second administrator. */
  proposals: readonly ProposalView[];
  /** How many tools each phase has, by phase. */
  tools: Readonly<Record<Phase, number>>;
  /** How it came to be closed, in a sentence, where something was. */
  lastClosed: { at: Date; sentence: string } | undefined;
};

/** One line of a system's history, newest first. */
export type PhaseEvent = {
  at: Date;
  what: "proposed" | "confirmed" | "withdrawn" | "expired" | ClosedAs;
  phase: 2 | 3;
  role: string | undefined;
  /** Undefined: the gateway itself. */
  by: Named | undefined;
  reason: string | undefined;
  ticket: string | undefined;
  waivers: Readonly<Record<string, Waiver>>;
};

export type Wish = {
  system: string;
  phase: 2 | 3;
  role?: string | undefined;
  endsAt?: Date | undefined;
  reason: string;
  ticket: string;
  /** Reason by the name of the item that is missing. */
  waivers?: Readonly<Record<string, string>>;
};

/** How the contract suite went, for the record. */
export type ContractRun = {
  system: string;
  target: "sandbox" | "simulator";
  passed: number;
  failed: number;
  ranAt: Date;
};

/**
 * The one place where phases are opened and closed; pages and commands are only ways to it. Everything refuses by throwing a
 * ToolError whose message a person can read: `not_allowed` for whoever is no administrator or confirms their own proposal,
 * `unauthenticated` where the sign-in is too old, `conflict` where things stand otherwise, `not_found`, `invalid_input`.
 */
export interface Phases {
  /** How old a sign-in may be that proposes or confirms, in milliseconds, by the rules in force. */
  freshMs(): number;
  overview(): Promise<readonly SystemPhases[]>;
  /** As it is now; `openers` are the people who would open the phase, where they are known. */
  report(system: string, phase: 2 | 3, role?: string, openers?: readonly string[]): Promise<ReadinessReport>;
  proposal(id: string): Promise<ProposalView>;
  propose(acting: Acting, wish: Wish): Promise<ProposalView>;
  /** By another administrator than proposed it. */
  confirm(acting: Acting, id: string): Promise<ProposalView>;
  withdraw(acting: Acting, id: string): Promise<ProposalView>;
  /** Closes everything above phase `to`. Returns how many openings that were. */
  close(acting: Acting, system: string, to: 1 | 2, reason: string): Promise<number>;
  /** Closes every opening of one system, or with `all` of every one, at once. Returns how many that were. */
  brake(acting: Acting, system: string, reason: string): Promise<number>;
  history(system: string): Promise<readonly PhaseEvent[]>;
  recordContract(acting: Acting, run: ContractRun): Promise<void>;
}
