import type { KeyObject } from "node:crypto";
import { Hono } from "hono";
import type { Registry } from "prom-client";
import type { Approvals } from "../approvals/approvals.ts";
import type { Dependencies } from "../dependencies.ts";
import type { AccessEnder } from "../directory/access-ending.ts";
import { directoryRecorder } from "../directory/directory-audit.ts";
import { createUsedAssertions } from "../federation/used-assertions.ts";
import type { Log } from "../observe/log.ts";
import type { ChangeListener } from "../store/changes.ts";
import type { Database } from "../store/database.ts";
import type { Person } from "../store/liveness.ts";
import type { WebSessions, WebVariables } from "../web-session/web-sessions.ts";
import { type Announce, announcer } from "./announce.ts";
import { channelMetrics } from "./channel-metrics.ts";
import { CHANNELS } from "./channel-name.ts";
import { createMailer, emailChannel } from "./email/email-channel.ts";
import { createOutbox } from "./outbox.ts";
import type { ChannelSettings } from "./settings.ts";
import { slackInteractions } from "./slack/interactions.ts";
import { linkRoutes } from "./slack/link-routes.ts";
import { linkTokens } from "./slack/link-token.ts";
import { slackAccounts } from "./slack/slack-accounts.ts";
import { createSlackApi } from "./slack/slack-api.ts";
import { slackChannel } from "./slack/slack-channel.ts";

export type ChannelNeeds = {
  settings: ChannelSettings;
  publicUrl: string;
  database: Pick<Database, "pool">;
  approvals: Approvals;
  /** Undefined for whoever has no access any more. */
  activePerson(id: string): Promise<Person | undefined>;
  /** In which `decideBelow` counts. */
  currency: () => string;
  sessions: Pick<WebSessions, "requireSignIn">;
  audit: Pick<Dependencies["audit"], "writer" | "personKeys">;
  /** What links of Slack accounts are signed with, the present one first; a key of its own is derived of each. */
  keys: () => readonly KeyObject[];
  registry: Registry;
  log: Log;
};

/** How people are told and asked besides the page. All of it may be down: requests wait, and messages with them. */
export type Channels = ChangeListener & {
  announce: Announce;
  /** To be mounted at the root; empty where no channel is called back. */
  routes: Hono<WebVariables>;
  /** Ends what a person has at channels with their access. */
  enders: readonly AccessEnder[];
  /** Begins to send. */
  start(): void;
  /** One look: resolves once everything that was due has been tried. */
  look(): Promise<void>;
  close(): Promise<void>;
};

/** By which channels people are told. */
export const namesOf = (settings: ChannelSettings) => CHANNELS.filter((name) => settings[name] !== undefined);

export function openChannels(needs: ChannelNeeds): Channels {
  const { settings, publicUrl, database, approvals, log } = needs;
  const { pool } = database;
  const metrics = channelMetrics(needs.registry);
  const slack = settings.slack && openSlack(needs, metrics.callback);
  const email = settings.email && emailChannel(createMailer(settings.email, publicUrl), publicUrl);
  const channels = [email, slack?.channel].filter((channel) => channel !== undefined);
  const outbox = createOutbox({ pool, channels, approvals, activePerson: needs.activePerson, metrics, log });
  return {
    announce: announcer(namesOf(settings)),
    routes: slack?.routes ?? new Hono<WebVariables>(),
    enders: slack === undefined ? [] : [slack.ender],
    start: outbox.start,
    look: outbox.look,
    onChange: outbox.onChange,
    onDoubt: outbox.onDoubt,
    async close() {
      await slack?.settled();
      await outbox.close();
    },
  };
}

function openSlack(needs: ChannelNeeds, onCallback: (outcome: string) => void) {
  const { publicUrl, database, approvals, sessions, log } = needs;
  const { pool } = database;
  const settings = needs.settings.slack as NonNullable<ChannelSettings["slack"]>;
  const rules = () => ({ decideBelow: settings.decideBelow, currency: needs.currency() });
  const api = createSlackApi(settings);
  const accounts = slackAccounts(pool, directoryRecorder(needs.audit, log));
  // One table for what counts once; its rows go when they have expired.
  const used = createUsedAssertions(database);
  const tokens = linkTokens(needs.keys, used);
  const { signingSecret } = settings;
  const press = { approvals, accounts, tokens, api, pool, rules, publicUrl, log };
  const interactions = slackInteractions({ ...press, signingSecret, used, onCallback });
  return {
    channel: slackChannel({ api, accounts, pool, rules, publicUrl }),
    routes: new Hono<WebVariables>()
      .route("/", interactions.routes)
      .route("/", linkRoutes({ sessions, accounts, tokens, freshMs: approvals.freshMs, log })),
    ender: accounts.ender,
    settled: interactions.settled,
  };
}
