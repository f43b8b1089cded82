import { index, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** SAML assertions that were used, until they could no longer be: a second use is refused on every replica. */
export const samlAssertion = pgTable(
  "saml_assertion",
  {
    issuer: text("issuer").notNull(),
    /** SHA-256 of the assertion's id. */
    idHash: text("id_hash").notNull(),
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.idHash] }),
    index("saml_assertion_expiry").on(table.expiresAt),
  ],
);
