import { boolean, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { changeRequest } from "../changes/schema.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * What people are to be told by mail or chat. It is written with the change it tells of and sent later, by whichever replica
 * comes first, again and again: a channel that is down delays a message and loses nothing.
 */
export const channelMessage = pgTable(
  "channel_message",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    request: uuid("request")
      .notNull()
      .references(() => changeRequest.id),
    /** `email` or `slack`. */
    channel: text("channel").notNull(),
    /** Whom it is for. */
    person: uuid("person").notNull(),
    /** `asked` (please decide) or `settled` (how it ended). */
    about: text("about").notNull(),
    /** `waiting`, `sent`, `given_up` or `pointless` (settled before it was sent). */
    state: text("state").notNull().default("waiting"),
    attempts: integer("attempts").notNull().default(0),
    nextAt: moment("next_at").notNull().defaultNow(),
    claimedUntil: moment("claimed_until"),
    sentAt: moment("sent_at"),
    /** Where it stands at the channel, so that it can be changed there. */
    place: jsonb("place").$type<Record<string, string>>(),
    /** Our own words on why the last attempt failed. */
    failure: text("failure"),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("channel_message_once").on(table.request, table.channel, table.person, table.about),
    index("channel_message_due").on(table.state, table.nextAt),
  ],
);

/** Whose Slack account is whose, as a signed-in person said. It counts for 30 days. */
export const slackAccount = pgTable(
  "slack_account",
  {
    team: text("team").notNull(),
    user: text("slack_user").notNull(),
    person: uuid("person").notNull(),
    linkedAt: moment("linked_at").notNull().defaultNow(),
  },
  (table) => [
    unique("slack_account_user").on(table.team, table.user),
    unique("slack_account_person").on(table.person),
  ],
);

/** That a channel was tried end to end, and what came of it. */
export const channelTest = pgTable(
  "channel_test",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    channel: text("channel").notNull(),
    ok: boolean("ok").notNull(),
    detail: text("detail").notNull(),
    testedBy: uuid("tested_by"),
    testedAt: moment("tested_at").notNull().defaultNow(),
  },
  (table) => [index("channel_test_at").on(table.channel, table.testedAt)],
);
