import { boolean, customType, index, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { changeRequest } from "../changes/schema.ts";

const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * What an approver decided about one request. `mac` covers the request's hashes and this row under a key that is not in the
 * database: whoever can only write here cannot approve. Rows are only added.
 */
export const approvalDecision = pgTable(
  "approval_decision",
  {
    request: uuid("request")
      .notNull()
      .references(() => changeRequest.id),
    approver: uuid("approver").notNull(),
    /** Whose authority it was, where it was delegated; else the approver. */
    authority: uuid("authority").notNull(),
    /** The role that gave the authority. */
    role: text("role").notNull(),
    /** `approve`, `reject` or `break_glass`. */
    decision: text("decision").notNull(),
    /** Whether the approver helped to open the phase, and so cannot suffice alone. */
    isOpener: boolean("is_opener").notNull(),
    /** `page` or `slack`. */
    channel: text("channel").notNull(),
    signedInAt: moment("signed_in_at").notNull(),
    at: moment("at").notNull(),
    note: bytes("note"),
    mac: bytes("mac").notNull(),
  },
  (table) => [primaryKey({ columns: [table.request, table.approver] })],
);

/** Somebody's approvals in somebody else's hands for some days. */
export const approvalDelegation = pgTable(
  "approval_delegation",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    from: uuid("from_person").notNull(),
    to: uuid("to_person").notNull(),
    /** Null: every system. */
    system: text("system"),
    startsAt: moment("starts_at").notNull(),
    endsAt: moment("ends_at").notNull(),
    reason: text("reason").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    revokedAt: moment("revoked_at"),
  },
  (table) => [index("approval_delegation_to").on(table.to, table.endsAt)],
);

/** A broken glass stays under review until somebody who had no part in it closes it. */
export const breakGlassReview = pgTable("break_glass_review", {
  request: uuid("request")
    .primaryKey()
    .references(() => changeRequest.id),
  openedBy: uuid("opened_by").notNull(),
  openedAt: moment("opened_at").notNull().defaultNow(),
  closedBy: uuid("closed_by"),
  closedAt: moment("closed_at"),
  note: text("note"),
});
