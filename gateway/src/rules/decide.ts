import type { Phase, Risk } from "@gatehouse/tool";
import type { ArgumentRule, Asked } from "./argument-rule.ts";

/** What a decision needs to know of a tool. */
export type ToolFacts = {
  name: string;
  phase: Phase;
  risk: Risk;
  system: string | undefined;
  /** True of the gateway's own tools that only make sense to whoever may change something. */
  isForWrites?: boolean | undefined;
  /** False where a write cannot be shown before it happens. */
  hasPreview?: boolean | undefined;
};

/** What a decision needs to know of a person: which roles grant each tool, under which rules, and how far each system is open. */
type Grants = {
  grants: ReadonlyMap<string, readonly string[]>;
  rules: ReadonlyMap<string, ReadonlyMap<string, ArgumentRule>>;
  phases: ReadonlyMap<string, Phase>;
  mayEverWrite: boolean;
};

/**
 * Every outcome there is, each with its named why. `roles` are those that grant the tool, of a call those that allow it;
 * where the arguments are refused, those whose `rules` refused them.
 */
export type Decision =
  | { kind: "allow"; why: "own_tool" | "read_granted" | "write_granted"; roles: readonly string[] }
  | { kind: "ask"; why: "high_impact" | "no_preview"; roles: readonly string[] }
  | { kind: "refuse"; why: "no_role_grants_it"; roles: readonly [] }
  | { kind: "refuse"; why: "phase_closed"; roles: readonly string[]; open: Phase; needed: Phase }
  | { kind: "refuse"; why: "arguments_refused"; roles: readonly string[]; rules: readonly ArgumentRule[] };

/**
 * The one decision point: what these rights say about this tool, either for one call or, as a list asks, for some call. Pure,
 * so that lists are filtered, calls decided, decisions explained and past calls replayed by the same words. No rule means
 * refuse. Of several roles one that allows a call is enough; a role with a rule on the tool allows what makes it true.
 */
export function decide(tool: ToolFacts, rights: Grants, asked: Asked | "some_call"): Decision {
  if (tool.system === undefined)
    return tool.isForWrites && !rights.mayEverWrite
      ? { kind: "refuse", why: "no_role_grants_it", roles: [] }
      : { kind: "allow", why: "own_tool", roles: [] };
  const granting = rights.grants.get(tool.name) ?? [];
  if (granting.length === 0) return { kind: "refuse", why: "no_role_grants_it", roles: [] };
  const open = rights.phases.get(tool.system) ?? 1;
  if (tool.phase > open)
    return { kind: "refuse", why: "phase_closed", roles: granting, open, needed: tool.phase };
  const rules = rights.rules.get(tool.name);
  const roles =
    asked === "some_call" || rules === undefined
      ? granting
      : granting.filter((role) => rules.get(role)?.judge(asked).allows ?? true);
  if (roles.length === 0)
    return { kind: "refuse", why: "arguments_refused", roles: granting, rules: [...(rules?.values() ?? [])] };
  if (tool.phase === 3) return { kind: "ask", why: "high_impact", roles };
  if (tool.risk !== "read" && tool.hasPreview === false) return { kind: "ask", why: "no_preview", roles };
  return { kind: "allow", why: tool.risk === "read" ? "read_granted" : "write_granted", roles };
}

/**
 * Whether a list shows the tool. Tools of a closed phase stay listed, because clients cache lists for a day and would not
 * see them appear; what no role grants is hidden and refused alike.
 */
export const isListed = (decision: Decision): boolean => decision.why !== "no_role_grants_it";
