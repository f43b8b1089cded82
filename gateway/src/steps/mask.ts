import { ALLOWANCE_META, ToolError, withholder } from "@gatehouse/tool";
import type { Dependencies } from "../dependencies.ts";
import type { Answer, Exchange, Identity } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { META } from "../protocol/versions.ts";
import { capped } from "../systems/cap.ts";
import type { KnownTool } from "../systems/known-tool.ts";

/** Withholds what the caller's roles may not see, cuts what is too long, and drops what only the gateway needs to know. */
export const mask = ({ metrics }: Pick<Dependencies, "metrics">) =>
  function mask(exchange: Exchange): void {
    const { answer, tool, identity, call } = exchange;
    if (answer === undefined || identity === undefined || tool?.system === undefined) {
      // A greeting is never a system's: the name in it is our own.
      if (answer !== undefined && call?.method !== "server/discover") exchange.answer = withoutVendor(answer);
      return;
    }
    noteAllowance(answer, tool.system, metrics);
    const { answer: allowed, withheld } = withhold(withoutVendor(answer), tool, identity);
    exchange.answer = capped(allowed);
    exchange.withheld = withheld;
  };

/** What the server says its vendor account still allows goes to the operator's metrics. */
function noteAllowance({ result }: Answer, system: string, metrics: Dependencies["metrics"]): void {
  const told = isObject(result._meta) ? result._meta[ALLOWANCE_META] : undefined;
  if (!isObject(told)) return;
  for (const [kind, left] of Object.entries(told).slice(0, KINDS_MAX))
    if (typeof left === "number" && KIND.test(kind)) metrics.allowance(system, kind, left);
}

const KIND = /^[a-z_]{1,32}$/;
const KINDS_MAX = 8;

/** Drops the system's own name and version: whom the company runs is not the client's business. */
function withoutVendor(answer: Answer): Answer {
  const { _meta: meta } = answer.result;
  if (!isObject(meta) || !(META.serverInfo in meta || ALLOWANCE_META in meta)) return answer;
  const { [META.serverInfo]: _vendor, [ALLOWANCE_META]: _allowance, ...rest } = meta;
  const { _meta, ...result } = answer.result;
  return { result: Object.keys(rest).length > 0 ? { ...result, _meta: rest } : result };
}

function withhold(
  answer: Answer,
  tool: KnownTool,
  { rights }: Identity,
): { answer: Answer; withheld: number } {
  const { name, labels } = tool.entry;
  if (!rights.withholders.has(name)) rights.withholders.set(name, withholder(labels.output, rights.sees));
  const remove = rights.withholders.get(name);
  if (remove === undefined || answer.result.isError === true) return { answer, withheld: 0 };
  const { structuredContent, content } = answer.result;
  if (!isObject(structuredContent)) {
    // Without structure nobody can say which words are protected, so none of them leave.
    throw new ToolError(
      "internal",
      "The answer came without the structure that protects its fields; it was withheld.",
    );
  }
  const withheld = remove(structuredContent);
  if (withheld.length === 0) return { answer, withheld: 0 };
  const shown = { ...structuredContent, withheld };
  const texts = Array.isArray(content) ? content.slice(0, -1) : [];
  const result = {
    ...answer.result,
    content: [...texts, { type: "text", text: JSON.stringify(shown) }],
    structuredContent: shown,
  };
  return { answer: { result }, withheld: withheld.length };
}
