import { expect, test } from "vitest";
import type { RequestView } from "../approvals/request-view.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";
import { showCard } from "./show-card.ts";

const ID = "00000000-0000-4000-8000-00000000000a";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const APPS = { [CAPABILITIES]: { extensions: { "io.modelcontextprotocol/ui": {} } } };
const view = {
  request: {
    id: ID,
    state: "pending",
    needs: "approval",
    content: { summary: "Pay", arguments: {}, before: {}, after: {}, checks: [], hasPreview: true },
  },
  toolTitle: "Pay",
  systemTitle: "S",
  decisions: [],
  approvers: { roles: [], titles: ["Approvers"], needed: 1 },
  may: new Set(["withdraw"]),
  withheld: [],
} as unknown as RequestView;

const warnings: string[] = [];
const step = (looked: () => Promise<RequestView> = async () => view) =>
  showCard({
    approvals: { view: looked } as never,
    people: { get: () => ({ id: "p" }) } as never,
    publicUrl: "https://gate.example",
    log: { warn: (_: object, message: string) => void warnings.push(message) } as never,
  });

const pay = tool({ name: "s_pay", phase: 3, risk: "irreversible" });
const label = tool({ name: "s_label", phase: 2, risk: "reversible" });

const answered = (meta: object = APPS, more = {}) =>
  exchangeWith(
    {},
    {
      identity: identity(),
      tool: pay,
      call: call("tools/call", { _meta: meta }),
      change: { id: ID } as never,
      answer: { result: { content: [], _meta: { kept: true } }, bytes: 5 },
      ...more,
    },
  );

test("an answer that speaks of a request carries its card, beside what it says", async () => {
  const exchange = answered();
  await step()(exchange);
  expect(exchange.answer).toMatchObject({
    bytes: 5,
    result: {
      content: [],
      _meta: {
        kept: true,
        "gatehouse/card": { id: ID, mayWithdraw: true, link: `https://gate.example/approvals/${ID}` },
      },
    },
  });
});

test("without the client's word that it shows cards there is none", () => {
  const exchange = answered({ [CAPABILITIES]: {} });
  expect(step()(exchange)).toBeUndefined();
});

test("a change that nobody has to wait for has no card, until these rights confirm it first", () => {
  expect(step()(answered(APPS, { tool: label }))).toBeUndefined();
  const careful = identity({ rights: rights({ confirm: new Set(["s_label"]) }) });
  expect(step()(answered(APPS, { tool: label, identity: careful }))).toBeInstanceOf(Promise);
});

test("a card that cannot be drawn takes nothing from the answer", async () => {
  const exchange = answered();
  const { answer } = exchange;
  await step(() => Promise.reject(new Error("gone")))(exchange);
  expect(exchange.answer).toBe(answer);
  expect(warnings).toEqual(["a card could not be drawn"]);
});
