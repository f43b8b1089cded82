import { sql } from "drizzle-orm";
import {
  bigint,
  customType,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * Every write that anybody asked for, from the first preview to its outcome: what was asked, on which state, and how far it has
 * got. `content` and `result` are sealed under the requester's audit key and bound to the row, so that neither can be read or
 * exchanged in the database, and both go with that key. A trigger refuses transitions that `states.ts` does not know.
 */
export const changeRequest = pgTable(
  "change_request",
  {
    id: uuid("id").primaryKey(),
    /** `change`, or `undo` of the one in `undoes`. */
    kind: text("kind").notNull(),
    state: text("state").notNull(),
    /** `nothing`, `confirmation` or `approval`: what stands between asking and doing. */
    needs: text("needs").notNull(),
    person: uuid("person").notNull(),
    grantId: text("grant_id").notNull(),
    clientId: text("client_id").notNull(),
    system: text("system").notNull(),
    tool: text("tool").notNull(),
    phase: integer("phase").notNull(),
    /** Of the tool as it was when this was asked. */
    definitionHash: text("definition_hash").notNull(),
    policyVersion: text("policy_version").notNull(),
    /** Keyed hash of person, tool and canonical arguments, or of the client's own key. */
    idempotencyKey: text("idempotency_key").notNull(),
    /** Until when a repeat is the same request; null while it is under way. An undo ends it. */
    repeatsUntil: moment("repeats_until"),
    argumentsHash: text("arguments_hash").notNull(),
    beforeHash: text("before_hash").notNull(),
    afterHash: text("after_hash").notNull(),
    /** What the preview said that is at stake, in the currency beside it. */
    amount: numeric("amount", { mode: "number" }),
    currency: text("currency"),
    approvalsNeeded: integer("approvals_needed").notNull().default(0),
    content: bytes("content").notNull(),
    result: bytes("result"),
    /** `ok` or an error code, once there is an outcome. */
    outcome: text("outcome"),
    /** Why it is in this state, where the state alone does not say: one of `REASONS`. */
    why: text("why"),
    undoes: uuid("undoes"),
    askedAt: moment("asked_at").notNull().defaultNow(),
    expiresAt: moment("expires_at"),
    decidedAt: moment("decided_at"),
    startedAt: moment("started_at"),
    finishedAt: moment("finished_at"),
    /** Which attempt this is; another follows only once the former was proven not to have happened. */
    attempt: integer("attempt").notNull().default(0),
    /** Until when the gateway that executes it must have written the outcome; after that anybody may find out. */
    leaseUntil: moment("lease_until"),
  },
  (table) => [
    // At most one request under way by one key; later ones are looked up by `repeats_until`.
    uniqueIndex("change_request_under_way")
      .on(table.person, table.idempotencyKey)
      .where(sql`state in ('confirming', 'pending', 'approved', 'executing', 'unknown')`),
    index("change_request_key").on(table.person, table.idempotencyKey, table.askedAt),
    // Whether a system's writes fail is asked again and again while it is open.
    index("change_request_finished").on(table.system, table.finishedAt),
    index("change_request_person").on(table.person, table.askedAt),
    index("change_request_open")
      .on(table.state, table.askedAt)
      .where(sql`state in ('confirming', 'pending', 'approved', 'executing', 'unknown')`),
    // One undo at a time, and none after one that worked.
    uniqueIndex("change_request_undone")
      .on(table.undoes)
      .where(sql`undoes is not null and state in ('executing', 'done', 'unknown')`),
  ],
);

/** How each request went from state to state, and by whom. Rows are only added. */
export const changeEvent = pgTable(
  "change_event",
  {
    request: uuid("request")
      .notNull()
      .references(() => changeRequest.id),
    seq: bigint("seq", { mode: "number" }).notNull(),
    at: moment("at").notNull().defaultNow(),
    state: text("state").notNull(),
    /** Null: the gateway itself. */
    actor: uuid("actor"),
    /** `call`, `page`, `slack`, `cli` or `gateway`. */
    channel: text("channel").notNull(),
    why: text("why"),
    /** What the actor wrote, sealed as the request's content is. */
    note: bytes("note"),
  },
  (table) => [primaryKey({ columns: [table.request, table.seq] })],
);
