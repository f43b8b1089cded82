import { expect, test } from "vitest";
import { eventOf, eventReader } from "./event-stream.ts";

const messages = [{ a: 1 }, { text: "zwei\nZeilen – ü" }, { b: [1, 2] }];
const wire = Buffer.from(`: comment\n\nid: 7\n${messages.map(eventOf).join("")}`);

test("messages arrive whole wherever the chunks are cut, even inside a letter", () => {
  for (let size = 1; size <= wire.length; size += 1) {
    const seen: unknown[] = [];
    const read = eventReader((message) => seen.push(message));
    for (let at = 0; at < wire.length; at += size) read(wire.subarray(at, at + size));
    expect(seen).toEqual(messages);
  }
});

test("lines may end in CRLF", () => {
  const seen: unknown[] = [];
  const read = eventReader((message) => seen.push(message));
  for (const byte of Buffer.from('data: {"a":1}\r\n\r\ndata:{"b":2}\r\n\r\n')) read(Buffer.from([byte]));
  expect(seen).toEqual([{ a: 1 }, { b: 2 }]);
});

test("data that is no JSON object ends the stream with an error", () => {
  expect(() => eventReader(() => undefined)(Buffer.from("data: nonsense\n\n"))).toThrow();
  expect(() => eventReader(() => undefined)(Buffer.from("data: [1]\n\n"))).toThrow();
});
