import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Somebody's wish to open a phase of a system, with what was known then. */
export const phaseProposal = pgTable(
  "phase_proposal",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    system: text("system").notNull(),
    phase: integer("phase").notNull(),
    /** The canary: only holders of this role get it. Null: everybody. */
    role: text("role"),
    /** When it closes by itself. Null: it does not. */
    endsAt: moment("ends_at"),
    reason: text("reason").notNull(),
    ticket: text("ticket").notNull(),
    /** `proposed`, `confirmed`, `withdrawn` or `expired`. */
    state: text("state").notNull().default("proposed"),
    /** The readiness report, as it stood when proposed and, later, when confirmed. */
    report: jsonb("report").$type<unknown>().notNull(),
    /** Reason by the item that was waived. */
    waivers: jsonb("waivers").$type<Record<string, string>>().notNull().default({}),
    proposedBy: uuid("proposed_by").notNull(),
    proposedAt: moment("proposed_at").notNull().defaultNow(),
    decidedBy: uuid("decided_by"),
    decidedAt: moment("decided_at"),
  },
  (table) => [
    uniqueIndex("phase_proposal_open").on(table.system, table.phase).where(sql`state = 'proposed'`),
    index("phase_proposal_system").on(table.system, table.proposedAt),
  ],
);

/**
 * A phase that is or was open. A system's phase for a person is the highest opening that counts for them, and 1 without any.
 * A trigger announces every change on gatehouse_change.
 */
export const phaseOpening = pgTable(
  "phase_opening",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    system: text("system").notNull(),
    phase: integer("phase").notNull(),
    role: text("role"),
    proposal: uuid("proposal")
      .notNull()
      .references(() => phaseProposal.id),
    /** Who proposed and who confirmed it: neither may approve alone under it. */
    openers: uuid("openers").array().notNull(),
    openedAt: moment("opened_at").notNull().defaultNow(),
    endsAt: moment("ends_at"),
    closedAt: moment("closed_at"),
    /** Null where the gateway closed it by itself. */
    closedBy: uuid("closed_by"),
    /** `closed`, `brake`, `ended`, `demoted` or `replaced`. */
    closedAs: text("closed_as"),
    closeReason: text("close_reason"),
  },
  (table) => [
    index("phase_opening_open").on(table.system).where(sql`closed_at is null`),
    index("phase_opening_system").on(table.system, table.openedAt),
  ],
);

/** How the contract suite went against a vendor's sandbox, as it was recorded. */
export const contractResult = pgTable(
  "contract_result",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    system: text("system").notNull(),
    /** `sandbox` or `simulator`. Only the first is evidence. */
    target: text("target").notNull(),
    passed: integer("passed").notNull(),
    failed: integer("failed").notNull(),
    /** Of the catalog that was tested. */
    catalogHash: text("catalog_hash").notNull(),
    ranAt: moment("ran_at").notNull(),
    recordedBy: uuid("recorded_by").notNull(),
    recordedAt: moment("recorded_at").notNull().defaultNow(),
  },
  (table) => [index("contract_result_system").on(table.system, table.ranAt)],
);
