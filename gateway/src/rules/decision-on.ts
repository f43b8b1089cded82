import type { KnownTool } from "../systems/known-tool.ts";
import type { Asked } from "./argument-rule.ts";
import { type Decision, decide, isListed } from "./decide.ts";
import type { Rights } from "./rights.ts";

/** The decision on a tool for these rights whatever the arguments, worked out once and then looked up. */
export function decisionOn({ entry: { name, phase, risk }, system }: KnownTool, rights: Rights): Decision {
  const found = rights.decided.get(name);
  if (found !== undefined) return found;
  const decision = decide({ name, phase, risk, system }, rights, "some_call");
  rights.decided.set(name, decision);
  return decision;
}

/** The decision on one call, whose arguments fit the tool. Only where a rule speaks of them is anything worked out anew. */
export function decisionOnCall(tool: KnownTool, rights: Rights, asked: Asked): Decision {
  const { name, phase, risk } = tool.entry;
  if (!rights.rules.has(name)) return decisionOn(tool, rights);
  return decide({ name, phase, risk, system: tool.system }, rights, asked);
}

/** Whether any tool of these is more than hidden from the caller: then the system behind them is theirs to talk to. */
export const mayUse = (tools: readonly KnownTool[], rights: Rights): boolean =>
  tools.some((tool) => isListed(decisionOn(tool, rights)));
