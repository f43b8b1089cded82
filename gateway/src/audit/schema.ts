import {
  bigint,
  customType,
  index,
  json,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * One row an event, chained by MAC within the writer that made it. Triggers refuse to change or remove rows; what proves
 * that nobody did is the chain. `facts` is json, not jsonb, because the MAC covers its very characters.
 */
export const auditRow = pgTable(
  "audit_row",
  {
    chain: uuid("chain").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    at: moment("at").notNull(),
    kind: text("kind").notNull(),
    requestId: text("request_id").notNull(),
    person: uuid("person"),
    system: text("system"),
    tool: text("tool").notNull(),
    outcome: text("outcome").notNull(),
    facts: json("facts").notNull(),
    sealed: bytes("sealed").notNull(),
    mac: bytes("mac").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.chain, table.seq] }),
    index("audit_row_at").on(table.at),
    // How much a system was used, and how often it failed, is asked of one system at a time.
    index("audit_row_system").on(table.system, table.at),
  ],
);

/** Each person's key, wrapped. Deleting a row erases for good what is sealed with it, and no chain breaks. */
export const auditPersonKey = pgTable("audit_person_key", {
  person: uuid("person").primaryKey(),
  wrapped: bytes("wrapped").notNull(),
});

/** What is counted instead of recorded: lists, discovery, refusals before anyone was known. */
export const auditCount = pgTable(
  "audit_count",
  {
    minute: moment("minute").notNull(),
    method: text("method").notNull(),
    outcome: text("outcome").notNull(),
    person: uuid("person"),
    count: bigint("count", { mode: "number" }).notNull(),
  },
  (table) => [index("audit_count_minute").on(table.minute)],
);
