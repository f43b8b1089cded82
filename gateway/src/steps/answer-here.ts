import { structuredText, ToolError } from "@gatehouse/tool";
import { cardAnswer, cardsFor, isCardRead } from "../card/card-resource.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Answer, Call, Endpoint, Exchange, Identity } from "../exchange.ts";
import { discoverResult, initializeResult } from "../protocol/greeting.ts";
import { WireError } from "../protocol/wire-error.ts";
import { relayAt } from "../systems/relay.ts";
import { toolList } from "../systems/tool-list.ts";

type Needs = Pick<
  Dependencies,
  | "systems"
  | "ownTools"
  | "credentials"
  | "changes"
  | "approvals"
  | "rateLimiter"
  | "company"
  | "version"
  | "publicUrl"
>;

/** Answers what needs no system: greetings, lists and the gateway's own tools. The rest is left to `forward`. */
export const answerHere = (needs: Needs) =>
  function answerHere(exchange: Exchange): void | Promise<void> {
    const { call, identity, tool, endpoint } = exchange;
    if (call === undefined || identity === undefined) return;
    if (tool !== undefined) {
      if (tool.system !== undefined) return;
      return ownAnswer(exchange, tool.entry.name, identity, needs).then((own) => {
        exchange.answer = own;
      });
    }
    const greeting =
      call.era === "legacy" ? greetLegacy(call, endpoint, needs) : greetModern(call, endpoint, needs);
    const here =
      greeting ?? listTools(call, endpoint, identity, needs) ?? withoutRelay(call, endpoint, needs);
    if (here !== undefined) exchange.answer = here;
  };

function greetLegacy(call: Call, endpoint: Endpoint, needs: Needs): Answer | undefined {
  // A log level is accepted and forgotten: nothing is pushed to a client without a session, so nothing is logged to it.
  if (call.method === "ping" || call.method === "logging/setLevel") return { result: {} };
  if (call.method !== "initialize") return undefined;
  return { result: initializeResult(call, needs, relayAt(endpoint, needs.systems) !== undefined) };
}

function greetModern(call: Call, endpoint: Endpoint, needs: Needs): Answer | undefined {
  if (call.method !== "server/discover") return undefined;
  return { result: discoverResult(call, needs, relayAt(endpoint, needs.systems) !== undefined) };
}

function listTools(
  call: Call,
  endpoint: Endpoint,
  identity: Identity,
  { systems }: Needs,
): Answer | undefined {
  if (call.method !== "tools/list") return undefined;
  if (call.params.cursor !== undefined)
    throw new WireError("invalid_params", "This list has one page; there is no such cursor.");
  return { result: LISTED, serialised: toolList(endpoint, call, identity.rights, systems) };
}

/** Stands for a list that travels as text only. */
const LISTED: Record<string, unknown> = Object.freeze({});

/** What an endpoint of tools says to everything else: its lists are empty but for the card, and what is in them unknown. */
function withoutRelay(call: Call, endpoint: Endpoint, { systems }: Needs): Answer | undefined {
  const { method, era } = call;
  const isCard = isCardRead(call);
  if (!isCard && relayAt(endpoint, systems) !== undefined && RELAYED.has(method)) return undefined;
  const card = isCard ? cardAnswer(call) : undefined;
  if (card !== undefined) return card;
  const list = method === "resources/list" ? { resources: cardsFor(call) } : EMPTY_LISTS.get(method);
  if (list !== undefined) return { result: era === "modern" ? { ...list, ...COMPLETE } : list };
  if (method === "resources/read" || method === "prompts/get")
    throw new WireError("invalid_params", "There is nothing of this name here.");
  throw new WireError("unknown_method", "This method is not served here.");
}

const RELAYED = new Set([
  "prompts/list",
  "prompts/get",
  "resources/list",
  "resources/templates/list",
  "resources/read",
  "completion/complete",
  "subscriptions/listen",
]);
const COMPLETE = { resultType: "complete", ttlMs: 3_600_000, cacheScope: "private" };
const EMPTY_LISTS = new Map<string, Record<string, unknown>>([
  ["prompts/list", { prompts: [] }],
  ["resources/templates/list", { resourceTemplates: [] }],
]);

async function ownAnswer(
  exchange: Exchange,
  name: string,
  identity: Identity,
  needs: Needs,
): Promise<Answer> {
  const { ownTools, systems, credentials, changes, approvals, rateLimiter, company, publicUrl } = needs;
  const api = {
    exchange,
    identity,
    systems,
    credentials,
    changes,
    approvals,
    rateLimiter,
    company,
    publicUrl,
  };
  const structuredContent = await ownTools.call(name, exchange.call?.params.arguments, api).catch((cause) => {
    if (cause instanceof ToolError) throw cause;
    throw new ToolError("internal", "Gatehouse could not answer this itself; nothing was done.", { cause });
  });
  const content = [{ type: "text", text: structuredText(structuredContent) }];
  return { result: { content, structuredContent, resultType: "complete" } };
}
