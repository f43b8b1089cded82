import type { Person } from "../store/liveness.ts";
import type { DecisionView, RequestView } from "./request-view.ts";

/** Who acts, by which door, and when they last signed in: for decisions that must be minutes ago. */
export type Acting = { person: Person; channel: "page" | "slack"; signedInAt: Date };

/** What a person finds in their inbox. */
export type Inbox = {
  /** Requests that wait for this person's own decision, the oldest first. */
  toDecide: readonly RequestView[];
  /** Outcomes that nobody knows and that this person may settle. */
  toSettle: readonly RequestView[];
  /** Broken glasses whose review this person may close. */
  toReview: readonly RequestView[];
  /** The person's own requests, the newest first. */
  own: readonly RequestView[];
};

/** Somebody's approvals in somebody else's hands for some days. */
export type Delegation = {
  id: string;
  from: { id: string; name: string };
  to: { id: string; name: string };
  system: string | undefined;
  startsAt: Date;
  endsAt: Date;
  reason: string;
};

/**
 * The one place where requests are looked at and decided; pages, chat, mail and tools are only ways to it. Everything refuses by
 * throwing a ToolError whose message a person can read: `not_found` for what the person may not see, `not_allowed` for what
 * they may not do, `unauthenticated` where the sign-in is too old, `conflict` where the request has moved on.
 */
export interface Approvals {
  /** How old a sign-in may be that decides, in milliseconds, by the rules in force. */
  freshMs(): number;
  /** For how long a change can be undone. */
  undoHours(): number;
  inboxOf(person: Person): Promise<Inbox>;
  view(id: string, person: Person): Promise<RequestView>;
  decide(id: string, acting: Acting, decision: "approve" | "reject", note: string): Promise<RequestView>;
  breakGlass(id: string, acting: Acting, reason: string): Promise<RequestView>;
  closeReview(id: string, acting: Acting, note: string): Promise<RequestView>;
  /** Says what somebody saw in the system, where the outcome could not be read back. */
  settle(id: string, acting: Acting, happened: boolean, note: string): Promise<RequestView>;
  withdraw(id: string, person: Person, channel: "call" | "page"): Promise<RequestView>;
  delegationsOf(person: Person): Promise<readonly Delegation[]>;
  delegate(
    acting: Acting,
    to: { email: string; system: string | undefined; startsAt: Date; endsAt: Date; reason: string },
  ): Promise<Delegation>;
  revokeDelegation(id: string, acting: Acting): Promise<void>;
  /** What was decided on a request, the oldest first. */
  decisionsOn(id: string): Promise<readonly DecisionView[]>;
  isAdministrator(roles: readonly string[]): boolean;
  /** People who may decide this request now, for whoever tells them. */
  approversOf(id: string): Promise<readonly Person[]>;
}
