import type { SMTPServerOptions } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { selfSigned } from "../production/certificate.ts";
import { openPostOffice, type PostOffice, partsOf } from "./post-office.ts";
import { type ChannelWorld, openChannelWorld, PUBLIC_URL } from "./world.ts";

const PASSWORD = "the password of the test";
const trusted = selfSigned(["localhost"]);
const STRICT: SMTPServerOptions = {
  key: trusted.key,
  cert: trusted.certificate,
  closeTimeout: 100,
  onAuth: ({ username, password }, _session, done) =>
    username === "gatehouse" && password === PASSWORD
      ? done(null, { user: username })
      : done(new Error("no such login")),
};

let office: PostOffice;
let world: ChannelWorld;
beforeAll(async () => {
  office = await openPostOffice();
  const common = { port: office.port, from: "gatehouse@halden.example" };
  world = await openChannelWorld({
    email: { ...common, host: "127.0.0.1", tls: "none", ca: undefined, login: undefined },
    slack: undefined,
  });
});
afterAll(async () => {
  await world?.stop();
  await office?.shut();
});
beforeEach(() => {
  office.mails.length = 0;
  world.logLines.length = 0;
});

const ask = (content = {}, approvers = [world.people.ingrid]) =>
  world.approvals.ask(world.people.tomas, approvers, content);
const states = async (request: string) =>
  (await world.messages(request)).map(({ about, state }) => `${about} ${state}`);
const look = async () => {
  await world.hurry();
  await world.channels.look();
};

test("an approver gets who asks, what, how much, what is doubtful, until when, and one link", async () => {
  const id = await ask({ warning: "Likely a duplicate of PO-7", needed: 2 });
  await world.channels.look();
  expect(office.mails).toHaveLength(1);
  const { headers, text, html } = partsOf(office.mails[0] ?? "");
  expect(headers).toContain("To: ingrid.solberg@halden.example");
  expect(headers).toContain("Subject: Please decide: Approve a purchase order in NetSuite");
  expect(headers).toContain("Auto-Submitted: auto-generated");
  for (const said of [
    "Tomás Rivera asks",
    "PO-1 to Acme",
    "USD 120.00",
    "Likely a duplicate of PO-7",
    "2 people",
    "UTC",
  ]) {
    expect(text).toContain(said);
    expect(html).toContain(said);
  }
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    `${PUBLIC_URL}/approvals/${id}`,
  ]);
  expect(await states(id)).toEqual(["asked sent"]);
});

test("no value of the record is in the mail, whatever its label", async () => {
  await ask();
  await world.channels.look();
  const { text, html } = partsOf(office.mails[0] ?? "");
  expect(text + html).not.toContain("CANARY");
});

test("what a summary hides is shown by its code, and markup in it is text", async () => {
  await ask({
    summary: `PO-1 \u202egnihtemos\u200b<img src="https://evil.example/x"><a href="https://evil.example">ok</a>`,
  });
  await world.channels.look();
  const { text, html } = partsOf(office.mails[0] ?? "");
  expect(text).toContain("[U+202E]gnihtemos[U+200B]");
  expect(html).toContain("&lt;img src=");
  expect(html).not.toMatch(/<img|href="https:\/\/evil/);
});

test("a text cannot begin a header or another mail", async () => {
  const evil = "x\r\nBcc: all@halden.example\r\n\r\n.\r\nMAIL FROM:<a@b.example>";
  await ask({ summary: evil, currency: "U\r\nBcc: a@b.example" });
  await world.channels.look();
  expect(office.mails).toHaveLength(1);
  const { headers } = partsOf(office.mails[0] ?? "");
  expect(headers).not.toMatch(/^Bcc:/im);
});

test("a mail server that is down delays the mail, and the one that is back gets it", async () => {
  await office.shut();
  const id = await ask();
  await world.channels.look();
  expect(await states(id)).toEqual(["asked waiting"]);
  expect((await world.messages(id))[0]?.failure).toBe("the mail server was not reached");
  await office.reopen();
  await look();
  expect(await states(id)).toEqual(["asked sent"]);
  expect(office.mails).toHaveLength(1);
});

test("a refusal for now is tried again, and the repeat is recognisable as the same mail", async () => {
  office.refuseNext("mail", 451);
  const id = await ask();
  await world.channels.look();
  expect((await world.messages(id))[0]).toMatchObject({
    state: "waiting",
    failure: "the mail server answered 451",
  });
  await look();
  await world.pool.query("update channel_message set state = 'waiting' where request = $1", [id]);
  await look();
  const ids = office.mails.map((mail) => /^Message-ID: (.*)$/im.exec(partsOf(mail).headers)?.[1]);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
});

test("a recipient who is refused for good is given up at once, said in log and metric, without the server's words", async () => {
  office.refuseNext("recipient", 550);
  const id = await ask();
  await world.channels.look();
  expect(await states(id)).toEqual(["asked given_up"]);
  expect((await world.messages(id))[0]?.failure).toBe("the mail server refused the person's address");
  expect(world.logLines.filter(({ level }) => level === "error")).toHaveLength(1);
  expect(await world.metrics()).toContain(
    'gatehouse_channel_messages_total{channel="email",outcome="given_up"} 1',
  );
});

test("somebody without a verified address is given up, and the others are told", async () => {
  const id = await ask({}, [world.people.nobody, world.people.amara]);
  await world.channels.look();
  expect((await states(id)).toSorted()).toEqual(["asked given_up", "asked sent"]);
});

test("after a day of tries a message is given up", async () => {
  office.refuseNext("mail", 451);
  const id = await ask();
  await world.pool.query("update channel_message set attempts = 32 where request = $1", [id]);
  await world.channels.look();
  expect(await states(id)).toEqual(["asked given_up"]);
});

test("whoever asked gets one mail, once there is an outcome; who was asked gets none", async () => {
  const id = await ask();
  await world.channels.look();
  office.mails.length = 0;
  await world.approvals.move(id, "approved");
  await world.channels.look();
  expect(office.mails).toHaveLength(0);
  await world.approvals.move(id, "executing", "done");
  await world.channels.look();
  expect(office.mails.map((mail) => partsOf(mail).headers)).toEqual([
    expect.stringContaining("To: tomas.rivera@halden.example"),
  ]);
  expect(office.mails[0]).toContain("Subject: Done: Approve a purchase order in NetSuite");
});

test("what was settled before it was sent is not asked any more", async () => {
  const id = await ask();
  await world.approvals.move(id, "withdrawn");
  await world.channels.look();
  expect(await states(id)).toEqual(["asked pointless", "settled sent"]);
});

test("a crash between sending and writing it down sends it again, once the claim is over", async () => {
  const id = await ask();
  await world.pool.query(
    "update channel_message set claimed_until = now() + interval '90 s' where request = $1",
    [id],
  );
  await world.channels.look();
  expect(office.mails).toHaveLength(0);
  await world.pool.query(
    "update channel_message set claimed_until = now() - interval '1 s' where request = $1",
    [id],
  );
  await world.channels.look();
  expect(office.mails).toHaveLength(1);
});

test("two replicas that look at once send each message once", async () => {
  const ids = await Promise.all([1, 2, 3, 4, 5, 6].map(() => ask()));
  await Promise.all([world.channels.look(), world.channels.look(), world.twin().look()]);
  expect(ids).toHaveLength(6);
  expect(office.mails).toHaveLength(6);
});

test("over TLS with a login it is sent, and with a wrong password, without TLS or with a foreign certificate it is not", async () => {
  const strict = await openPostOffice(STRICT);
  const common = {
    host: "localhost",
    port: strict.port,
    from: "gatehouse@halden.example",
    tls: "starttls",
  } as const;
  const login = { user: "gatehouse", password: PASSWORD };
  const tries = [
    { ...common, login, ca: trusted.certificate },
    { ...common, login: { ...login, password: "another" }, ca: trusted.certificate },
    { ...common, login, ca: undefined },
    { ...common, host: "127.0.0.1", port: office.port, login: undefined, ca: trusted.certificate },
  ];
  const failures = [];
  for (const email of tries) {
    const id = await ask();
    const twin = world.twin({ email, slack: undefined });
    await twin.look();
    await twin.close();
    failures.push((await world.messages(id))[0]?.failure);
    await world.pool.query("update channel_message set state = 'pointless' where request = $1", [id]);
  }
  await strict.shut();
  expect(strict.mails).toHaveLength(1);
  expect(failures).toEqual([
    null,
    "the mail server refused the login",
    "there was no TLS with the mail server",
    "there was no TLS with the mail server",
  ]);
  expect(JSON.stringify(world.logLines)).not.toContain(PASSWORD);
});
