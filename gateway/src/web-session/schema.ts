import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const moment = (name: string) => timestamp(name, { withTimezone: true });

/**
 * People signed in to the gateway's own pages in a browser. The cookie is the secret, so only its SHA-256 stands here. The
 * grant is that of the sign-in: where it ends, by whatever hand, the session ends with it.
 */
export const webSession = pgTable(
  "web_session",
  {
    idHash: text("id_hash").primaryKey(),
    personId: uuid("person_id").notNull(),
    grantId: text("grant_id").notNull(),
    startedAt: moment("started_at").notNull().defaultNow(),
    /** When the person proved who they are to the identity provider; before the session where that had one already. */
    signedInAt: moment("signed_in_at").notNull().defaultNow(),
    seenAt: moment("seen_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [index("web_session_expiry").on(table.expiresAt)],
);
