import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Door } from "../support/door.ts";
import { type FourSystems, openFourSystems, SYSTEM_IDS } from "../support/four-systems/open-four-systems.ts";
import { type Answered, legacy, modern } from "../support/mcp.ts";
import { VENDOR_TEXT } from "./broken-server.ts";

type SystemId = (typeof SYSTEM_IDS)[number];

/** The configured deadline of every system, and what the rest of a call may add to it. */
const DEADLINE_MS = 2_000;
const MARGIN_MS = 1_000;
/** What nobody else may wait for. */
const UNAFFECTED_MS = 1_500;
const INGRID = "ingrid.solberg@halden.example";

/** One question of each system, for the operations director. */
const QUESTIONS: Record<SystemId, { name: string; arguments: Record<string, unknown> }> = {
  netsuite: { name: "netsuite_list_projects", arguments: { late_only: true, limit: 5 } },
  salesforce: { name: "salesforce_list_opportunities", arguments: { owner: "any", limit: 5 } },
  sharepoint: { name: "sharepoint_find_sites", arguments: { limit: 5 } },
  bamboohr: { name: "bamboohr_find_people", arguments: { department: "Finance", limit: 5 } },
};

let systems: FourSystems;
let token: string;
/** What `tools/list` says while all is well, in either era. */
let listed: Record<string, unknown>;
beforeAll(async () => {
  systems = await openFourSystems({ settings: { timeoutSeconds: DEADLINE_MS / 1_000 } });
  token = (await systems.tokensOf(INGRID)).access_token;
  for (const id of SYSTEM_IDS) expect(codeOf(await ask("modern", id))).toBe("ok");
  listed = { modern: toolsIn(await list("modern")), legacy: toolsIn(await list("legacy")) };
});
afterEach(() => Promise.all(SYSTEM_IDS.map((id) => systems.door(id).heal())));
afterAll(() => systems?.stop());

const ERAS = { modern, legacy };
type Era = keyof typeof ERAS;
const send = (era: Era, method: string, params: Record<string, unknown> = {}) =>
  ERAS[era](`${systems.url}/mcp`, token, method, params);
const ask = (era: Era, id: SystemId) => send(era, "tools/call", QUESTIONS[id]);
const list = (era: Era) => send(era, "tools/list");

const codeOf = ({ status, body }: Answered): unknown =>
  status === 200 ? (body?.result?._meta?.["gatehouse/error"]?.code ?? (body?.result && "ok")) : status;
const toolsIn = ({ body }: Answered): unknown => body?.result.tools;

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const answer = await work;
  expect(performance.now() - startedAt).toBeLessThan(ms);
  return answer;
}

const answering =
  (make: (id: unknown) => string, type = "application/json"): RequestListener =>
  async (request, response) => {
    const { id } = JSON.parse(await text(request)) as { id: unknown };
    response.writeHead(200, { "content-type": type }).end(make(id));
  };
const message = (id: unknown, result: object) => JSON.stringify({ jsonrpc: "2.0", id, result });

/** Every way of not being there, by what the door does. */
const FAILURES: Record<string, (door: Door) => unknown> = {
  "is dead": (door) => door.shut(),
  hangs: (door) => door.behave(() => {}),
  "hangs in the middle of its answer": (door) =>
    door.behave((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"jsonrpc":"2.0","id":1,"re');
    }),
  "hangs up": (door) => door.behave((request) => request.socket.destroy()),
  "answers a page": (door) => door.behave(answering(() => `<h1>${VENDOR_TEXT}</h1>`, "text/html")),
  "answers half a message": (door) => door.behave(answering((id) => message(id, {}).slice(0, 20))),
  "answers noise": (door) => door.behave(answering(() => "\u0000\u0001\uffff".repeat(1_000))),
  "answers a stream of nonsense": (door) =>
    door.behave(answering(() => `data: ${VENDOR_TEXT}\n\n`, "text/event-stream")),
  "fails with 500 and its reasons": (door) =>
    door.behave((_, response) => response.writeHead(500).end(VENDOR_TEXT)),
};

/** One system after the other, each in every way; the eras take turns, and both meet each of the three kinds. */
const CASES = SYSTEM_IDS.flatMap((id) => Object.keys(FAILURES).map((how) => [id, how] as const));

test.each(CASES)(
  "while %s %s, the other three answer and the list is whole, in both eras",
  async (victim, how) => {
    await FAILURES[how]?.(systems.door(victim));
    const others = SYSTEM_IDS.filter((id) => id !== victim);
    const eras = Object.keys(ERAS) as Era[];
    const lost = eras.map(async (era) => {
      const answer = await within(DEADLINE_MS + MARGIN_MS, ask(era, victim));
      expect(codeOf(answer)).toBe("upstream_unavailable");
      expect(answer.body?.result.isError).toBe(true);
      expect(answer.body?.result.structuredContent).toBeUndefined();
      expect(answer.text).not.toMatch(/ECONN|ORA-|127\.0\.0\.1|socket/);
    });
    const unaffected = eras.flatMap((era) => [
      within(UNAFFECTED_MS, list(era)).then((answer) => expect(toolsIn(answer)).toEqual(listed[era])),
      ...others.map((id) =>
        within(UNAFFECTED_MS, ask(era, id)).then((answer) =>
          expect([id, codeOf(answer)]).toEqual([id, "ok"]),
        ),
      ),
    ]);
    await Promise.all([...lost, ...unaffected]);
    await systems.door(victim).heal();
    expect(codeOf(await ask("modern", victim))).toBe("ok");
  },
);

test("a server that answers in another form than its tools promise is withheld, and the other three answer", async () => {
  const garbage = {
    content: [{ type: "text", text: VENDOR_TEXT }],
    structuredContent: { items: VENDOR_TEXT },
    resultType: "complete",
  };
  systems.door("salesforce").behave(answering((id) => message(id, garbage)));
  for (const era of Object.keys(ERAS) as Era[]) {
    const answer = await ask(era, "salesforce");
    expect(codeOf(answer)).toBe("internal");
    expect(answer.text).not.toContain(VENDOR_TEXT);
    for (const id of ["netsuite", "sharepoint", "bamboohr"] as const)
      expect([id, codeOf(await ask(era, id))]).toEqual([id, "ok"]);
  }
});

test.each(SYSTEM_IDS)(
  "while the product behind the %s server is silent, the other three answer",
  async (victim) => {
    systems[victim].simulator.switches.faults = [{ kind: "hang", calls: 1_000 }];
    const question = { ...QUESTIONS[victim], arguments: { ...QUESTIONS[victim].arguments, limit: 6 } };
    const lost = within(DEADLINE_MS + MARGIN_MS, send("modern", "tools/call", question));
    for (const id of SYSTEM_IDS.filter((one) => one !== victim))
      expect([id, codeOf(await within(UNAFFECTED_MS, ask("modern", id)))]).toEqual([id, "ok"]);
    // What a server remembers it may still answer.
    expect(["upstream_unavailable", "ok"]).toContain(codeOf(await lost));
    systems[victim].simulator.switches.faults = [];
  },
);
