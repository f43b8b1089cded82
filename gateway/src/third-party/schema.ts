import { jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * A tool of a third party's MCP server as somebody approved it, and as it was last seen. While the two differ nobody can call
 * it. A trigger announces every change on gatehouse_change.
 */
export const pinnedTool = pgTable(
  "pinned_tool",
  {
    system: text("system").notNull(),
    /** As the server calls it. */
    name: text("name").notNull(),
    /** Name, title, description, schemas and annotations; null until somebody approves them. */
    definition: jsonb("definition").$type<Record<string, unknown>>(),
    definitionHash: text("definition_hash"),
    approvedBy: uuid("approved_by"),
    approvedAt: moment("approved_at"),
    /** The same as it was last seen; null once the server does not list it any more. */
    seen: jsonb("seen").$type<Record<string, unknown>>(),
    seenHash: text("seen_hash"),
    seenAt: moment("seen_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.system, table.name] })],
);
