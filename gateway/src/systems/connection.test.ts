import { EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connection, connectTo } from "./connection.ts";

let server: Server;
let connection: Connection;
let requests = 0;
beforeAll(async () => {
  // Never answers, so that its one connection stays taken.
  server = createServer(() => {
    requests += 1;
    server.emit("asked");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  connection = connectTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 1);
});
afterAll(async () => {
  await connection.close();
  server.closeAllConnections();
  server.close();
});

const callerWho = (destroyed: boolean) => Object.assign(new EventEmitter(), { destroyed });
const ask = (more: object) =>
  connection.send({
    body: "{}",
    headers: {},
    timeoutMs: 5_000,
    caller: undefined,
    onNotification: () => undefined,
    ...more,
  });

test("for a caller who has gone already nothing is sent", async () => {
  await expect(ask({ caller: callerWho(true) })).rejects.toMatchObject({ sent: false });
  expect(requests).toBe(0);
});

test("a request given up while it waits for a connection was not sent; one on its way was", async () => {
  const asked = once(server, "asked");
  const gone = callerWho(false);
  const first = ask({ caller: gone });
  await asked;
  await expect(ask({ timeoutMs: 20 })).rejects.toMatchObject({ sent: false });
  gone.emit("close");
  await expect(first).rejects.toMatchObject({ sent: true });
  expect(requests).toBe(1);
});

test("a request ends when it is ended from here", async () => {
  const ending = new AbortController();
  const asked = once(server, "asked");
  const waiting = ask({ ended: ending.signal });
  await asked;
  ending.abort();
  await expect(waiting).rejects.toThrow("ended from here");
});
