import { createSecretKey, randomBytes } from "node:crypto";
import { getRequestListener } from "@hono/node-server";
import type { Pool } from "pg";
// @boundaries-ignore the channels are seen here without the gateway around them
import { peopleRows } from "../../gateway/src/approvals/people-rows.ts";
// @boundaries-ignore as above
import { auditKeysFrom } from "../../gateway/src/audit/keys.ts";
// @boundaries-ignore as above
import { personKeys } from "../../gateway/src/audit/person-keys.ts";
// @boundaries-ignore as above
import { createAuditWriter } from "../../gateway/src/audit/writer.ts";
// @boundaries-ignore as above
import { type ChannelNeeds, type Channels, openChannels } from "../../gateway/src/channels/channels.ts";
// @boundaries-ignore as above
import type { ChannelSettings } from "../../gateway/src/channels/settings.ts";
// @boundaries-ignore as above
import { createMetrics } from "../../gateway/src/observe/metrics.ts";
// @boundaries-ignore as above
import { openDatabase } from "../../gateway/src/store/database.ts";
// @boundaries-ignore as above
import { migrate } from "../../gateway/src/store/migrate.ts";
import { startTestDatabase } from "../support/database.ts";
import { type Door, openDoor } from "../support/door.ts";
import type { LogLine } from "../support/house.ts";
import { type SlackPerson, type SlackSimulator, simulateSlack } from "../support/slack-simulator.ts";
import { smallApprovals } from "./small-approvals.ts";

export const TEAM = "T1";
export const PUBLIC_URL = "http://127.0.0.1:8400";
const ISSUER = "https://idp.example";
export const BOT_TOKEN = "xoxb-a-secret-of-the-test";
export const SIGNING_SECRET = "the signing secret of the test";

const AMARA: SlackPerson = { id: "UAMARA", email: "amara.osei@halden.example", name: "amara" };
const INGRID: SlackPerson = { id: "UINGRID", email: "ingrid.solberg@halden.example", name: "ingrid" };

export type ChannelWorld = Awaited<ReturnType<typeof openChannelWorld>>;

/** Slack in a simulator that can go away and come back. */
export async function openSlackDoor(
  people: readonly SlackPerson[] = [AMARA, INGRID],
): Promise<{ simulator: SlackSimulator; door: Door }> {
  const simulator = simulateSlack({ team: TEAM, botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET, people });
  return { simulator, door: await openDoor(getRequestListener(simulator.app.fetch)) };
}

export const slackSettings = (door: Door): NonNullable<ChannelSettings["slack"]> => ({
  apiOrigin: door.url,
  botToken: BOT_TOKEN,
  signingSecret: SIGNING_SECRET,
  decideBelow: { netsuite: 1_000 },
});

/** The channels on a database of their own: two approvers, and somebody who asks. Messages go out when `look` is called. */
export async function openChannelWorld(settings: ChannelSettings) {
  const testDatabase = await startTestDatabase();
  const database = openDatabase({ url: testDatabase.url });
  await migrate(database);
  const { pool } = database;
  const auditKeys = auditKeysFrom(randomBytes(32).toString("base64"));
  const logLines: LogLine[] = [];
  const write = (level: LogLine["level"]) => (details: object, message: string) =>
    void logLines.push({ level, message, details: { ...details } });
  const log = { info: write("info"), warn: write("warn"), error: write("error") } as never;
  const writer = createAuditWriter({ url: testDatabase.url, key: auditKeys.mac, log });
  const { registry } = createMetrics(writer.lag);
  const people = await peopleIn(pool);
  const rules = { decideBelow: settings.slack?.decideBelow ?? {}, currency: "USD" };
  const rows = peopleRows(pool, new Set([ISSUER]));
  let channels: Channels | undefined;
  const approvals = smallApprovals(pool, rows, () => (channels as Channels).announce, rules);
  const key = createSecretKey(randomBytes(32));
  const needs: ChannelNeeds = {
    settings,
    publicUrl: PUBLIC_URL,
    database,
    approvals: approvals as never,
    activePerson: rows.active,
    currency: () => "USD",
    // The pages behind a sign-in have a test of their own.
    sessions: { requireSignIn: async (c) => c.text("sign in", 401) },
    audit: { writer, personKeys: personKeys(pool, auditKeys) },
    keys: () => [key],
    registry,
    log,
  };
  const opened = openChannels(needs);
  channels = opened;
  return {
    channels: opened,
    approvals,
    people,
    pool,
    logLines,
    /** Another replica's channels, on the same database; without metrics that anybody sees. */
    twin: (other = settings) =>
      openChannels({ ...needs, settings: other, registry: createMetrics(writer.lag).registry }),
    /** Everything that waits is due now. */
    hurry: () => pool.query("update channel_message set next_at = clock_timestamp() where state = 'waiting'"),
    async messages(request: string) {
      const { rows } = await pool.query<{
        state: string;
        about: string;
        channel: string;
        person: string;
        failure: string;
      }>("select * from channel_message where request = $1 order by about, channel", [request]);
      return rows;
    },
    metrics: () => registry.metrics(),
    async stop() {
      await opened.close();
      await writer.close();
      await database.close();
      await testDatabase.stop();
    },
  };
}

async function peopleIn(pool: Pool) {
  const person = async (email: string | null, name: string) => {
    const { rows } = await pool.query<{ id: string }>(
      `insert into person (issuer, subject, email, name) values ('${ISSUER}', $1, $2, $1) returning id`,
      [name, email],
    );
    return rows[0]?.id ?? "";
  };
  return {
    amara: await person(AMARA.email, "Amara Osei"),
    ingrid: await person(INGRID.email, "Ingrid Solberg"),
    tomas: await person("tomas.rivera@halden.example", "Tomás Rivera"),
    nobody: await person(null, "Nobody's Address"),
  };
}
