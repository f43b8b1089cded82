import type { KnownTool } from "../systems/known-tool.ts";
import { type Decision, decide, isListed } from "./decide.ts";
import type { Rights } from "./rights.ts";

/** The decision on a tool for these rights, worked out once and then looked up. */
export function decisionOn({ entry: { name, phase, risk }, system }: KnownTool, rights: Rights): Decision {
  const found = rights.decided.get(name);
  if (found !== undefined) return found;
  const decision = decide({ name, phase, risk, system }, rights);
  rights.decided.set(name, decision);
  return decision;
}

/** Whether any tool of these is more than hidden from the caller: then the system behind them is theirs to talk to. */
export const mayUse = (tools: readonly KnownTool[], rights: Rights): boolean =>
  tools.some((tool) => isListed(decisionOn(tool, rights)));
