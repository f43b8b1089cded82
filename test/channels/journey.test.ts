import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { querier } from "../attack/world.ts";
import { AMARA, INGRID, MEI, openWorld, PRIYA, type World } from "../changes/world.ts";
import { type Person, signedIn } from "../credentials/signed-in.ts";
import type { Door } from "../support/door.ts";
import type { SlackPost, SlackSimulator } from "../support/slack-simulator.ts";
import { openPostOffice, type PostOffice, partsOf } from "./post-office.ts";
import { BOT_TOKEN, openSlackDoor, SIGNING_SECRET } from "./world.ts";

// The whole way, through a gateway: from an assistant's call to a press in Slack, and to the page.

const MAIN = path.resolve(import.meta.dirname, "..", "..", "gateway", "dist", "main.js");
const SOON = { timeout: 5_000, interval: 10 };

let folder: string;
let office: PostOffice;
let door: Door;
let slack: SlackSimulator;
let world: World;
let query: ReturnType<typeof querier>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-channels-"));
  office = await openPostOffice();
  ({ door, simulator: slack } = await openSlackDoor([
    { id: "UINGRID", email: INGRID, name: "ingrid" },
    { id: "UPRIYA", email: PRIYA, name: "priya" },
    { id: "UAMARA", email: AMARA, name: "amara" },
  ]));
  const secret = async (name: string, text: string) => {
    await writeFile(path.join(folder, name), text, { mode: 0o600 });
    return { file: path.join(folder, name) };
  };
  world = await openWorld({
    config: {
      approvals: { breakGlass: { roles: ["it"] } },
      channels: {
        email: { host: "127.0.0.1", port: office.port, tls: "none", from: "gatehouse@halden.example" },
        slack: {
          apiOrigin: door.url,
          botToken: await secret("bot", BOT_TOKEN),
          signingSecret: await secret("signing", SIGNING_SECRET),
          decideBelow: { ledger: 1_000 },
        },
      },
    },
  });
  query = querier(world);
  // Whoever has never signed in is not known to anybody.
  await Promise.all([world.tokensOf(INGRID), world.tokensOf(PRIYA)]);
});
afterAll(async () => {
  await world?.stop();
  await Promise.all([door?.shut(), office?.shut()]);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  for (const list of [slack.posts, slack.answers, office.mails]) list.length = 0;
});

afterEach(() => door.heal());

const pay = async (id: string, amount = 100): Promise<string> => {
  const { data } = await world.ask(AMARA, "ledger_pay", { id, amount, reason: "an invoice" });
  return data.gatehouse_request.id;
};
const postTo = async (user: string): Promise<SlackPost> => {
  await expect.poll(() => slack.posts.some((post) => post.user === user), SOON).toBe(true);
  return slack.posts.find((post) => post.user === user) as SlackPost;
};
const shown = (post: SlackPost) => JSON.stringify(post.blocks);
async function press(post: SlackPost): Promise<string> {
  const before = slack.answers.length;
  const body = slack.press(post, "approve", door.url);
  const url = `${world.url}/channels/slack/interactions`;
  const response = await fetch(url, { method: "POST", body, headers: slack.signed(body) });
  expect(response.status).toBe(200);
  await expect.poll(() => slack.answers.length, SOON).toBe(before + 1);
  return slack.answers.at(-1)?.text ?? "";
}
const linkIn = (answer: string) => new URL(/http\S+link\?token=\S+/.exec(answer)?.[0] ?? "");
const at = ({ pathname, search }: URL) => pathname + search;
const operations = (tool: string) =>
  query<{ facts: Record<string, unknown> }>(
    "select facts from audit_row where kind = 'operation' and tool = $1",
    [tool],
  );

/** As an administrator types it, in a process of its own. */
const channels = (...args: string[]): Promise<{ stdout: string; stderr: string; code?: number }> =>
  promisify(execFile)(process.execPath, [MAIN, "channels", ...args, "--config", world.configFile], {
    env: { ...process.env, ...world.env },
  }).catch((error) => error);

/** Links the account under whose message the button was pressed, as this person. */
async function linked(email: string, post: SlackPost): Promise<Person> {
  const person = await signedIn(world.url, email, at(linkIn(await press(post))));
  await person.press("Link it to me");
  return person;
}

test("asked by an assistant, linked once, approved in Slack, done as the requester, and said everywhere", async () => {
  const id = await pay("c1");
  const post = await postTo("UINGRID");
  expect(shown(post)).toContain("Pay 100 USD from c1");
  await expect.poll(() => office.mails.length, SOON).toBe(2);
  expect(partsOf(office.mails[0] ?? "").text).toContain(`${world.url}/approvals/${id}`);

  const answer = await press(post);
  const person = await signedIn(world.url, INGRID, at(linkIn(answer)));
  expect(person.page.html).toContain("UINGRID");
  expect((await person.press("Link it to me")).html).toContain("It is linked to you");
  expect(await operations("slack_linked")).toHaveLength(1);
  expect(world.ledger.account("c1").paid).toBe(0);

  expect(await press(post)).toContain("Approved.");
  await expect.poll(() => world.ledger.account("c1").paid, SOON).toBe(100);
  for (const user of ["UINGRID", "UPRIYA"])
    await expect.poll(async () => shown(await postTo(user)), SOON).toContain("The change was made, once.");
  expect(shown(await postTo("UPRIYA"))).not.toContain("actions");
  await expect.poll(() => office.mails.some((mail) => mail.includes("Subject: Done")), SOON).toBe(true);
  const [decision] = await query<{ channel: string }>(
    "select channel from approval_decision where request = $1",
    [id],
  );
  expect(decision?.channel).toBe("slack");
});

test("a link is for whom the message was for, and is taken once", async () => {
  await query("delete from slack_account");
  await pay("c2");
  const link = linkIn(await press(await postTo("UPRIYA")));
  const another = await signedIn(world.url, INGRID, at(link));
  expect(another.page.status).toBe(403);
  expect(another.page.html).not.toContain("Link it to me");
  const token = link.searchParams.get("token") ?? "";
  const form = another.page.forms[0];
  const body = new URLSearchParams({ csrf: form?.fields.get("csrf") ?? "", token });
  const headers = { cookie: another.browser.cookies.header(link), origin: world.url };
  expect(
    (await fetch(new URL("/channels/slack/link", world.url), { method: "POST", body, headers })).status,
  ).toBe(403);

  const priya = await signedIn(world.url, PRIYA, at(link));
  await priya.press("Link it to me");
  await priya.press("Unlink it");
  expect(priya.page.html).toContain("not linked to you any more");
  await priya.open(at(link));
  expect((await priya.press("Link it to me")).html).toContain("used or older than ten minutes");
  expect(await query("select from slack_account")).toEqual([]);
  expect(await operations("slack_unlinked")).toHaveLength(1);
});

test("a link without a sign-in leads to it, and without its form's token links nothing", async () => {
  const response = await fetch(`${world.url}/channels/slack/link?token=x`, { redirect: "manual" });
  expect(response.headers.get("location")).toContain("/session/start?to=%2Fchannels%2Fslack%2Flink");
  const person = await signedIn(world.url, PRIYA, "/channels/slack/link");
  const headers = { cookie: person.browser.cookies.header(new URL(world.url)) };
  const body = new URLSearchParams({ token: "x" });
  expect((await fetch(`${world.url}/channels/slack/link`, { method: "POST", body, headers })).status).toBe(
    403,
  );
});

test("from the limit up a press decides nothing, and the decision on the page shows in Slack once that is back", async () => {
  const id = await pay("c3", 2_000);
  const post = await postTo("UINGRID");
  await postTo("UPRIYA");
  expect(shown(post)).not.toContain(`"value"`);
  await door.shut();
  const person = await signedIn(world.url, INGRID, `/approvals/${id}`);
  const form = person.page.forms.find(({ action }) => action.endsWith("/decide"));
  const approve = { name: "decision", value: "approve" };
  await person.browser.submit(person.page, form as NonNullable<typeof form>, approve, "http://127.0.0.1:1");
  await expect.poll(() => world.ledger.account("c3").paid, SOON).toBe(2_000);
  const waiting = () =>
    query<{ failure: string }>(
      "select failure from channel_message where request = $1 and channel = 'slack' and state = 'waiting' and failure is not null",
      [id],
    );
  await expect.poll(async () => (await waiting()).length, SOON).toBeGreaterThan(0);
  expect(shown(post)).toContain("actions");
  await door.heal();
  await query("update channel_message set next_at = now() where state = 'waiting'");
  await query("select pg_notify('gatehouse_change', 'request:' || $1)", [id]);
  await expect.poll(() => shown(post), SOON).toContain("The change was made, once.");
  expect(shown(post)).not.toContain("actions");
});

test("what was approved alone in an emergency is told to everybody who might have decided", async () => {
  const id = await pay("c5", 60_000);
  const { browser, page } = await signedIn(world.url, MEI, `/approvals/${id}`);
  const form = page.forms.find(({ action }) => action.endsWith("/break-glass")) as (typeof page.forms)[0];
  form.fields.set("note", "the plant stands still");
  await browser.submit(page, form, undefined, "http://127.0.0.1:1");
  await expect.poll(() => world.ledger.account("c5").paid, SOON).toBe(60_000);
  const told = () => office.mails.filter((mail) => mail.includes("Subject: Done:"));
  const toldTo = (email: string) => told().find((mail) => mail.includes(`To: ${email}`));
  await expect.poll(() => [INGRID, PRIYA, AMARA].every(toldTo), SOON).toBe(true);
  const mail = partsOf(toldTo(INGRID) ?? "");
  expect(JSON.stringify(mail)).toMatch(/approved alone, in an emergency.*review of this emergency is open/s);
});

test("a channel is tested with a real message, which is kept on record, and so is a failure", async () => {
  const [mail, chat, unknown, status] = await Promise.all([
    channels("test", "email", "--to", PRIYA, "--by", INGRID),
    channels("test", "slack", "--to", PRIYA),
    channels("test", "slack", "--to", "nobody@halden.example"),
    channels("status"),
  ]);
  expect(mail.stdout).toContain(`email: a test message for ${PRIYA} was taken for delivery`);
  expect(office.mails.filter((one) => one.includes("Subject: A test of"))).toHaveLength(1);
  expect(chat.stdout).toContain("slack: a test message");
  // What an earlier test left for later may arrive meanwhile.
  const tests = slack.posts.filter(({ text }) => text.startsWith("Somebody tried"));
  expect(tests.map(({ user }) => user)).toEqual(["UPRIYA"]);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain("slack: Slack knows nobody by the address nobody@halden.example");
  expect(status.stdout).toMatch(/^email +yes +\d/m);
  const kept = await query<{ said: string }>(
    `select channel || ' ' || ok || ' ' || coalesce(p.email, 'an account') as said
     from channel_test t left join person p on p.id = t.tested_by order by 1`,
  );
  expect(kept.map(({ said }) => said)).toEqual([
    `email true ${INGRID}`,
    "slack false an account",
    "slack true an account",
  ]);
  expect(await operations("channel_tested")).toHaveLength(3);
});

test("links are listed with the day on which they are over", async () => {
  await query(
    `insert into slack_account (team, slack_user, person, linked_at)
     select 'T9', 'U9', id, now() - interval '31 days' from person where email = $1
     on conflict (person) do update set linked_at = excluded.linked_at, slack_user = 'U9'`,
    [INGRID],
  );
  expect((await channels("links")).stdout).toMatch(/ingrid.solberg@halden.example +T\d +U9 .* over$/m);
});

test("the link of whoever leaves ends with their access, and a press decides nothing", async () => {
  const id = await pay("c4");
  const post = await postTo("UPRIYA");
  await query("delete from slack_account");
  await linked(PRIYA, post);
  expect(await query("select from slack_account")).toHaveLength(1);
  await query("update person set active = false where email = $1", [PRIYA]);
  await expect.poll(async () => (await query("select from slack_account")).length, SOON).toBe(0);
  expect(await press(post)).toContain("Nothing was decided");
  const [request] = await query<{ state: string }>("select state from change_request where id = $1", [id]);
  expect(request?.state).toBe("pending");
});
