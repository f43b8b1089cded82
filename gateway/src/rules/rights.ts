import type { Label, Phase, withholder } from "@gatehouse/tool";
import type { KnownTool } from "../systems/known-tool.ts";
import type { ArgumentRule } from "./argument-rule.ts";
import type { Decision } from "./decide.ts";

/** How often a person may call. Each number is calls per minute. */
export type RateLimits = {
  perMinute: number;
  /** By system id. */
  systems: Readonly<Record<string, number>>;
  /** By tool name. */
  tools: Readonly<Record<string, number>>;
};

/**
 * What one person may do under one version of the rules, worked out once and then only looked up. People with the same
 * roles and no exceptions of their own share one.
 */
export type Rights = {
  policyVersion: string;
  roles: readonly string[];
  /** Tool name to the roles that grant it. */
  grants: ReadonlyMap<string, readonly string[]>;
  /** Of tools for which one of these roles has a rule: tool name to role to rule. */
  rules: ReadonlyMap<string, ReadonlyMap<string, ArgumentRule>>;
  /** Whether any role grants a write, open now or not, or oversees those of others. */
  mayEverWrite: boolean;
  sees: ReadonlySet<Label>;
  /** The open phase by system id: the highest that counts for these roles, lowered by this person's exceptions. */
  phases: ReadonlyMap<string, Phase>;
  /** Tools that the rules put into a higher phase than their declaration does, by name. */
  raised: ReadonlyMap<string, Phase>;
  /** Tools that this person confirms before anything is done. */
  confirm: ReadonlySet<string>;
  limits: RateLimits;
  /** Decisions by tool name whatever the arguments, filled as they are asked for. */
  decided: Map<string, Decision>;
  /** What deletes the fields these rights may not see, by tool name, filled as they are asked for. */
  withholders: Map<string, ReturnType<typeof withholder>>;
  /** Serialised `tools/list` results by endpoint and era, with the tools they were made of; filled as they are asked for. */
  lists: Map<string, { of: readonly KnownTool[]; list: Buffer }>;
};
