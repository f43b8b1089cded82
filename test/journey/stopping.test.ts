import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { catalogEntry, toolFor } from "@gatehouse/tool";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { z } from "zod";
import { type House, openHouse } from "../support/house.ts";
import { callTool } from "../support/mcp.ts";
import { openPhase } from "../support/phases.ts";

const root = path.resolve(import.meta.dirname, "../..");
/** Longer than calls in flight may take to finish, shorter than the system's own timeout. */
const COMMIT_MS = 3_500;
/** Less than a look at a system's tools waits for a server that says nothing. */
const SOON_MS = 8_000;

const defineTool = toolFor<undefined>();
const shape = {
  phase: 1,
  input: z.strictObject({ text: z.string() }),
  output: z.object({ text: z.string() }),
  example: { text: "x" },
} as const;
const neverRun = async (): Promise<never> => {
  throw new Error("the slow server answers by itself");
};
const tools = [
  defineTool({
    ...shape,
    name: "slow_read",
    title: "Read",
    description: "Reads.",
    risk: "read",
    handler: neverRun,
  }),
  defineTool({
    ...shape,
    phase: 2,
    name: "slow_change",
    title: "Change",
    description: "Changes.",
    risk: "reversible",
    preview: neverRun,
    handler: neverRun,
    undo: neverRun,
  }),
].map((tool) => catalogEntry(tool as never));
const system = {
  id: "slow",
  title: "Slow",
  vendor: "Gatehouse",
  grants: {},
  scopes: { 1: [], 2: [], 3: [] },
};

type Asked = { id: unknown; params: { name: string; _meta: Record<string, unknown> } };

/** Never answers a read, previews at once, and takes its time over a commit. */
async function openSlowServer() {
  let onAsked = (_what: string) => {};
  const server = createServer(async (request, response) => {
    const { id, params } = JSON.parse(await text(request)) as Asked;
    const step = String(params._meta["gatehouse/step"] ?? "read");
    onAsked(step);
    if (step === "read") return;
    if (step === "commit") await sleep(COMMIT_MS);
    const structuredContent =
      step === "preview" ? { summary: "changes", before: 0, after: 1, checks: [] } : { text: "done" };
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        jsonrpc: "2.0",
        id,
        result: { content: [], structuredContent, resultType: "complete" },
      }),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    /** Resolves when the server has been asked for this step. */
    asked: (step: string) =>
      new Promise<void>((resolve) => {
        onAsked = (what) => void (what === step && resolve());
      }),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A gateway before that server, with somebody signed in who may change things there. */
async function openSlowHouse() {
  const server = await openSlowServer();
  const settings = { timeoutSeconds: 10 };
  const house = await openHouse({
    systems: { slow: { catalog: { system, tools }, url: server.url, settings } },
  });
  await openPhase(house.database.url, "slow", 2);
  const scope = "mcp:read mcp:write offline_access";
  const { access_token: token } = await house.tokensOf("amara.osei@halden.example", "/mcp", scope);
  return {
    house,
    token,
    asked: server.asked,
    call: (name: string) => callTool(`${house.url}/mcp`, token, name, { text: "hi" }),
    recorded: () => recordedIn(house),
    async stop() {
      await house.stop();
      server.stop();
    },
  };
}

async function openFor({ onTestFinished }: TestContext) {
  const opened = await openSlowHouse();
  onTestFinished(opened.stop);
  return opened;
}

async function recordedIn({ database }: House): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    "select kind, outcome from audit_row where kind <> 'sign_in' order by at, seq",
  );
  await client.end();
  return rows;
}

// Each has a house of its own and mostly waits.
describe.concurrent("what is under way when a gateway stops", () => {
  test("a commit is seen through: its outcome is on record, and its caller is answered", async (context) => {
    const { house, asked, call, recorded } = await openFor(context);
    const sent = asked("commit");
    const answer = call("slow_change");
    await sent;
    await house.gateway.close();
    expect(await recorded()).toEqual([
      { kind: "intent", outcome: "pending" },
      { kind: "outcome", outcome: "ok" },
    ]);
    expect((await answer).body?.result.structuredContent).toEqual({ text: "done" });
  });

  test("the outcome of a commit is on record also when its caller hung up before", async (context) => {
    const { house, token, asked, recorded } = await openFor(context);
    const sent = asked("commit");
    const gone = new AbortController();
    const request = fetch(`${house.url}/mcp`, {
      method: "POST",
      signal: gone.signal,
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        "mcp-protocol-version": "2025-11-25",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "slow_change", arguments: { text: "hi" } },
      }),
    }).catch(() => undefined);
    await sent;
    gone.abort();
    await request;
    await house.gateway.close();
    expect((await recorded()).at(-1)).toEqual({ kind: "outcome", outcome: "ok" });
  });

  test("a read that does not end is given up, recorded, and does not hold the stop", async (context) => {
    const { house, asked, call, recorded } = await openFor(context);
    const sent = asked("read");
    const answer = call("slow_read").catch(() => "cut off");
    await sent;
    const startedAt = performance.now();
    await house.gateway.close();
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expect(await answer).toBe("cut off");
    expect(await recorded()).toEqual([{ kind: "refusal", outcome: "upstream_unavailable" }]);
  });
});

test("an idle gateway stops at once, and stopping twice is the same stop", async (context) => {
  const { house } = await openFor(context);
  await fetch(`${house.url}/healthz`);
  const startedAt = performance.now();
  await Promise.all([house.gateway.close(), house.gateway.close()]);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

describe("a start that fails", () => {
  let opened: Awaited<ReturnType<typeof openSlowHouse>>;
  beforeAll(async () => {
    opened = await openSlowHouse();
  });
  afterAll(() => opened?.stop());

  test.each([
    ["a port that is taken", {}, /^gatehouse: port \d+ is taken by another program/],
    ["a short audit key", { GATEHOUSE_AUDIT_KEY: "c2hvcnQ=" }, /GATEHOUSE_AUDIT_KEY must be base64/],
    ["a database that is gone", { DATABASE_URL: "postgres://x@127.0.0.1:1/x" }, /PostgreSQL does not answer/],
  ])(
    "on %s says so without waiting for a silent server, and ends with exit code 1",
    async (_, env, sentence) => {
      const { configFile, env: own } = opened.house;
      const startedAt = performance.now();
      const child = spawn(process.execPath, ["gateway/dist/main.js", "serve", "--config", configFile], {
        cwd: root,
        env: { PATH: process.env.PATH, ...own, ...env },
        timeout: 20_000,
      });
      const [output, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
      expect(code).toBe(1);
      expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
      const lines = output.split("\n").filter((line) => !line.startsWith("{"));
      expect(lines.join("\n")).toMatch(sentence);
    },
  );
});
