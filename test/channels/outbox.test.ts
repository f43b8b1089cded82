import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Door } from "../support/door.ts";
import type { SlackSimulator } from "../support/slack-simulator.ts";
import { openPostOffice, type PostOffice } from "./post-office.ts";
import { type ChannelWorld, openChannelWorld, openSlackDoor, slackSettings } from "./world.ts";

let office: PostOffice;
let door: Door;
let slack: SlackSimulator;
let world: ChannelWorld;
beforeAll(async () => {
  office = await openPostOffice();
  ({ door, simulator: slack } = await openSlackDoor());
  const email = {
    host: "127.0.0.1",
    port: office.port,
    tls: "none",
    from: "gatehouse@halden.example",
  } as const;
  world = await openChannelWorld({
    slack: slackSettings(door),
    email: { ...email, ca: undefined, login: undefined },
  });
});
afterAll(async () => {
  await world?.stop();
  await door?.shut();
  await office?.shut();
});

// No test leaves anything to be sent to the next one.
afterEach(() => world.channels.look());

const ask = () => world.approvals.ask(world.people.tomas, [world.people.ingrid]);
const stateOf = async (request: string, wanted: string) =>
  (await world.messages(request)).find(({ channel }) => channel === wanted)?.state;

test("everybody who is asked gets one message on each channel, however often that is announced", async () => {
  const id = await ask();
  const again = { about: "asked", approvers: [{ id: world.people.ingrid }] } as const;
  await world.channels.announce(world.pool as never, { id, person: world.people.tomas }, again);
  await world.channels.look();
  expect((await world.messages(id)).map(({ channel, state }) => `${channel} ${state}`)).toEqual([
    "email sent",
    "slack sent",
  ]);
});

test("a message whose request was not written is not written either", async () => {
  const client = await world.pool.connect();
  const id = await ask();
  await client.query("begin");
  await world.channels.announce(client, { id, person: world.people.tomas }, { about: "settled" });
  await client.query("rollback");
  client.release();
  expect((await world.messages(id)).map(({ about }) => about)).toEqual(["asked", "asked"]);
});

test("a notice sends at once what its request has to tell", async () => {
  const before = slack.posts.length;
  const id = await ask();
  world.channels.onChange("request", id);
  await expect.poll(() => slack.posts.length).toBe(before + 1);
});

test("while Slack hangs, mail goes out, and closing waits for what is under way", async () => {
  const held: ServerResponse[] = [];
  door.behave((request, response) => {
    request.resume();
    held.push(response);
  });
  const mails = office.mails.length;
  const id = await ask();
  const twin = world.twin();
  const looking = twin.look();
  await expect.poll(() => office.mails.length).toBe(mails + 1);
  await expect.poll(() => held.length).toBe(1);
  expect(await stateOf(id, "slack")).toBe("waiting");
  let isClosed = false;
  const closing = twin.close().then(() => {
    isClosed = true;
  });
  await expect.poll(() => stateOf(id, "email")).toBe("sent");
  expect(isClosed).toBe(false);
  await door.heal();
  // What hung was the question whose address this is; the message itself then goes the usual way.
  held[0]
    ?.writeHead(200, { "content-type": "application/json" })
    .end(JSON.stringify({ ok: true, user: { id: "UINGRID" } }));
  await Promise.all([closing, looking]);
  expect(await stateOf(id, "slack")).toBe("sent");
});

test("what moves on while its former state is being sent is sent once more", async () => {
  const id = await ask();
  await world.channels.look();
  const held: (() => void)[] = [];
  await world.approvals.move(id, "approved");
  door.behave((request, response) => {
    held.push(() => {
      request.resume();
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ ok: true, ts: "1" }));
    });
  });
  const looking = world.channels.look();
  await expect.poll(() => held.length).toBe(1);
  await world.approvals.move(id, "executing", "done");
  await door.heal();
  held[0]?.();
  await looking;
  await world.channels.look();
  const shown = slack.posts.filter(({ blocks }) => JSON.stringify(blocks).includes(id));
  expect(shown.map(({ text }) => text.split(":")[0])).toEqual(["Done"]);
  expect(await stateOf(id, "slack")).toBe("sent");
});

test("whoever has no access any more is not written to", async () => {
  const id = await ask();
  await world.pool.query("update person set active = false where id = $1", [world.people.ingrid]);
  await world.channels.look();
  await world.pool.query("update person set active = true where id = $1", [world.people.ingrid]);
  expect((await world.messages(id)).map(({ state }) => state)).toEqual(["pointless", "pointless"]);
});

test("an emergency is told to everybody who might have decided, on every channel, as it is to the requester", async () => {
  const id = await world.approvals.ask(world.people.tomas, []);
  const { ingrid, amara, tomas } = world.people;
  const told = { about: "settled", approvers: [{ id: ingrid }, { id: amara }] } as const;
  await world.channels.announce(world.pool as never, { id, person: tomas }, told);
  const all = await world.messages(id);
  const expected = ["email", "slack"].flatMap((one) => [ingrid, amara, tomas].map((who) => `${one} ${who}`));
  expect(all.map(({ channel, person }) => `${channel} ${person}`).sort()).toEqual(expected.sort());
  expect(all.map(({ about }) => about)).toEqual(Array(6).fill("settled"));
});

test("what is noticed while every lane is taken is sent once there is room", async () => {
  const later = await ask();
  await world.channels.look();
  await world.approvals.move(later, "approved");
  await world.channels.look();
  const [row] = (await world.messages(later)).filter(({ about, channel, person }) =>
    [about === "settled", channel === "slack", person === world.people.ingrid].every(Boolean),
  );
  expect(row?.state).toBe("waiting");
  const held: (() => void)[] = [];
  door.behave((request, response) => {
    held.push(() => {
      request.resume();
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ ok: true, ts: "1", channel: "D1", user: { id: "UINGRID" } }));
    });
  });
  await world.approvals.move(later, "executing", "done");
  await world.pool.query(
    "update channel_message set next_at = now() + interval '1 hour' where request = $1 and state = 'waiting'",
    [later],
  );
  await Promise.all([ask(), ask(), ask(), ask()]);
  const looking = world.channels.look();
  await expect.poll(() => held.length).toBe(4);
  world.channels.onChange("request", later);
  const again = world.channels.look();
  // The lane is woken and finds no room before anything else happens.
  await new Promise(setImmediate);
  await door.heal();
  for (const answer of held) answer();
  await Promise.all([looking, again]);
  const states = (await world.messages(later)).map(({ state }) => state);
  expect(states).not.toContain("waiting");
});
