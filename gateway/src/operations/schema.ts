import { pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Of each use of keys the fingerprint of the one last started with, so that a lost or mixed-up key is named at a start. */
export const keyMark = pgTable("key_mark", {
  use: text("use").primaryKey(),
  fingerprint: text("fingerprint").notNull(),
  since: timestamp("since", { withTimezone: true }).notNull().defaultNow(),
});
