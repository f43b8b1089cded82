import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from "@modelcontextprotocol/client";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Office, openOffice } from "./office.ts";
import { AMARA, INGRID, MEI, TOMAS } from "./people.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office?.stop());

type Call = { name: string; arguments: Record<string, unknown> };
type Result = { structuredContent?: unknown; isError?: unknown };
/** As much of a client as both SDKs have. It checks every answer against the schema that the list told it. */
type Opened = {
  listTools(): Promise<{ tools: Tool[] }>;
  callTool(call: Call): Promise<Result>;
  close(): Promise<void>;
};
type Tool = {
  name: string;
  annotations?: Record<string, unknown> | undefined;
  outputSchema?: { properties?: object | undefined; required?: string[] | undefined } | undefined;
};

async function openV2(email: string, capabilities: object = {}): Promise<ClientV2> {
  const headers = { authorization: `Bearer ${await office.tokenOf(email)}` };
  const client = new ClientV2(
    { name: "v2", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } }, capabilities },
  );
  await client.connect(new TransportV2(new URL("/mcp", office.url), { requestInit: { headers } }));
  return client;
}

async function openV1(email: string): Promise<ClientV1> {
  const headers = { authorization: `Bearer ${await office.tokenOf(email)}` };
  const client = new ClientV1({ name: "v1", version: "1" });
  const transport = new TransportV1(new URL("/mcp", office.url), { requestInit: { headers } });
  // The 1.x types were not written for exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return client;
}

test.each([
  ["the v2 client", openV2],
  ["the 1.x client", openV1],
])("%s takes every answer of a write as what the list promised", async (name, open) => {
  const account = `c-${name.replace(/\W/g, "")}`;
  const client = (await open(AMARA)) as unknown as Opened;
  const { tools } = await client.listTools();
  const pay = tools.find((tool) => tool.name === "ledger_pay");
  expect(pay?.outputSchema?.properties).toHaveProperty("gatehouse_request");
  expect(tools.find((tool) => tool.name === "ledger_get")?.outputSchema?.properties).not.toHaveProperty(
    "gatehouse_request",
  );
  const args = { id: account, amount: 5, reason: "an invoice" };
  const asks = () => client.callTool({ name: "ledger_pay", arguments: args });
  const waiting = await asks();
  expect(waiting.structuredContent).toMatchObject({ gatehouse_request: { state: "pending" } });
  const { id } = (waiting.structuredContent as { gatehouse_request: { id: string } }).gatehouse_request;
  await office.approve(INGRID, id);
  await office.until(id, "done");
  expect((await asks()).structuredContent).toEqual({ id: account, paid: 5 });
  const done = await client.callTool({
    name: "ledger_set_label",
    arguments: { id: account, label: "x" },
  });
  expect(done.structuredContent).toEqual({ id: account, label: "x" });
  for (const tool of ["gatehouse_my_changes", "gatehouse_my_requests", "gatehouse_whoami"])
    expect((await client.callTool({ name: tool, arguments: {} })).structuredContent).toBeDefined();
  const details = await client.callTool({ name: "gatehouse_get_request", arguments: { id } });
  expect(details.structuredContent).toMatchObject({ state: "done" });
  await client.close();
});

test("a change whose own answer was lost still is an answer that a client takes", async () => {
  office.ledger.at("applied", (_, account) => {
    if (account === "c3") throw new Error("gone");
  });
  const client = await openV2(AMARA);
  await client.listTools();
  const change = () => client.callTool({ name: "ledger_set_label", arguments: { id: "c3", label: "x" } });
  expect(await change()).toMatchObject({ isError: true });
  office.ledger.at("applied", undefined);
  const { data } = await office.ask(AMARA, "gatehouse_my_changes");
  const { id } = data.items.find(({ summary }: { summary: string }) => summary.includes("c3"));
  await office.query("update change_request set lease_until = now() - interval '1 second' where id = $1", [
    id,
  ]);
  await office.until(id, "done");
  expect((await change()).structuredContent).toMatchObject({ gatehouse_request: { id, state: "done" } });
  expect(office.effectsOn("c3")).toBe(1);
  await client.close();
});

test("a client that declares elicitation shows its person the change and makes it with their yes", async () => {
  const client = await openV2(TOMAS, { elicitation: { form: {} } });
  const shown: unknown[] = [];
  client.setRequestHandler("elicitation/create", async ({ params }) => {
    shown.push(params.message);
    return { action: "accept", content: { ok: true } };
  });
  const { structuredContent } = await client.callTool({
    name: "ledger_set_label",
    arguments: { id: "c4", label: "held" },
  });
  expect(structuredContent).toEqual({ id: "c4", label: "held" });
  expect(shown).toEqual([expect.stringContaining('After: {"label":"held"}')]);
  expect(office.effectsOn("c4")).toBe(1);
  await client.close();
});

test("tools that only look say so, and those that lead on to a change say that", async () => {
  const client = await openV2(AMARA);
  const { tools } = await client.listTools();
  const own = tools.filter(({ name }) => name.startsWith("gatehouse_"));
  expect(Object.fromEntries(own.map(({ name, annotations }) => [name, annotations?.readOnlyHint]))).toEqual({
    gatehouse_confirm: false,
    gatehouse_get_request: true,
    gatehouse_my_changes: true,
    gatehouse_my_requests: true,
    gatehouse_undo: false,
    gatehouse_whoami: true,
    gatehouse_withdraw: false,
  });
  for (const { annotations } of own)
    expect(annotations?.destructiveHint).toBe(annotations?.readOnlyHint === false);
  await client.close();
});

test("what belongs to a system that the address does not show is not found there, by its requester or an administrator", async () => {
  const id = await office.pay(AMARA, "c6");
  await office.ask(AMARA, "ledger_set_label", { id: "c6", label: "x" });
  const [changed] = (await office.ask(AMARA, "gatehouse_my_changes")).data.items;
  const move = async (system: string) => {
    await office.query("alter table change_request disable trigger change_request_transition");
    await office.query("update change_request set system = $2 where id = any($1)", [
      [id, changed.id],
      system,
    ]);
    await office.query("alter table change_request enable trigger change_request_transition");
  };
  await move("elsewhere");
  for (const tool of ["gatehouse_my_requests", "gatehouse_my_changes"])
    expect(JSON.stringify((await office.ask(AMARA, tool)).data)).not.toMatch(`${id}|${changed.id}`);
  for (const tool of ["gatehouse_get_request", "gatehouse_withdraw", "gatehouse_confirm"])
    expect(await office.ask(AMARA, tool, { id })).toMatchObject({ outcome: "not_found" });
  expect(await office.ask(MEI, "gatehouse_undo", { id: changed.id })).toMatchObject({ outcome: "not_found" });
  await move("ledger");
  expect((await office.row(id)).state).toBe("pending");
});

test("fifty of one person's requests may wait for approval, and they hide no change of theirs", async () => {
  const id = await office.pay(AMARA, "c7");
  await office.ask(AMARA, "ledger_set_label", { id: "c8", label: "x" });
  await office.query(
    `insert into change_request select (jsonb_populate_record(r, jsonb_build_object(
       'id', gen_random_uuid(), 'idempotency_key', 'copy ' || n, 'asked_at', now()))).*
     from change_request r, generate_series(1, 50 - (select count(*)::int from change_request w
       where w.person = r.person and w.state = 'pending')) n where r.id = $1`,
    [id],
  );
  const more = () => office.ask(AMARA, "ledger_pay", { id: "c9", amount: 5, reason: "one more" });
  expect(await more()).toMatchObject({ outcome: "rate_limited", texts: [expect.stringContaining("50")] });
  expect(await office.pay(AMARA, "c7")).toBe(id);
  const { data } = await office.ask(AMARA, "gatehouse_my_changes");
  expect(JSON.stringify(data)).toContain("c8");
  await office.ask(AMARA, "gatehouse_withdraw", { id });
  expect((await more()).data.gatehouse_request.state).toBe("pending");
  await office.query("update change_request set state = 'withdrawn' where state = 'pending'");
});

test("what somebody asked for and changed stands in their own lists, and in nobody else's", async () => {
  const id = await office.pay(AMARA, "c5");
  const listed = async (email: string, tool: string) =>
    (await office.ask(email, tool)).data.items.map((item: { id: string }) => item.id);
  expect(await listed(AMARA, "gatehouse_my_requests")).toContain(id);
  expect(await listed(AMARA, "gatehouse_my_changes")).not.toContain(id);
  expect(await listed(TOMAS, "gatehouse_my_requests")).not.toContain(id);
  const whoami = await office.ask(AMARA, "gatehouse_whoami");
  expect(whoami.data.systems).toMatchObject([{ id: "ledger", phase: 3, tools: 3, closed_tools: 0 }]);
});

test("what its system's checks refuse in the end has not moved on, and is not said to have", async () => {
  const id = await office.pay(AMARA, "b13");
  office.ledger.account("b13").label = "closed";
  await office.approve(INGRID, id);
  expect(await office.until(id, "failed")).toMatchObject({ why: "refused" });
  const { data } = await office.ask(AMARA, "gatehouse_get_request", { id });
  expect([office.effectsOn("b13"), data.answer]).toEqual([0, expect.stringContaining("account is closed")]);
});
