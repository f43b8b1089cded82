import type { Config } from "../config/config.ts";
import { approvalRule } from "./approval-rule.ts";
import type { ApprovalRule } from "./config.ts";

/** What the rules say of approvals, as one version of them has it. */
export type ApprovalPolicy = {
  currency: string;
  expireHours: number;
  freshMinutes: number;
  confirmMinutes: number;
  repeatMinutes: number;
  undoHours: number;
  waitingPerPerson: number;
  /** Roles whose holders may approve alone in an emergency; none: nobody. */
  breakGlass: readonly string[];
  /** Roles that may open the pages for administrators. */
  administrators: readonly string[];
  /** Who decides on this; undefined where nobody may. */
  ruleFor(
    system: string,
    tool: string,
    amount: { value: number; currency: string } | undefined,
  ): ApprovalRule | undefined;
  /** What holders of these roles decide on at some amount or other; without a tool: any of the system's. */
  decidedBy(roles: readonly string[]): { system: string; tool: string | undefined }[];
  /** Roles that decide on anything at all. */
  approvers: readonly string[];
  /** Roles as people call them. */
  titlesOf(roles: readonly string[]): string[];
};

type Rules = Pick<Config, "approvals" | "systems" | "roles" | "administrators">;

export function approvalPolicy({ approvals, systems, roles, administrators }: Rules): ApprovalPolicy {
  const { breakGlass, ...settings } = approvals;
  return {
    ...settings,
    breakGlass: breakGlass?.roles ?? [],
    administrators: administrators?.roles ?? [],
    approvers: Object.values(systems).flatMap((system) =>
      (system.approvals ?? []).flatMap((rule) => rule.approvers),
    ),
    decidedBy: (held) =>
      Object.entries(systems).flatMap(([system, { approvals: rules = [] }]) =>
        rules
          .filter(({ approvers }) => approvers.some((role) => held.includes(role)))
          .map(({ tool }) => ({ system, tool })),
      ),
    ruleFor: (system, tool, amount) =>
      approvalRule(systems[system]?.approvals ?? [], {
        tool,
        stake: amount && { amount: amount.value, currency: amount.currency },
        currency: settings.currency,
      }),
    titlesOf: (names) => names.map((name) => roles[name]?.title ?? name),
  };
}
