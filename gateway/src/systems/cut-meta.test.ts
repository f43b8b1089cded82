import { expect, test } from "vitest";
import { cutMeta } from "./cut-meta.ts";

const meta = { "io.modelcontextprotocol/serverInfo": { name: "vendor" } };
const messages = [
  { jsonrpc: "2.0", id: 1, result: { content: [], structuredContent: { a: [1] }, _meta: meta } },
  {
    result: { structuredContent: { text: 'x,"_meta":{}', _meta: meta }, _meta: meta },
    jsonrpc: "2.0",
    id: "a-1",
  },
];

test.each(messages)("the message is the same but for the last _meta of its result", (message) => {
  const { _meta, ...result } = message.result;
  const cut = cutMeta([Buffer.from(JSON.stringify(message))], meta);
  expect(JSON.parse(String(Buffer.concat(cut ?? [])))).toEqual({ ...message, result });
});

test.each([
  ["does not end the result", '{"result":{"_meta":{"a":1},"x":2},"jsonrpc":"2.0","id":1}'],
  ["is written otherwise", '{"result":{"x":2,"_meta": {"a":1}},"jsonrpc":"2.0","id":1}'],
  ["stands deeper", '{"result":{"x":{"y":1,"_meta":{"a":1}},"z":1},"jsonrpc":"2.0","id":1}'],
  ["is followed by an odd id", '{"result":{"x":2,"_meta":{"a":1}},"jsonrpc":"2.0","id":"},{"}'],
])("where it %s, the result must be written anew", (_, text) => {
  expect(cutMeta([Buffer.from(text)], { a: 1 })).toBeUndefined();
});
