import { sql } from "drizzle-orm";
import { customType, index, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { person } from "../store/schema.ts";

const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const moment = (name: string) => timestamp(name, { withTimezone: true });

/**
 * A person's account at a system. `system` is its id, or `sign-in:<provider>` for what the company login gave at the last
 * sign-in. The credential is sealed; a connection that the vendor has ended holds none, and waits to be made again.
 */
export const connection = pgTable(
  "connection",
  {
    person: uuid("person")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    system: text("system").notNull(),
    /** Another one for each time the account is connected: what is remembered of one does not serve the next. */
    id: uuid("id").notNull().defaultRandom(),
    state: text("state").$type<"connected" | "ended">().notNull().default("connected"),
    /** What the vendor calls the account, for the person to recognise. */
    account: text("account"),
    scopes: text("scopes").array().notNull().default(sql`'{}'::text[]`),
    kid: text("kid"),
    wrapped: bytes("wrapped"),
    sealed: bytes("sealed"),
    connectedAt: moment("connected_at").notNull().defaultNow(),
    usedAt: moment("used_at"),
    refreshedAt: moment("refreshed_at"),
  },
  (table) => [primaryKey({ columns: [table.person, table.system] }), index("connection_kid").on(table.kid)],
);

/**
 * A connection that was ended here and whose vendor does not know yet. Nothing reads its tokens but the telling; the row goes with
 * it, or when a day of trying was in vain. It outlives its person, who may be deleted meanwhile.
 */
export const endedConnection = pgTable(
  "ended_connection",
  {
    /** That of the connection. */
    id: uuid("id").primaryKey(),
    person: uuid("person").notNull(),
    system: text("system").notNull(),
    kid: text("kid").notNull(),
    wrapped: bytes("wrapped").notNull(),
    sealed: bytes("sealed").notNull(),
    endedAt: moment("ended_at").notNull().defaultNow(),
    attempts: integer("attempts").notNull().default(0),
    /** Until then one process is at it, or nobody tries again. */
    claimedUntil: moment("claimed_until").notNull(),
  },
  (table) => [index("ended_connection_claim").on(table.claimedUntil)],
);

/** A round trip to a vendor's consent page, opened by a press of Connect and used up by its callback. */
export const connectAttempt = pgTable(
  "connect_attempt",
  {
    stateHash: text("state_hash").primaryKey(),
    person: uuid("person").notNull(),
    system: text("system").notNull(),
    /** SHA-256 of what names the browser's session: only that one may come back. */
    sessionHash: text("session_hash").notNull(),
    pkceVerifier: text("pkce_verifier").notNull(),
    scopes: text("scopes").array().notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [index("connect_attempt_expiry").on(table.expiresAt)],
);
