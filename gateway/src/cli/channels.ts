import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { CHANNELS, type ChannelName } from "../channels/channel-name.ts";
import { addressFault } from "../channels/config.ts";
import { NotDelivered } from "../channels/delivery.ts";
import { createMailer } from "../channels/email/email-channel.ts";
import type { ChannelSettings } from "../channels/settings.ts";
import { LINK_DAYS } from "../channels/slack/may-decide.ts";
import { createSlackApi } from "../channels/slack/slack-api.ts";
import { testMessage } from "../channels/slack/slack-blocks.ts";
import { readConfig, settingsFrom } from "../config/settings.ts";
import { changing, looking } from "./office.ts";
import { say } from "./output.ts";
import { minute, table } from "./table.ts";

type Options = { config: string; json?: boolean };

type Status = {
  channel: ChannelName;
  isConfigured: boolean;
  waiting: number;
  oldestWaiting: Date | null;
  failing: string | null;
  givenUp: number;
  testedAt: Date | null;
  testOk: boolean | null;
};

/** Prints how each channel stands: what waits, what was given up within a week, and the last test. */
export const channelStatus = ({ config, json }: Options): Promise<void> =>
  looking(config, async (pool) => {
    const { channels } = readConfig(config).config;
    const found = await statusIn(pool);
    const all = found.map((one) => ({ ...one, isConfigured: channels[one.channel] !== undefined }));
    if (json) return all.forEach((one) => void say(JSON.stringify(one)));
    const heading = [
      "channel",
      "configured",
      "waiting",
      "oldest (UTC)",
      "given up",
      "last test (UTC)",
      "why waiting",
    ];
    const rows = all.map((one) => [
      one.channel,
      one.isConfigured ? "yes" : "no",
      String(one.waiting),
      minute(one.oldestWaiting),
      String(one.givenUp),
      one.testedAt ? `${minute(one.testedAt)} ${one.testOk ? "ok" : "failed"}` : "never",
      one.failing ?? "-",
    ]);
    for (const line of table([heading, ...rows])) say(line);
  });

/** Sends a real message, and keeps on record whether it went; exit code 1 where it did not. */
export const testChannel = (
  channel: string,
  { to, ...options }: { config: string; by?: string; to?: string },
): Promise<void> => {
  const name = CHANNELS.find((one) => one === channel);
  if (name === undefined)
    throw new Error(`there is no channel ${channel}; there are ${CHANNELS.join(" and ")}`);
  return changing(options, async ({ pool, record }) => {
    const checked = readConfig(options.config);
    const settings = settingsFrom(checked, process.env);
    const address = to ?? checked.config.company.contact;
    const fault = addressFault(address);
    if (fault !== undefined) throw new Error(`--to ${fault}`);
    const failure = await tried(name, address, settings);
    const isOk = failure === undefined;
    await record({ what: "channel_tested", person: undefined, facts: { channel: name, ok: isOk } });
    await pool.query(
      `insert into channel_test (channel, ok, detail, tested_by)
       select $1, $2, $3, (select id from person where active and lower(email) = lower($4) limit 1)`,
      // Of whom typed it only a mail address is in the directory; an account of this machine is on record in the audit alone.
      [name, isOk, failure ?? "a message was taken for delivery", options.by ?? null],
    );
    if (failure !== undefined) throw new Error(`${name}: ${failure}; nothing was delivered`);
    say(`${name}: a test message for ${address} was taken for delivery; see that it has arrived.`);
  });
};

/** Prints whose Slack account is whose, and until when that counts. */
export const listSlackLinks = ({ config, json }: Options): Promise<void> =>
  looking(config, async (pool) => {
    const { rows } = await pool.query<{
      who: string;
      team: string;
      user: string;
      linkedAt: Date;
      until: Date;
    }>(
      `select coalesce(p.email, p.subject) as who, a.team, a.slack_user as "user", a.linked_at as "linkedAt",
         a.linked_at + make_interval(days => $1) as until
       from slack_account a join person p on p.id = a.person order by who`,
      [LINK_DAYS],
    );
    if (json) return rows.forEach((row) => void say(JSON.stringify(row)));
    const lines = rows.map(({ who, team, user, linkedAt, until }) => [
      who,
      team,
      user,
      minute(linkedAt),
      until < new Date() ? "over" : minute(until),
    ]);
    for (const line of table([["who", "workspace", "account", "linked (UTC)", "until (UTC)"], ...lines]))
      say(line);
  });

/** Undefined where it went; otherwise why not, in our words. */
async function tried(
  name: ChannelName,
  address: string,
  { channels, publicUrl }: { channels: ChannelSettings; publicUrl: string },
): Promise<string | undefined> {
  try {
    if (name === "email") await mailTo(address, channels, publicUrl);
    else await slackTo(address, channels);
    return undefined;
  } catch (error) {
    if (error instanceof NotDelivered) return error.message;
    throw error;
  }
}

const notConfigured = (name: ChannelName) => new Error(`the configuration has no channels.${name}`);

async function mailTo(address: string, { email }: ChannelSettings, publicUrl: string): Promise<void> {
  if (email === undefined) throw notConfigured("email");
  const mailer = createMailer(email, publicUrl);
  try {
    await mailer.send(address, `${randomUUID()}.test`, {
      subject: "A test of Gatehouse's mail",
      lead: "Somebody tried whether Gatehouse reaches you by mail. It does.",
      facts: [],
      warnings: [],
      next: "There is nothing to do.",
      link: publicUrl,
    });
  } finally {
    mailer.close();
  }
}

async function slackTo(address: string, { slack }: ChannelSettings): Promise<void> {
  if (slack === undefined) throw notConfigured("slack");
  const api = createSlackApi(slack);
  await api.whoAmI();
  const user = await api.userByEmail(address);
  if (user === undefined) throw new NotDelivered(`Slack knows nobody by the address ${address}`);
  await api.post(user, testMessage("Somebody tried whether Gatehouse reaches you in Slack. It does."));
}

async function statusIn(pool: Pool): Promise<Omit<Status, "isConfigured">[]> {
  const { rows } = await pool.query<Omit<Status, "isConfigured">>(
    `select c.channel,
       count(m.id) filter (where m.state = 'waiting')::int as waiting,
       min(m.created_at) filter (where m.state = 'waiting') as "oldestWaiting",
       max(m.failure) filter (where m.state = 'waiting') as failing,
       count(m.id) filter (where m.state = 'given_up' and m.created_at > now() - interval '7 days')::int as "givenUp",
       t.tested_at as "testedAt", t.ok as "testOk"
     from unnest($1::text[]) with ordinality c(channel, place)
       left join channel_message m on m.channel = c.channel
       left join lateral (select tested_at, ok from channel_test where channel = c.channel
         order by tested_at desc limit 1) t on true
     group by c.channel, c.place, t.tested_at, t.ok order by c.place`,
    [CHANNELS],
  );
  return rows;
}
