import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { fastCatalog, fastServer } from "../support/fast-server.ts";
import { freePort, type House, openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import { type Answered, callTool, modern } from "../support/mcp.ts";
import { brokenCatalog, brokenServer, FAILURES, ODDITIES, TOO_MUCH, VENDOR_TEXT } from "./broken-server.ts";

/** The configured deadline of the broken system, and what the rest of a call may add to it. */
const DEADLINE_MS = 1_000;
const MARGIN_MS = 1_000;
/** What nobody else may wait for. */
const UNAFFECTED_MS = 700;
const CONNECTIONS = 4;
const MiB = 1024 * 1024;

const broken = brokenServer();
const healthy = fastServer();
let brokenListening: Listening;
let house: House;
let token: string;
beforeAll(async () => {
  brokenListening = await listen((request, response) => void broken.listener(request, response));
  await new Promise<void>((done) => healthy.listen(0, "127.0.0.1", done));
  const settings = { timeoutSeconds: DEADLINE_MS / 1_000, connections: CONNECTIONS, relays: true };
  const gone = { ...brokenCatalog, system: { ...brokenCatalog.system, id: "gone" } };
  house = await openHouse({
    systems: {
      broken: { catalog: brokenCatalog, url: brokenListening.url, settings },
      fast: { catalog: fastCatalog, url: `http://127.0.0.1:${(healthy.address() as AddressInfo).port}` },
      gone: {
        catalog: { ...gone, tools: gone.tools.map((tool) => ({ ...tool, name: "gone_echo" })) },
        url: `http://127.0.0.1:${await freePort()}`,
      },
    },
  });
  token = (await house.tokensOf("amara.osei@halden.example")).access_token;
});
afterEach(() => broken.behave(ODDITIES.answers));
afterAll(async () => {
  await house?.stop();
  await brokenListening?.stop();
  healthy.close();
});

const call = (name = "broken_echo") => callTool(`${house.url}/mcp`, token, name, { text: "hi" });

const codeOf = ({ status, body }: Answered): unknown =>
  status === 200 ? (body?.result?._meta?.["gatehouse/error"]?.code ?? "ok") : status;

async function timed<T>(work: Promise<T>): Promise<{ answer: T; ms: number }> {
  const startedAt = performance.now();
  const answer = await work;
  return { answer, ms: performance.now() - startedAt };
}

/** Another system and the list, each asked for a few times while something goes on. */
async function expectUnaffected(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    const other = await timed(call("fast_echo"));
    expect(other.answer.body?.result.structuredContent).toEqual({ text: "hi" });
    const list = await timed(modern(`${house.url}/mcp`, token, "tools/list"));
    expect(list.answer.body?.result.tools).toHaveLength(5);
    expect(Math.max(other.ms, list.ms)).toBeLessThan(UNAFFECTED_MS);
  }
}

test.each(Object.entries(FAILURES))(
  "a system that %s is unavailable within its deadline, in our words, and nobody else notices",
  async (_, failure) => {
    broken.behave(failure);
    const before = process.memoryUsage.rss();
    const [{ answer, ms }] = await Promise.all([timed(call()), expectUnaffected()]);
    expect(codeOf(answer)).toBe("upstream_unavailable");
    expect(ms).toBeLessThan(DEADLINE_MS + MARGIN_MS);
    expect(answer.text).not.toMatch(/ORA-00942|10\.1\.2\.3|svc_admin/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(250 * MiB);
    broken.behave(ODDITIES.answers);
    expect(codeOf(await call())).toBe("ok");
  },
);

test("a system that is not there is unavailable at once, and stays listed", async () => {
  const [{ answer, ms }] = await Promise.all([timed(call("gone_echo")), expectUnaffected()]);
  expect(codeOf(answer)).toBe("upstream_unavailable");
  expect(ms).toBeLessThan(MARGIN_MS);
});

test("a system that reports progress to many callers and then hangs up on them harms nobody", async () => {
  broken.behave(FAILURES["reports progress and hangs up"]);
  for (let turn = 0; turn < 5; turn += 1) {
    const calls = await Promise.all(Array.from({ length: 5 * CONNECTIONS }, () => call()));
    expect(calls.map(codeOf)).toEqual(Array(5 * CONNECTIONS).fill("upstream_unavailable"));
  }
  await expectUnaffected();
});

test("a system that hangs for more callers than it has connections is unavailable to each in time", async () => {
  broken.behave(FAILURES["never answers"]);
  const calls = Array.from({ length: 5 * CONNECTIONS }, () => timed(call()));
  await expectUnaffected();
  for (const { answer, ms } of await Promise.all(calls)) {
    expect(codeOf(answer)).toBe("upstream_unavailable");
    expect(ms).toBeLessThan(DEADLINE_MS + MARGIN_MS);
  }
  broken.behave(ODDITIES.answers);
  expect((await timed(call())).ms).toBeLessThan(MARGIN_MS);
});

test.each(Object.entries(ODDITIES))(
  "a system that %s is served, and its connections come back",
  async (_, odd) => {
    broken.behave(odd);
    // Three times as many calls as connections: one that stayed taken after its answer would show.
    for (let turn = 0; turn < 3; turn += 1) {
      const calls = await Promise.all(Array.from({ length: CONNECTIONS }, () => call()));
      expect(calls.map(codeOf)).toEqual(Array(CONNECTIONS).fill("ok"));
      await expect.poll(async () => codeOf(await call()), { timeout: 3_000 }).toBe("ok");
    }
  },
);

test.each(Object.entries(TOO_MUCH))("of a system that %s the caller is told, in time", async (_, excess) => {
  broken.behave(excess);
  const [{ answer, ms }] = await Promise.all([timed(call()), expectUnaffected()]);
  expect(["invalid_input", "upstream_unavailable", "internal"]).toContain(codeOf(answer));
  expect(ms).toBeLessThan(DEADLINE_MS + MARGIN_MS);
  expect(answer.text.length).toBeLessThan(2_000);
});

test.each(Object.entries(TOO_MUCH))(
  "of a relayed system that %s the caller hears in time, or is let go",
  async (_, excess) => {
    broken.behave(excess);
    const { access_token } = await house.tokensOf("amara.osei@halden.example", "/mcp/broken");
    const startedAt = performance.now();
    await modern(`${house.url}/mcp/broken`, access_token, "resources/read", { uri: "test://one" }).catch(
      () => {},
    );
    expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + MARGIN_MS);
  },
);

test("what the vendor said is in the log for those who mend it", () => {
  expect(inspect(house.logLines, { depth: 12 })).toContain(VENDOR_TEXT);
});
