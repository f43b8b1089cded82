import { afterAll, beforeAll, expect, test } from "vitest";
import { openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import { MODERN, modern, post } from "../support/mcp.ts";
import { crowd, type Member } from "./crowd.ts";
import { type StreamSeen, streamingCatalog, streamingServer } from "./streaming-server.ts";
import { querier, type World } from "./world.ts";

let house: Omit<World, "seen">;
let upstream: Listening;
let people: Member[];
const seen: StreamSeen[] = [];
beforeAll(async () => {
  upstream = await listen(streamingServer((request) => seen.push(request)));
  const opened = await openHouse({
    systems: { stream: { catalog: streamingCatalog, url: upstream.url, settings: { connections: 128 } } },
  });
  house = { ...opened, query: querier(opened) };
  people = await crowd(house, 100);
});
afterAll(async () => {
  await house?.stop();
  await upstream?.stop();
});

const META = {
  "io.modelcontextprotocol/protocolVersion": MODERN,
  "io.modelcontextprotocol/clientCapabilities": {},
};
const ERAS = ["modern", "legacy"] as const;
const ENDS = ["result", "tool_error", "error", "cut"] as const;

type Try = { member: Member; text: string; end: string; era: (typeof ERAS)[number] };

/** Every try has the same id and the same progress token: whoever told answers apart by those would mix them up. */
function send({ member, text, end, era }: Try, signal: AbortSignal | null = null): Promise<Response> {
  const _meta = { progressToken: "p", ...(era === "modern" && META) };
  const params = { name: "stream_echo", arguments: { text, end }, _meta };
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    authorization: `Bearer ${member.token}`,
    "mcp-protocol-version": era === "modern" ? MODERN : "2025-11-25",
    ...(era === "modern" && { "mcp-method": "tools/call", "mcp-name": "stream_echo" }),
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
  return fetch(`${house.url}/mcp`, { method: "POST", headers, body, signal });
}

/** The messages of an answer: events of a stream, or one alone where nothing came before it. */
const messagesIn = (answer: string) =>
  answer.startsWith("{")
    ? [JSON.parse(answer)]
    : answer
        .split("\n")
        .filter((line) => line.startsWith("data: "))
        .map((line) => JSON.parse(line.slice(6)));

test("27: a hundred people at once, in both eras, each get their own progress and their own end", async () => {
  const tries = people.flatMap((member, index) =>
    ENDS.map((end, turn): Try => {
      const era = ERAS[(index + turn) % 2] ?? "modern";
      return { member, text: `text-${index}-${turn}`, end, era };
    }),
  );
  const streams = await Promise.all(tries.map(async (one) => (await send(one)).text()));
  for (const [index, streamed] of streams.entries()) {
    const { member, text, end } = tries[index] as Try;
    const messages = messagesIn(streamed);
    const notices = messages.filter(({ method }) => method === "notifications/progress");
    // A connection that is cut may take the last notices with it.
    if (end !== "cut") expect(notices).toHaveLength(5);
    for (const { params } of notices) expect(params.message).toBe(`${member.id} ${text}`);
    const [last, ...others] = messages.filter((message) => message.id === 1);
    expect(others).toEqual([]);
    if (end === "result") expect(last.result.structuredContent).toEqual({ text, person: member.id });
    else if (end === "tool_error") expect(last.result.content[0].text).toBe(`${member.id} ${text}`);
    else expect(last.result._meta["gatehouse/error"].code).toBe("upstream_unavailable");
    for (const other of people) if (other !== member) expect(streamed.includes(other.id)).toBe(false);
  }
});

test("27: what leavers were to get reaches nobody who comes after them", async () => {
  const leavers = people.slice(0, 50).map(async (member, index) => {
    const leaving = new AbortController();
    const leaver: Try = { member, text: `left-${index}`, end: "result", era: "modern" };
    const response = await send(leaver, leaving.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
  });
  const stayers = people.slice(50).map(async (member, index) => {
    const stayer: Try = { member, text: `stayed-${index}`, end: "result", era: "legacy" };
    return { member, text: stayer.text, streamed: await (await send(stayer)).text() };
  });
  await Promise.allSettled(leavers);
  for (const { member, text, streamed } of await Promise.all(stayers)) {
    expect(messagesIn(streamed).at(-1).result.structuredContent).toEqual({ text, person: member.id });
    expect(streamed).not.toContain("left-");
  }
});

test("29: no session is given out, and one that is brought changes nothing about whose call it is", async () => {
  const [a, b] = people as [Member, Member];
  const initialize = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  };
  const hello = await post(
    `${house.url}/mcp`,
    { jsonrpc: "2.0", id: 1, method: "initialize", params: initialize },
    { authorization: `Bearer ${a.token}`, "mcp-session-id": "session-of-a" },
  );
  expect(hello.status).toBe(200);
  expect(hello.headers.has("mcp-session-id")).toBe(false);
  const params = { name: "gatehouse_whoami", arguments: {} };
  const { body } = await post(
    `${house.url}/mcp`,
    { jsonrpc: "2.0", id: 1, method: "tools/call", params },
    { authorization: `Bearer ${b.token}`, "mcp-session-id": "session-of-a" },
  );
  expect(body?.result.structuredContent.email).toBe(b.email);
});

test.each(["GET", "DELETE", "PUT", "OPTIONS", "HEAD"])(
  "29: %s opens, resumes or ends nobody's stream",
  async (method) => {
    const headers = {
      authorization: `Bearer ${people[1]?.token}`,
      accept: "text/event-stream",
      "mcp-session-id": "session-of-a",
      "last-event-id": "1",
    };
    const response = await fetch(`${house.url}/mcp`, { method, headers });
    expect(response.status).toBe(405);
    expect(response.headers.get("content-type")).not.toContain("event-stream");
  },
);

test("29: a request state is refused from another person, for other arguments, and when it was changed", async () => {
  const [a, b] = people as [Member, Member];
  const url = `${house.url}/mcp`;
  const params = { name: "stream_echo", arguments: { text: "mine", end: "ask" } };
  const asked = await modern(url, a.token, "tools/call", params);
  const requestState: string = asked.body?.result.requestState;
  expect(requestState).not.toContain("state of");
  const answer = { ...params, requestState };

  const before = seen.length;
  const borrowed = await modern(url, b.token, "tools/call", answer);
  expect(borrowed.body?.error?.code).toBe(-32602);
  const elsewhere = await modern(url, a.token, "tools/call", { ...answer, arguments: { text: "other" } });
  expect(elsewhere.body?.error?.code).toBe(-32602);
  const middle = Math.floor(requestState.length / 2);
  const flipped = requestState[middle] === "A" ? "B" : "A";
  const made = [
    requestState.slice(0, middle) + flipped + requestState.slice(middle + 1),
    requestState.slice(0, -4),
    `state of ${a.id} mine`,
    { state: 1 },
  ];
  for (const state of made) {
    const changed = await modern(url, a.token, "tools/call", { ...answer, requestState: state });
    expect(changed.body?.error?.code).toBe(-32602);
  }
  expect(seen.length).toBe(before);

  await modern(url, a.token, "tools/call", answer);
  expect(seen.at(-1)).toEqual({ person: a.id, text: "mine", state: `state of ${a.id} mine` });
});

test("29: a change stream cannot be opened where no system offers one", async () => {
  const { status, body } = await modern(`${house.url}/mcp`, people[1]?.token ?? "", "subscriptions/listen", {
    filter: { toolsListChanged: true },
  });
  expect({ status, code: body?.error?.code }).toEqual({ status: 404, code: -32601 });
});
