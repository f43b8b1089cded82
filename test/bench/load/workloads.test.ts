import { expect, test } from "vitest";
import { CONTACT_COUNT, fastResults } from "../fast-system.ts";
import { requestsOf, type WorkloadName, workloads } from "./workloads.ts";

const ID = 10_000_001;
const replyTo = (result: object, { id = ID, status = 200 } = {}) => ({
  status,
  head: `HTTP/1.1 ${status} OK\r\ncontent-type: application/json`,
  body: Buffer.from(JSON.stringify({ jsonrpc: "2.0", id, result })),
});
const check = (
  name: WorkloadName,
  result: object,
  of: { id?: number; status?: number; isMasked?: boolean } = {},
) => workloads[name].checker(of.isMasked ?? true)(replyTo(result, of), ID);

const asked = (caller: number, id = ID) => {
  const text = requestsOf(workloads.call, caller, new URL("http://127.0.0.1:8400/mcp"), "token")(id);
  const [head = "", body = ""] = text.split("\r\n\r\n");
  return { head, body, rpc: JSON.parse(body) };
};
const echoed = () => ({ structuredContent: { text: asked(0).rpc.params.arguments.text } });

type Row = { id: string; text: string; contact?: string };
const rowsWith = (items: Row[], withheld?: object[]) => ({
  content: [{ type: "text", text: JSON.stringify({ items }) }],
  structuredContent: { items, ...(withheld && { withheld }) },
});
const plain: Row[] = fastResults.fast_list_rows().structuredContent.items;
const withContacts: Row[] = fastResults.fast_list_contacts().structuredContent.items;
const WITHHELD = [{ field: "items[].contact", reason: "role" }];

test("callers take turns between the eras, and the older one's call has 200 bytes", () => {
  expect(asked(0).head).toContain(
    "mcp-protocol-version: 2026-07-28\r\nmcp-method: tools/call\r\nmcp-name: fast_echo",
  );
  expect(asked(1).head).toContain("mcp-protocol-version: 2025-11-25");
  expect(asked(1).body).toHaveLength(200);
});

test.each(Object.entries(fastResults))("%s answers with 50 KB", (_, result) => {
  const { length } = JSON.stringify(result());
  expect(length).toBeGreaterThan(49_000);
  expect(length).toBeLessThan(53_000);
});

test("every call has its own id and text, and the length its header says", () => {
  const [first, second] = [asked(0, 10_000_001), asked(0, 10_000_002)];
  expect(first.rpc.id).not.toBe(second.rpc.id);
  expect(first.rpc.params.arguments.text).not.toBe(second.rpc.params.arguments.text);
  expect(second.head).toContain(`content-length: ${second.body.length}`);
});

test("an answer is right only with its status, its id and the text that was sent", () => {
  expect(check("call", echoed())).toBeUndefined();
  expect(check("call", echoed(), { id: ID + 1 })).toMatch(/id 10000002/);
  expect(check("call", echoed(), { status: 500 })).toMatch(/status 500/);
  expect(check("call", { structuredContent: { text: "another" } })).toBe("another text");
  expect(check("call", { ...echoed(), isError: true })).toMatch(/isError/);
});

test("contacts must not come through the gateway, which says what it withheld", () => {
  expect(check("withheld50k", rowsWith(plain, WITHHELD))).toBeUndefined();
  expect(check("withheld50k", rowsWith(withContacts, WITHHELD))).toMatch(/contacts and/);
  expect(check("withheld50k", rowsWith(plain))).toBe("masked without a word");
  expect(check("withheld50k", rowsWith(plain.slice(1), WITHHELD))).toBe("not all rows");
});

test("straight from the server they must be there, in rows and text", () => {
  expect(check("withheld50k", rowsWith(withContacts), { isMasked: false })).toBeUndefined();
  expect(check("withheld50k", rowsWith(plain), { isMasked: false })).toBe(
    `0 contacts and 0 in the text, not ${CONTACT_COUNT}`,
  );
});

test("later answers to the same caller may differ in the id alone", () => {
  const wrongIn = workloads.rows50k.checker(false);
  expect(wrongIn(replyTo(rowsWith(plain)), ID)).toBeUndefined();
  expect(wrongIn(replyTo(rowsWith(plain), { id: ID + 1 }), ID + 1)).toBeUndefined();
  expect(wrongIn(replyTo(rowsWith(plain), { id: ID + 1 }), ID + 2)).toBe("another id");
  const changed = [{ id: "9999", text: plain[0]?.text ?? "" }, ...plain.slice(1)];
  expect(wrongIn(replyTo(rowsWith(changed)), ID)).toMatch(/not the answer/);
});
