import type { ChangeEvent, ChangeRequest } from "../changes/change-request.ts";

/** Somebody as pages and messages name them. */
export type Named = { id: string; name: string; email: string | undefined };

export type DecisionKind = "approve" | "reject" | "break_glass";

/** What one approver said. */
export type DecisionView = {
  approver: Named;
  /** Whose authority it was, where it was delegated. */
  onBehalfOf: Named | undefined;
  decision: DecisionKind;
  channel: "page" | "slack";
  note: string | undefined;
  at: Date;
};

/** What somebody may do with a request now. Each that is absent comes with a sentence in `whyNot`. */
export type Possible = "decide" | "withdraw" | "break_glass" | "settle" | "close_review" | "undo";

/** One request as one person may see it: every page, message and tool answer is made of this. */
export type RequestView = {
  request: ChangeRequest;
  toolTitle: string;
  systemTitle: string;
  requester: Named;
  decisions: readonly DecisionView[];
  history: readonly (ChangeEvent & { by: Named | undefined })[];
  /** Roles whose holders may decide, and how many must agree. */
  approvers: { roles: readonly string[]; titles: readonly string[]; needed: number };
  /** What the viewer may do. */
  may: ReadonlySet<Possible>;
  /** Why the viewer may not decide, in a sentence for them. */
  whyNot: string | undefined;
  review:
    | {
        openedBy: Named;
        openedAt: Date;
        closedBy: Named | undefined;
        closedAt: Date | undefined;
        note: string | undefined;
      }
    | undefined;
  /** Names of fields that the viewer's roles do not see, taken out of `before`, `after` and the arguments. */
  withheld: readonly string[];
};
