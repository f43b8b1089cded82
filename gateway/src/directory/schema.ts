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
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { person } from "../store/schema.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * What an identity provider tells of a person by SCIM. A person it took out stays as a row with `removedAt`, and stays
 * inactive: nobody comes back by signing in, only by being provisioned again.
 */
export const provisionedPerson = pgTable(
  "provisioned_person",
  {
    person: uuid("person")
      .primaryKey()
      .references(() => person.id, { onDelete: "cascade" }),
    provider: text("provider").notNull(),
    externalId: text("external_id"),
    userName: text("user_name").notNull(),
    /** The provider's word alone; `person.active` also depends on `person.blocked_at`. */
    active: boolean("active").notNull(),
    /** Names and addresses as they were sent, to be given back the same. Nothing is decided by them. */
    attributes: jsonb("attributes").$type<Record<string, unknown>>().notNull(),
    version: bigint("version", { mode: "number" }).notNull().default(1),
    createdAt: moment("created_at").notNull().defaultNow(),
    changedAt: moment("changed_at").notNull().defaultNow(),
    removedAt: moment("removed_at"),
  },
  (table) => [
    uniqueIndex("provisioned_person_user_name")
      .on(table.provider, sql`lower(${table.userName})`)
      .where(sql`${table.removedAt} is null`),
    uniqueIndex("provisioned_person_external_id")
      .on(table.provider, table.externalId)
      .where(sql`${table.removedAt} is null`),
  ],
);

/** A group that an identity provider told of by SCIM; `name` is what roles call it. */
export const provisionedGroup = pgTable(
  "provisioned_group",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    provider: text("provider").notNull(),
    name: text("name").notNull(),
    displayName: text("display_name").notNull(),
    externalId: text("external_id"),
    version: bigint("version", { mode: "number" }).notNull().default(1),
    createdAt: moment("created_at").notNull().defaultNow(),
    changedAt: moment("changed_at").notNull().defaultNow(),
  },
  // Of two groups by one name, nobody could tell whose members a role means.
  (table) => [
    uniqueIndex("provisioned_group_name").on(table.provider, sql`lower(${table.name})`),
    uniqueIndex("provisioned_group_display_name").on(table.provider, sql`lower(${table.displayName})`),
  ],
);

export const provisionedMember = pgTable(
  "provisioned_member",
  {
    group: uuid("group")
      .notNull()
      .references(() => provisionedGroup.id, { onDelete: "cascade" }),
    person: uuid("person")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.group, table.person] }),
    index("provisioned_member_person").on(table.person),
  ],
);

/**
 * People whose access has ended and who may still have something outside this table's reach: connections to be revoked at
 * vendors, requests to be voided. A trigger writes the row with the change that ends the access, so none is forgotten.
 */
export const accessEnding = pgTable("access_ending", {
  person: uuid("person").primaryKey(),
  endedAt: moment("ended_at").notNull().defaultNow(),
  /** Until then one replica is at it. */
  claimedUntil: moment("claimed_until"),
});
