import type { Phase, Risk } from "@gatehouse/tool";
import type { Config } from "../config/config.ts";
import { type Decision, decide } from "./decide.ts";
import type { Policy, PolicySubject } from "./policy.ts";

/** A decision and, in order, every rule it stood on, each as a sentence. */
export type Explanation = { decision: Decision; because: string[] };

/** Decides by the same function as a call does, and says what it looked at. */
export function explain(
  person: PolicySubject,
  tool: { entry: { name: string; phase: Phase; risk: Risk }; system: string | undefined },
  policy: Policy,
  config: Config,
): Explanation {
  const rights = policy.rightsOf(person);
  const { name, phase, risk } = tool.entry;
  const decision = decide({ name, phase, risk, system: tool.system }, rights);
  const because = [
    `groups: ${person.groups.join(", ") || "none"}; app roles: ${person.appRoles.join(", ") || "none"}`,
    `roles: ${rights.roles.join(", ") || "none"} (policy ${policy.version})`,
  ];
  if (tool.system === undefined)
    because.push(`${name} is the gateway's own tool and is open to everyone who signs in`);
  for (const role of tool.system === undefined ? [] : rights.roles) {
    const grants = config.roles[role]?.tools.includes(name);
    because.push(`role ${role} ${grants ? "names" : "does not name"} ${name}`);
  }
  if (tool.system !== undefined) {
    because.push(
      `${name} belongs to phase ${phase} (${risk}); ${tool.system} is open in phase ${rights.phases.get(tool.system)} for this person`,
    );
  }
  return { decision, because };
}
