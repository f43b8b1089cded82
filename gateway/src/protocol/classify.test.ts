import { expect, test } from "vitest";
import { classify } from "./classify.ts";
import { META, MODERN } from "./versions.ts";

const envelope = { [META.version]: MODERN, [META.capabilities]: {} };
const headers = (more: Record<string, string> = {}) => ({
  "mcp-protocol-version": MODERN,
  "mcp-method": "tools/call",
  "mcp-name": "echo",
  ...more,
});
const call = (name: string, meta: Record<string, unknown> = envelope) =>
  ({
    kind: "request",
    request: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, _meta: meta } },
  }) as const;
const kind = (name: string) => expect.objectContaining({ kind: name });

test("a request whose envelope and headers agree is modern", () => {
  expect(classify(call("echo"), headers())).toEqual({ era: "modern", version: MODERN });
});

test("a name that a header cannot carry as it is may come coded", () => {
  const coded = `=?base64?${Buffer.from("Zürich").toString("base64")}?=`;
  expect(classify(call("Zürich"), headers({ "mcp-name": coded })).era).toBe("modern");
});

test.each([
  ["other padding than the code has", "echo", "=?base64?ZWNobw?="],
  ["bytes that are no text", "\uFFFD", "=?base64?/w==?="],
  ["a code without an end", "=?base64?", "=?base64?"],
])("%s is no name", (_, name, header) => {
  expect(() => classify(call(name), headers({ "mcp-name": header }))).toThrow(kind("header_mismatch"));
});

test("a broken envelope is named before a header that disagrees", () => {
  const broken = call("echo", { [META.version]: MODERN });
  const other = headers({ "mcp-protocol-version": "2025-11-25" });
  expect(() => classify(broken, other)).toThrow(kind("invalid_envelope"));
});
