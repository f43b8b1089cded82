import { expect, test } from "vitest";
import { type HttpReply, httpReplies, messageIn } from "./http-reply.ts";

const repliesTo = (wire: string, size: number) => {
  const replies: HttpReply[] = [];
  const feed = httpReplies((reply) => replies.push(reply));
  for (let at = 0; at < wire.length; at += size) feed(Buffer.from(wire.slice(at, at + size)));
  return replies.map(({ status, body }) => [status, body.toString()]);
};

const WIRE =
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" +
  "HTTP/1.1 429 Too Many\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n" +
  "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

test.each([1, 7, WIRE.length])("replies are found whole however the bytes arrive, here by %i", (size) => {
  expect(repliesTo(WIRE, size)).toEqual([
    [200, "hello"],
    [429, "abc0123456789"],
    [202, ""],
  ]);
});

test("a reply whose end nobody can know is refused", () => {
  expect(() => repliesTo("HTTP/1.1 200 OK\r\n\r\n", 100)).toThrow(/neither length nor chunks/);
});

test("a message is read from plain JSON and from the last event of a stream", () => {
  const body = Buffer.from('data: {"id":1}\n\ndata: {"id":2}\n\n');
  const head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream";
  expect(messageIn({ status: 200, head, body })).toEqual({ id: 2 });
  expect(messageIn({ status: 200, head: "", body: Buffer.from('{"id":3}') })).toEqual({ id: 3 });
});
