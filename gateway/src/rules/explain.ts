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
  const exception = policy.exceptionOf(person);
  if (exception !== undefined) because.push(said(exception));
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

/** What the exception for one person changes, whatever the tool. */
function said({ subject, note, roles, phases, perMinute, tools }: Config["people"][number]): string {
  const changes = [
    roles.length > 0 && `adds the roles ${roles.join(", ")}`,
    ...Object.entries(phases).map(([id, phase]) => `opens ${id} in phase ${phase}`),
    perMinute !== undefined && `allows ${perMinute} calls a minute`,
    ...Object.entries(tools).map(([name, most]) => `allows ${most} calls a minute of ${name}`),
  ].filter((change) => change !== false);
  return `people: the entry for ${subject}${note ? ` (${note})` : ""} ${changes.join(", ") || "changes nothing"}`;
}
