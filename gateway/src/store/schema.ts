import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";

const moment = (name: string) => timestamp(name, { withTimezone: true });
const texts = (name: string) => text(name).array().notNull().default(sql`'{}'::text[]`);

/**
 * Whoever has signed in once or was provisioned. Known by issuer and subject alone: e-mail and names may pass from one human to another.
 * A trigger raises `revision` with every change of rights, another one announces every change.
 */
export const person = pgTable(
  "person",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    email: text("email"),
    name: text("name"),
    groups: texts("groups"),
    appRoles: texts("app_roles"),
    active: boolean("active").notNull().default(true),
    /** Set by an administrator of this gateway: keeps a person out whatever the identity provider says. */
    blockedAt: moment("blocked_at"),
    revision: bigint("revision", { mode: "number" }).notNull().default(1),
    firstSeen: moment("first_seen").notNull().defaultNow(),
    lastSeen: moment("last_seen").notNull().defaultNow(),
    authTime: moment("auth_time"),
    acr: text("acr"),
    amr: texts("amr"),
  },
  (table) => [unique("person_issuer_subject").on(table.issuer, table.subject)],
);

/**
 * What the authorization server remembers: codes, refresh tokens, grants, sign-ins under way. Ids are secrets (a
 * refresh token is its id), so only their SHA-256 is kept, and `payload` never repeats them.
 */
export const oidcModel = pgTable(
  "oidc_model",
  {
    model: text("model").notNull(),
    idHash: text("id_hash").notNull(),
    payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
    /** SHA-256 of the grant's id: the family that dies together. */
    grantId: text("grant_id"),
    expiresAt: moment("expires_at"),
    consumedAt: moment("consumed_at"),
    /** Which consumption came first, and from which address: tells a repeat within the grace. */
    consumedBy: uuid("consumed_by"),
    consumedFrom: text("consumed_from"),
  },
  (table) => [
    primaryKey({ columns: [table.model, table.idHash] }),
    index("oidc_model_grant").on(table.grantId),
    index("oidc_model_account").on(sql`(${table.payload}->>'accountId')`),
    index("oidc_model_expiry").on(table.expiresAt),
  ],
);

/** A round trip to the identity provider, opened by an approved consent and used up by its callback. */
export const signInAttempt = pgTable(
  "sign_in_attempt",
  {
    stateHash: text("state_hash").primaryKey(),
    nonce: text("nonce").notNull(),
    pkceVerifier: text("pkce_verifier").notNull(),
    interactionUid: text("interaction_uid").notNull(),
    /** Where the browser was sent; an answer of any other provider does not count. */
    providerId: text("provider_id").notNull().default(""),
    /** Who signed in, where the answer came by a post without cookies and waits for the browser. */
    identity: jsonb("identity").$type<Record<string, unknown>>(),
    /** SHA-256 of the cookie of the browser that approved: only that one may come back. */
    browserHash: text("browser_hash").notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [index("sign_in_attempt_expiry").on(table.expiresAt)],
);
