import type { Phase } from "@gatehouse/tool";
import type { KnownTool } from "../systems/known-tool.ts";
import type { Asked } from "./argument-rule.ts";
import { type Decision, decide, isListed, type ToolFacts } from "./decide.ts";
import type { Rights } from "./rights.ts";

/** The phase a tool belongs to under these rights: its own, or a higher one that the rules put it into. */
export const phaseOf = (
  { name, phase }: Pick<ToolFacts, "name" | "phase">,
  { raised }: Pick<Rights, "raised">,
): Phase => Math.max(phase, raised.get(name) ?? 1) as Phase;

const factsOf = ({ entry, system, hasPreview, isForWrites }: KnownTool, rights: Rights): ToolFacts => {
  const { name, risk } = entry;
  return { name, phase: phaseOf(entry, rights), risk, system, hasPreview, isForWrites };
};

/** The decision on a tool for these rights whatever the arguments, worked out once and then looked up. */
export function decisionOn(tool: KnownTool, rights: Rights): Decision {
  const found = rights.decided.get(tool.entry.name);
  if (found !== undefined) return found;
  const decision = decide(factsOf(tool, rights), rights, "some_call");
  rights.decided.set(tool.entry.name, decision);
  return decision;
}

/** The decision on one call, whose arguments fit the tool. Only where a rule speaks of them is anything worked out anew. */
export function decisionOnCall(tool: KnownTool, rights: Rights, asked: Asked): Decision {
  if (!rights.rules.has(tool.entry.name)) return decisionOn(tool, rights);
  return decide(factsOf(tool, rights), rights, asked);
}

/** Whether any tool of these is more than hidden from the caller: then the system behind them is theirs to talk to. */
export const mayUse = (tools: readonly KnownTool[], rights: Rights): boolean =>
  tools.some((tool) => isListed(decisionOn(tool, rights)));
