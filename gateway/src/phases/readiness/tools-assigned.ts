import { type PhaseNeeds, toolsOf } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import type { Asked } from "./readiness.ts";

/** Whether every tool of the phase is some role's, or in a trial that role's: a tool that nobody may use need not be opened. */
export function toolsAssigned({ system, phase, role }: Asked, needs: PhaseNeeds): readonly ReadinessItem[] {
  const tools = toolsOf(needs, system, phase).map(({ name }) => name);
  const { roles } = needs.config();
  const granting = role === undefined ? Object.values(roles) : [roles[role]];
  const nobodys = tools.filter((name) => !granting.some((one) => one?.tools.includes(name)));
  const assigned = tools.length - nobodys.length;
  return [
    {
      name: "tools_assigned",
      title: `Tools of phase ${phase} are assigned`,
      ok: tools.length > 0 && nobodys.length === 0,
      found:
        tools.length === 0
          ? "it has no tool of this phase"
          : `${assigned} of ${tools.length}${nobodys.length > 0 ? `; nobody's: ${nobodys.join(", ")}` : ""}`,
      needed: role === undefined ? "each named by a role" : `each named by the role ${role}`,
      lacks: tools.length === 0 ? { tools: 1 } : Object.fromEntries(nobodys.map((name) => [name, 1])),
    },
  ];
}
