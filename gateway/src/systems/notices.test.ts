import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { noticesTo } from "./notices.ts";

/** What a caller reads while `work` runs. */
async function readingWhile(work: (response: ServerResponse) => Promise<void>): Promise<string> {
  const server = createServer((_request, response) => {
    work(response).then(
      () => response.end(),
      () => response.destroy(),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return await response.text();
  } finally {
    server.close();
  }
}

test("notices keep their order, and none leaves before the call is on record", async () => {
  let isRecorded = false;
  const text = await readingWhile(async (response) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const notices = noticesTo(response, () => promise);
    notices.pass({ n: 1 });
    notices.pass({ n: 2 });
    await new Promise(setImmediate);
    expect(response.headersSent).toBe(false);
    isRecorded = true;
    resolve();
    await notices.sent();
  });
  expect(isRecorded).toBe(true);
  expect(text.match(/"n":\d/g)).toEqual(['"n":1', '"n":2']);
});

test("what cannot be recorded is not passed on", async () => {
  const failing = readingWhile(async (response) => {
    const notices = noticesTo(response, () => Promise.reject(new Error("disk full")));
    notices.pass({ secret: 1 });
    await notices.sent();
  });
  await expect(failing).rejects.toThrow();
});

test("a notice that comes on record after the call was answered is dropped", async () => {
  const failures: unknown[] = [];
  // Long enough that the socket cannot take it at once: a response that is all gone counts as destroyed already.
  const answer = "x".repeat(16 * 1024 * 1024);
  const recorded = Promise.withResolvers<void>();
  const text = await readingWhile(async (response) => {
    response.on("error", (error) => failures.push(error));
    const notices = noticesTo(response, () => recorded.promise);
    notices.pass({ late: 1 });
    response.end(answer);
    recorded.resolve();
    await notices.sent();
    await new Promise(setImmediate);
  });
  expect({ isWhole: text === answer, failures }).toEqual({ isWhole: true, failures: [] });
});
