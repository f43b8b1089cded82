import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Door } from "../support/door.ts";
import type { SlackPost, SlackSimulator } from "../support/slack-simulator.ts";
import {
  type ChannelWorld,
  openChannelWorld,
  openSlackDoor,
  PUBLIC_URL,
  slackSettings,
  TEAM,
} from "./world.ts";

const PATH = "/channels/slack/interactions";

let door: Door;
let slack: SlackSimulator;
let world: ChannelWorld;
beforeAll(async () => {
  ({ door, simulator: slack } = await openSlackDoor());
  world = await openChannelWorld({ slack: slackSettings(door), email: undefined });
});
afterAll(async () => {
  await world?.stop();
  await door?.shut();
});
beforeEach(async () => {
  for (const list of [slack.posts, slack.calls, slack.answers]) list.length = 0;
  world.logLines.length = 0;
  await world.pool.query("delete from slack_account");
});

const ask = (content = {}, approvers = [world.people.ingrid]) =>
  world.approvals.ask(world.people.tomas, approvers, content);
const look = async () => {
  await world.hurry();
  await world.channels.look();
};
const post = (body: string, headers: Record<string, string>) =>
  world.channels.routes.request(PATH, { method: "POST", body, headers });
/** Presses Approve as Slack would tell of it, and waits until it was acted on. */
async function press(message: SlackPost | undefined, by?: Parameters<SlackSimulator["press"]>[3]) {
  const body = slack.press(message as SlackPost, "approve", door.url, by);
  const response = await post(body, slack.signed(body));
  await expect.poll(() => slack.answers.length).toBe(1);
  return { status: response.status, answer: slack.answers[0]?.text ?? "" };
}
const link = (user: string, person: string, days = 0) =>
  world.pool.query(
    "insert into slack_account (team, slack_user, person, linked_at) values ($1, $2, $3, now() - make_interval(days => $4))",
    [TEAM, user, person, days],
  );
const textOf = ({ blocks, text }: SlackPost) => JSON.stringify([text, blocks]);
const buttonsOf = ({ blocks }: SlackPost) =>
  blocks.flatMap(({ type, elements }) => (type === "actions" ? (elements ?? []) : []));

test("an approver is found by their address and asked in their own conversation, in plain text", async () => {
  const id = await ask({
    warning: "Likely a duplicate",
    summary: "Pay <!channel> *now* \u202e <https://evil.example|ok>",
  });
  await world.channels.look();
  const [message] = slack.posts;
  expect(message?.user).toBe("UINGRID");
  const text = textOf(message as SlackPost);
  for (const said of ["Tomás Rivera asks", "USD 120.00", "Likely a duplicate", "[U+202E]"])
    expect(text).toContain(said);
  expect(text).not.toContain("CANARY");
  expect(text).not.toContain("mrkdwn");
  expect(buttonsOf(message as SlackPost).map(({ action_id: action, url }) => [action, url])).toEqual([
    ["approve", undefined],
    ["reject", `${PUBLIC_URL}/approvals/${id}`],
    ["open", `${PUBLIC_URL}/approvals/${id}`],
  ]);
});

test("from the limit up, without an amount or in another currency, every button opens the page", async () => {
  for (const content of [{ amount: 1_000 }, { amount: undefined }, { currency: "EUR" }]) await ask(content);
  await world.channels.look();
  expect(slack.posts).toHaveLength(3);
  for (const message of slack.posts)
    for (const { url, value } of buttonsOf(message)) {
      expect(url).toContain(`${PUBLIC_URL}/approvals/`);
      expect(value).toBeUndefined();
    }
});

test("whoever linked their account approves with a button, and the message then shows how it went, without buttons", async () => {
  await link("UINGRID", world.people.ingrid);
  const id = await ask();
  await world.channels.look();
  const { status, answer } = await press(slack.posts[0]);
  expect(status).toBe(200);
  expect(answer).toContain("Approved.");
  await world.approvals.move(id, "executing", "done");
  await look();
  const [message] = slack.posts;
  expect(buttonsOf(message as SlackPost)).toEqual([]);
  expect(textOf(message as SlackPost)).toContain("Ingrid Solberg approved");
  expect(textOf(message as SlackPost)).toContain("The change was made, once.");
});

test("an account that nobody linked decides nothing and gets a link that names whom the message was for", async () => {
  const id = await ask();
  await world.channels.look();
  const { answer } = await press(slack.posts[0]);
  expect(answer).toContain("not linked to you yet");
  const token = /\/channels\/slack\/link\?token=(\S+)/.exec(answer)?.[1] ?? "";
  const said = Buffer.from(token.split(".")[0] ?? "", "base64url").toString();
  expect(JSON.parse(said).slice(0, 4)).toEqual([TEAM, "UINGRID", "ingrid", world.people.ingrid]);
  expect((await world.approvals.view(id, {} as never)).request.state).toBe("pending");
});

test("a link older than 30 days decides nothing and is to be made anew", async () => {
  await link("UINGRID", world.people.ingrid, 31);
  const id = await ask();
  await world.channels.look();
  const { answer } = await press(slack.posts[0]);
  expect(answer).toContain("more than 30 days ago");
  expect((await world.approvals.view(id, {} as never)).request.state).toBe("pending");
});

test("somebody who may not decide is told so, although their account is linked", async () => {
  await link("UAMARA", world.people.amara);
  const id = await ask();
  await world.channels.look();
  const { answer } = await press(slack.posts[0], { id: "UAMARA", email: "", name: "amara" });
  expect(answer).toContain("you cannot decide this");
  expect((await world.approvals.view(id, {} as never)).request.state).toBe("pending");
});

test("a button that was left from before the amount was too much decides nothing", async () => {
  await link("UINGRID", world.people.ingrid);
  const small = await ask();
  const large = await ask({ amount: 5_000 });
  await world.channels.look();
  const message = slack.posts.find((one) => textOf(one).includes(small)) as SlackPost;
  const changed = JSON.parse(JSON.stringify(message).replaceAll(small, large));
  expect((await press(changed)).answer).toContain("too high for Slack");
  expect((await world.approvals.view(large, {} as never)).request.state).toBe("pending");
});

test("the first of two approvals says that another is needed", async () => {
  await link("UINGRID", world.people.ingrid);
  await ask({ needed: 2 }, [world.people.ingrid, world.people.amara]);
  await world.channels.look();
  const { answer } = await press(slack.posts.find(({ user }) => user === "UINGRID"));
  expect(answer).toContain("Somebody else must approve as well");
});

test("a press that is too late is answered in the words of the approvals", async () => {
  await link("UINGRID", world.people.ingrid);
  const id = await ask();
  await world.channels.look();
  await world.approvals.move(id, "withdrawn");
  expect((await press(slack.posts[0])).answer).toContain("It was settled before.");
});

test.each(["rejected", "withdrawn", "expired"] as const)(
  "a message shows that its request was %s",
  async (state) => {
    const id = await ask();
    await world.channels.look();
    await world.approvals.move(id, state);
    await world.channels.look();
    const message = slack.posts.find(({ user }) => user === "UINGRID") as SlackPost;
    expect(buttonsOf(message)).toEqual([]);
    expect(textOf(message).toLowerCase()).toContain(state);
  },
);

test("Slack that is down delays messages, and what was decided meanwhile stands in them when it is back", async () => {
  const asked = await ask();
  await world.channels.look();
  await door.shut();
  const late = await ask();
  await world.approvals.move(asked, "rejected");
  await world.channels.look();
  expect((await world.messages(late))[0]).toMatchObject({
    state: "waiting",
    failure: "Slack was not reached",
  });
  expect(buttonsOf(slack.posts[0] as SlackPost)).not.toEqual([]);
  await door.heal();
  await look();
  expect(textOf(slack.posts[0] as SlackPost)).toContain("an approver rejected it");
  expect((await world.messages(late))[0]?.state).toBe("sent");
});

test("asked to wait, nothing is tried before that time", async () => {
  slack.limitNext(1, 120);
  const id = await ask();
  await world.channels.look();
  const { rows } = await world.pool.query(
    "select failure, extract(epoch from next_at - now()) as seconds from channel_message where request = $1",
    [id],
  );
  expect(rows[0].failure).toBe("Slack asked to wait");
  expect(Number(rows[0].seconds)).toBeGreaterThan(110);
  await world.channels.look();
  expect(slack.calls).toHaveLength(1);
  await look();
  expect(slack.posts).toHaveLength(1);
});

test("somebody whom the workspace does not know is given up, and so is a wrong token not: somebody may mend it", async () => {
  const unknown = await ask({}, [world.people.tomas]);
  await world.channels.look();
  expect((await world.messages(unknown))[0]).toMatchObject({ state: "given_up" });
  const mistaken = world.twin({ email: undefined, slack: { ...slackSettings(door), botToken: "xoxb-old" } });
  const id = await ask();
  await mistaken.look();
  await mistaken.close();
  expect((await world.messages(id))[0]).toMatchObject({
    state: "waiting",
    failure: "Slack refused: invalid_auth",
  });
  expect(JSON.stringify(world.logLines)).not.toMatch(/xoxb/);
});

test("a request that Slack did not sign, or not now, or for another body, or twice, is refused and counted", async () => {
  await link("UINGRID", world.people.ingrid);
  const id = await ask();
  await world.channels.look();
  const body = slack.press(slack.posts[0] as SlackPost, "approve", door.url);
  const good = slack.signed(body);
  const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  const refused = [
    await post(body, slack.signed(body, new Date(), "another secret")),
    await post(body, slack.signed(body, new Date(Date.now() - 301_000))),
    await post(body, slack.signed(body, new Date(Date.now() + 302_000))),
    await post(body.replace("UINGRID", "UAMARAX"), good),
    await post(body, without("x-slack-signature")),
    await post(body, without("x-slack-request-timestamp")),
    await post(body, { ...good, "x-slack-signature": "v0=" }),
    await post(body, { ...good, "x-slack-request-timestamp": "now" }),
  ];
  expect(refused.map(({ status }) => status)).toEqual(Array(8).fill(401));
  expect(slack.answers).toEqual([]);
  expect((await world.approvals.view(id, {} as never)).request.state).toBe("pending");
  expect((await post(body, good)).status).toBe(200);
  await expect.poll(() => slack.answers.length).toBe(1);
  expect((await post(body, good)).status).toBe(401);
  expect((await world.twin().routes.request(PATH, { method: "POST", body, headers: good })).status).toBe(401);
  const metrics = await world.metrics();
  for (const [outcome, count] of [
    ["wrong_signature", 3],
    ["too_old", 3],
    ["headers_missing", 2],
    ["replayed", 1],
  ])
    expect(metrics).toContain(`gatehouse_slack_callbacks_total{outcome="${outcome}"} ${count}`);
});

test("a body above 100 KB is not read, and what is no press does nothing", async () => {
  const long = `payload=${"x".repeat(100 * 1024)}`;
  expect((await post(long, slack.signed(long))).status).toBe(413);
  for (const [body, status] of [
    ["payload=not+json", 400],
    ["other=1", 400],
    ["payload=%7B%22type%22%3A%22view_submission%22%7D", 200],
    ["payload=[]", 200],
  ] as const)
    expect((await post(body, slack.signed(body))).status, body).toBe(status);
  expect(slack.answers).toEqual([]);
});

test("a press is answered to Slack alone, whatever address its payload names", async () => {
  await link("UINGRID", world.people.ingrid);
  await ask();
  await world.channels.look();
  const body = slack.press(slack.posts[0] as SlackPost, "approve", "http://127.0.0.1:9");
  expect((await post(body, slack.signed(body))).status).toBe(200);
  await expect
    .poll(() => world.logLines.map(({ details }) => String(details.error)))
    .toContain("NotDelivered: the answer would not go to Slack");
});
