import {
  type LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
} from "@slack/web-api";
import { NotDelivered } from "../delivery.ts";
import type { SlackSettings } from "../settings.ts";
import type { SlackMessage } from "./slack-blocks.ts";

/** Where a message stands. */
export type Place = { channel: string; ts: string };

/** As much of Slack's Web API as asking and telling people needs. Every call rejects with `NotDelivered`, and repeats nothing. */
export type SlackApi = {
  /** Whom the token is for: the workspace, and the app's own user. */
  whoAmI(): Promise<{ team: string; user: string }>;
  /** The id of somebody by their mail address; undefined where the workspace knows nobody by it. */
  userByEmail(email: string): Promise<string | undefined>;
  /** Writes to a person's own conversation with the app. */
  post(user: string, message: SlackMessage): Promise<Place>;
  update(place: Place, message: SlackMessage): Promise<void>;
  /** Answers a press, seen by whoever pressed alone. The address comes with the press and is good for half an hour. */
  answer(responseUrl: string, text: string): Promise<void>;
};

const TIMEOUT_MS = 10_000;
/** Nothing comes of trying these again with the same message and person. */
const FINAL = new Set([
  "users_not_found",
  "user_not_found",
  "channel_not_found",
  "cannot_dm_bot",
  "user_disabled",
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "is_inactive",
  "messages_tab_disabled",
]);

export function createSlackApi({ apiOrigin, botToken }: SlackSettings): SlackApi {
  const client = new WebClient(botToken, {
    slackApiUrl: `${apiOrigin}/api/`,
    // The outbox repeats, and remembers across restarts.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    allowAbsoluteUrls: false,
    logger: SILENT,
  });
  return {
    whoAmI: () =>
      told(async () => {
        const { team_id: team = "", user_id: user = "" } = await client.auth.test();
        return { team, user };
      }),
    async userByEmail(email) {
      try {
        const { user } = await told(() => client.users.lookupByEmail({ email }));
        return user?.deleted ? undefined : user?.id;
      } catch (error) {
        if (error instanceof NotDelivered && codeOf(error.cause) === "users_not_found") return undefined;
        throw error;
      }
    },
    post: (user, message) =>
      told(async () => {
        const { channel, ts } = await client.chat.postMessage({ channel: user, ...message, ...PLAIN });
        if (!channel || !ts) throw new NotDelivered("Slack did not say where the message stands");
        return { channel, ts };
      }),
    update: ({ channel, ts }, message) =>
      told(async () => void (await client.chat.update({ channel, ts, ...message, ...PLAIN_UPDATE }))),
    answer: (responseUrl, text) => answer(responseUrl, apiOrigin, text),
  };
}

/** Names and titles are not for Slack to read: no links of its own, no previews, no mentions. */
const PLAIN_UPDATE = { parse: "none", link_names: false } as const;
const PLAIN = { ...PLAIN_UPDATE, mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;

async function told<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof NotDelivered ? error : failureOf(error);
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof WebAPIPlatformError ? error.data.error : undefined;

function failureOf(error: unknown): NotDelivered {
  if (error instanceof WebAPIRateLimitedError)
    return new NotDelivered("Slack asked to wait", { retryAfterSeconds: error.retryAfter, cause: error });
  if (error instanceof WebAPIHTTPError)
    return new NotDelivered(`Slack answered ${error.statusCode}`, { cause: error });
  const code = codeOf(error);
  // Of an answer that is no JSON the library makes a code, which may be a whole page.
  if (code !== undefined && /^[a-z_]{1,60}$/.test(code))
    return new NotDelivered(`Slack refused: ${code}`, { isFinal: FINAL.has(code), cause: error });
  return new NotDelivered("Slack was not reached", { cause: error });
}

async function answer(responseUrl: string, apiOrigin: string, text: string): Promise<void> {
  if (!isSlacks(responseUrl, apiOrigin))
    throw new NotDelivered("the answer would not go to Slack", { isFinal: true });
  const response = await fetch(responseUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ response_type: "ephemeral", replace_original: false, text }),
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause) => {
    throw new NotDelivered("Slack was not reached", { cause });
  });
  await response.body?.cancel();
  if (!response.ok) throw new NotDelivered(`Slack answered ${response.status} to an answer`);
}

/** `https://hooks.slack.com/actions/...` for `https://slack.com`: the same host or one below it, so nothing else is written to. */
function isSlacks(responseUrl: string, apiOrigin: string): boolean {
  const [url, api] = [URL.parse(responseUrl), new URL(apiOrigin)];
  return url?.protocol === api.protocol && (url.host === api.host || url.host.endsWith(`.${api.host}`));
}

/** The library logs what it sends; what went wrong is told by whoever called. */
const SILENT = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => "error" as LogLevel,
};
