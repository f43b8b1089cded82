import { createHmac, randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";

/** Somebody in the workspace. */
export type SlackPerson = { id: string; email: string; name: string; deleted?: boolean };

/** One message as it stands in somebody's conversation with the app. */
export type SlackPost = {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: SlackBlock[];
  edits: number;
};

export type SlackBlock = {
  type: string;
  text?: { type: string; text: string };
  elements?: SlackButton[];
};
export type SlackButton = {
  type: string;
  action_id?: string;
  value?: string;
  url?: string;
  text?: string | { type: string; text: string };
};

export type SlackSimulator = {
  app: Hono;
  posts: SlackPost[];
  /** Every call of the Web API, the refused ones as well. */
  calls: { method: string; fields: Record<string, string> }[];
  /** What was told to whoever pressed, and is seen by them alone. */
  answers: { user: string; text: string }[];
  /** Answers the next so many calls with 429. */
  limitNext(calls: number, seconds: number): void;
  /** What Slack would send if this person pressed that button under the message. `origin` is where the simulator listens. */
  press(post: SlackPost, actionId: string, origin: string, by?: SlackPerson): string;
  /** The headers over a body, by Slack's secret of the app and at Slack's time. */
  signed(body: string, at?: Date, secret?: string): Record<string, string>;
};

type Options = { team: string; botToken: string; signingSecret: string; people: readonly SlackPerson[] };

/** docs.slack.dev, Block Kit reference. */
const MOST = { header: 150, section: 3_000, button: 75, value: 2_000, blocks: 50 };
/** docs.slack.dev, Handling user interaction: an address is good for five answers. */
const ANSWERS_MAX = 5;

/**
 * Slack's Web API as far as the gateway uses it, one workspace, in memory: forms in, `{ ok }` out with status 200 also for
 * refusals, 429 with Retry-After, messages that can be changed, presses, and the address at which a press is answered.
 */
export function simulateSlack({ team, botToken, signingSecret, people }: Options): SlackSimulator {
  const state = { limited: { calls: 0, seconds: 0 }, clock: Date.now() / 1000 };
  const nextTs = () => {
    state.clock += 0.000_1;
    return state.clock.toFixed(6);
  };
  const hooks = new Map<string, { user: string; left: number }>();
  const posts: SlackPost[] = [];
  const calls: SlackSimulator["calls"] = [];
  const answers: SlackSimulator["answers"] = [];
  const methods = slackMethods({ team, people, posts, nextTs });

  const app = new Hono();
  app.post("/api/:method", async (c) => {
    const method = c.req.param("method");
    const fields = Object.fromEntries(new URLSearchParams(await c.req.text()));
    calls.push({ method, fields });
    if (state.limited.calls > 0) {
      state.limited.calls -= 1;
      return c.json({ ok: false, error: "ratelimited" }, 429, {
        "retry-after": String(state.limited.seconds),
      });
    }
    const refusal = authFault(c, botToken);
    if (refusal !== undefined) return c.json({ ok: false, error: refusal });
    const run = methods[method];
    return c.json(run === undefined ? { ok: false, error: "unknown_method" } : run(fields));
  });
  app.post("/actions/:team/:hook", async (c) => {
    const hook = hooks.get(c.req.param("hook"));
    if (hook === undefined) return c.text("expired_url", 404);
    if (hook.left === 0) return c.text("used_url", 404);
    hook.left -= 1;
    const { text, response_type: kind } = await c.req.json();
    if (kind === "ephemeral") answers.push({ user: hook.user, text });
    return c.text("ok");
  });

  return {
    app,
    posts,
    calls,
    answers,
    limitNext(count, seconds) {
      state.limited = { calls: count, seconds };
    },
    press(post, actionId, origin, by) {
      const hook = randomUUID();
      const user = by?.id ?? post.user;
      hooks.set(hook, { user, left: ANSWERS_MAX });
      const payload = pressOf(post, actionId, { team, user, name: nameOf(people, user) });
      const response_url = `${origin}/actions/${team}/${hook}`;
      return new URLSearchParams({ payload: JSON.stringify({ ...payload, response_url }) }).toString();
    },
    signed: (body, at = new Date(), secret = signingSecret) => signedBy(secret, body, at),
  };
}

function signedBy(secret: string, body: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const mac = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${mac}`,
  };
}

function authFault(c: Context, botToken: string): string | undefined {
  const authorization = c.req.header("authorization");
  if (authorization === undefined) return "not_authed";
  return authorization === `Bearer ${botToken}` ? undefined : "invalid_auth";
}

const nameOf = (people: Options["people"], id: string) => people.find((one) => one.id === id)?.name ?? id;

type Method = (fields: Record<string, string>) => Record<string, unknown>;
type World = Pick<Options, "team" | "people"> & { posts: SlackPost[]; nextTs(): string };

function slackMethods({ team, people, posts, nextTs }: World): Record<string, Method> {
  const refused = (error: string) => ({ ok: false, error });
  return {
    "auth.test": () => ({ ok: true, team_id: team, user_id: "UBOT", team: "Halden" }),
    "users.lookupByEmail": ({ email = "" }) => {
      const found = people.find((one) => one.email.toLowerCase() === email.toLowerCase());
      if (found === undefined) return refused("users_not_found");
      return {
        ok: true,
        user: { id: found.id, team_id: team, name: found.name, deleted: found.deleted ?? false },
      };
    },
    "chat.postMessage": (fields) => {
      const user = people.find(({ id }) => id === fields.channel);
      if (user === undefined) return refused("channel_not_found");
      if (user.deleted) return refused("user_disabled");
      const content = contentOf(fields);
      if (typeof content === "string") return refused(content);
      const post = { channel: `D${user.id.slice(1)}`, ts: nextTs(), user: user.id, edits: 0, ...content };
      posts.push(post);
      return { ok: true, channel: post.channel, ts: post.ts, message: { type: "message", ts: post.ts } };
    },
    "chat.update": (fields) => {
      const post = posts.find(({ channel, ts }) => channel === fields.channel && ts === fields.ts);
      if (post === undefined) return refused("message_not_found");
      const content = contentOf(fields);
      if (typeof content === "string") return refused(content);
      Object.assign(post, content, { edits: post.edits + 1 });
      return { ok: true, channel: post.channel, ts: post.ts, text: post.text };
    },
  };
}

/** The message, or Slack's word for what is wrong with it. */
function contentOf({ text = "", blocks: given = "[]" }: Record<string, string>) {
  const blocks = JSON.parse(given) as SlackBlock[];
  if (text === "" && blocks.length === 0) return "no_text";
  const isTooLong = (block: SlackBlock) =>
    (block.text?.text.length ?? 0) > (block.type === "header" ? MOST.header : MOST.section) ||
    block.text?.text === "";
  const isBadButton = (element: SlackButton) =>
    element.type === "button" &&
    (typeof element.text !== "object" ||
      element.text.text.length > MOST.button ||
      (element.value?.length ?? 0) > MOST.value);
  const actions = blocks.flatMap((block) => (block.type === "actions" ? (block.elements ?? []) : []));
  const ids = actions.map(({ action_id: id }) => id);
  const isWrong =
    blocks.length > MOST.blocks ||
    blocks.some(isTooLong) ||
    actions.some(isBadButton) ||
    new Set(ids).size < ids.length;
  return isWrong ? "invalid_blocks" : { text, blocks };
}

/** `block_actions` as Slack sends it (docs.slack.dev, reference/interaction-payloads). */
function pressOf(
  post: SlackPost,
  actionId: string,
  { team, user, name }: { team: string; user: string; name: string },
) {
  const button = post.blocks
    .flatMap(({ elements }) => elements ?? [])
    .find(({ action_id: id }) => id === actionId);
  if (button === undefined) throw new Error(`the message has no button ${actionId}`);
  return {
    type: "block_actions",
    user: { id: user, username: name, name, team_id: team },
    api_app_id: "A1",
    token: "of old, and not to be trusted",
    container: { type: "message", message_ts: post.ts, channel_id: post.channel, is_ephemeral: false },
    trigger_id: randomUUID(),
    team: { id: team, domain: "halden" },
    channel: { id: post.channel, name: "directmessage" },
    message: { ts: post.ts, text: post.text, blocks: post.blocks },
    actions: [{ ...button, block_id: "decide", action_ts: post.ts }],
  };
}
