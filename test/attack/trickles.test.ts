import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { callTool } from "../support/mcp.ts";
import { AMARA, openWorld, type World } from "./world.ts";

const isLong = process.env.ATTACK_LENGTH === "long";
/** The gateway gives headers 10 s and the whole request 30 s, and looks every 2 s whether they are over. */
const HEADER_PATIENCE_MS = 14_000;
const BODY_PATIENCE_MS = 35_000;
const CONNECTIONS = 50;

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = (await world.tokensOf(AMARA)).access_token;
});
afterAll(() => world?.stop());

const open = new Set<Socket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  open.clear();
});

async function dial(): Promise<Socket> {
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  open.add(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** The answer to a normal call, to be asked for while something goes on: nobody else may notice. */
async function expectServed(withinMs = 2_000): Promise<void> {
  const startedAt = performance.now();
  const { body } = await callTool(`${world.url}/mcp`, token, "fast_echo", { text: "still here" });
  expect(body?.result?.structuredContent).toEqual({ text: "still here" });
  expect(performance.now() - startedAt).toBeLessThan(withinMs);
}

/** Sends a beginning and then a little every half second; how long the server bore that, in milliseconds. */
async function trickle(beginning: string, drop: string): Promise<number> {
  const started = performance.now();
  const slow = await Promise.all(Array.from({ length: CONNECTIONS }, dial));
  const closed = Promise.all(slow.map((socket) => once(socket.resume(), "close")));
  for (const socket of slow) socket.write(beginning);
  const dripping = setInterval(() => {
    for (const socket of slow) if (!socket.destroyed) socket.write(drop);
  }, 500);
  await expectServed();
  await closed;
  clearInterval(dripping);
  return performance.now() - started;
}

const START = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n";

test("30: whoever trickles a request is hung up on, and nobody waits for it", {
  timeout: 90_000,
}, async () => {
  expect(await trickle(START, "X-A: b\r\n")).toBeLessThan(HEADER_PATIENCE_MS);
  const body = `${START}Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`;
  if (isLong) expect(await trickle(body, " ")).toBeLessThan(BODY_PATIENCE_MS);
  await expectServed();
});
