import type { AddressInfo } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fastCatalog, fastServer, type Seen } from "../support/fast-server.ts";
import { type House, openHouse } from "../support/house.ts";
import { callTool, legacy, modern } from "../support/mcp.ts";

const seen: Seen[] = [];
const upstream = fastServer((request) => seen.push(request));
let house: House;
let token: string;

beforeAll(async () => {
  await new Promise<void>((done) => upstream.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  house = await openHouse({ systems: { fast: { catalog: fastCatalog, url } } });
  token = (await house.tokensOf("amara.osei@halden.example")).access_token;
});

afterAll(async () => {
  await house?.stop();
  upstream.close();
});

test("a signed-in person lists and calls tools in the modern era", async () => {
  const list = await modern(`${house.url}/mcp`, token, "tools/list");
  expect(list.body?.result.tools.map((tool: { name: string }) => tool.name)).toEqual([
    "fast_echo",
    "fast_list_rows",
    "gatehouse_whoami",
  ]);
  const call = await callTool(`${house.url}/mcp`, token, "fast_echo", { text: "hello" });
  expect(call.status).toBe(200);
  expect(call.body?.result.structuredContent).toEqual({ text: "hello" });
});

test("and in the legacy era, after initialize", async () => {
  const hello = await legacy(`${house.url}/mcp`, token, "initialize", {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  });
  expect(hello.body?.result.protocolVersion).toBe("2025-11-25");
  const call = await legacy(`${house.url}/mcp`, token, "tools/call", {
    name: "fast_echo",
    arguments: { text: "hi" },
  });
  expect(call.body?.result.structuredContent).toEqual({ text: "hi" });
});

test("the caller's token goes no further than the gateway", async () => {
  await callTool(`${house.url}/mcp`, token, "fast_echo", { text: "secret?" });
  expect(JSON.stringify(seen)).not.toContain(token);
  expect(seen.at(-1)?.headers.authorization).toMatch(/^Bearer ey/);
});

test("gatehouse_whoami says who one is and what is left", async () => {
  const { body } = await callTool(`${house.url}/mcp`, token, "gatehouse_whoami");
  expect(body?.result.structuredContent).toMatchObject({
    email: "amara.osei@halden.example",
    roles: ["everything"],
  });
});

test("every call leaves one row before its answer, chained to the one before", async () => {
  await callTool(`${house.url}/mcp`, token, "fast_echo", { text: "for the record" });
  const client = new pg.Client({ connectionString: house.database.url });
  await client.connect();
  const { rows } = await client.query(
    "select seq, kind, tool, outcome, facts from audit_row where kind <> 'sign_in' order by seq desc limit 1",
  );
  await client.end();
  expect(rows[0]).toMatchObject({
    kind: "read",
    tool: "fast_echo",
    outcome: "ok",
    facts: { why: "read_granted", roles: ["everything"] },
  });
});
