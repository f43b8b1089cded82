import type { Phase, Risk } from "@gatehouse/tool";
import type { Config } from "../config/config.ts";
import type { Asked } from "./argument-rule.ts";
import { type Decision, decide } from "./decide.ts";
import { phaseOf } from "./decision-on.ts";
import type { Policy, PolicySubject } from "./policy.ts";

/** A decision and, in order, every rule it stood on, each as a sentence. */
export type Explanation = { decision: Decision; because: string[] };

/** Decides by the same function as a call does, and says what it looked at; without a call, whatever its arguments. */
export function explain(
  person: PolicySubject,
  tool: {
    entry: { name: string; phase: Phase; risk: Risk };
    system: string | undefined;
    isForWrites?: boolean;
  },
  policy: Policy,
  config: Config,
  call?: { id: string; email: string; args: Asked["args"] },
): Explanation {
  const rights = policy.rightsOf(person);
  const { name, risk } = tool.entry;
  const phase = phaseOf(tool.entry, rights);
  const asked = call && { caller: { id: call.id, email: call.email, roles: rights.roles }, args: call.args };
  const hasPreview = config.systems[tool.system ?? ""]?.thirdParty === undefined;
  const decision = decide(
    { name, phase, risk, system: tool.system, hasPreview, isForWrites: tool.isForWrites },
    rights,
    asked ?? "some_call",
  );
  const because = [
    `groups: ${person.groups.join(", ") || "none"}; app roles: ${person.appRoles.join(", ") || "none"}`,
    `roles: ${rights.roles.join(", ") || "none"} (policy ${policy.version})`,
  ];
  const exception = policy.exceptionOf(person);
  if (exception !== undefined) because.push(said(exception));
  if (tool.system === undefined)
    because.push(
      `${name} is the gateway's own tool and is open to everyone ${tool.isForWrites ? "whose roles name a tool that changes something, and to administrators" : "who signs in"}`,
    );
  for (const role of tool.system === undefined ? [] : rights.roles) {
    const grants = config.roles[role]?.tools.includes(name);
    const rule = rights.rules.get(name)?.get(role);
    because.push(
      `role ${role} ${grants ? "names" : "does not name"} ${name}${rule ? `, with a rule: ${rule.when.trim()}` : ""}`,
    );
    if (rule === undefined) continue;
    const verdict = asked && rule.judge(asked);
    const outcome = verdict
      ? `${verdict.allows ? "allows" : "refuses"} these arguments: it ${verdict.said}`
      : "";
    because.push(`the rule of ${role} ${outcome || "decides by the arguments; give some with --args"}`);
  }
  if (tool.system !== undefined) {
    because.push(
      `${name} belongs to phase ${phase} (${risk}); ${tool.system} is open in phase ${rights.phases.get(tool.system)} for this person`,
    );
  }
  if (!hasPreview && risk !== "read")
    because.push(
      `${tool.system} is a third party's and cannot show a change beforehand, so each one is approved on its arguments alone`,
    );
  return { decision, because };
}

/** What the exception for one person changes, whatever the tool. */
function said({ subject, note, roles, phases, perMinute, tools }: Config["people"][number]): string {
  const changes = [
    roles.length > 0 && `adds the roles ${roles.join(", ")}`,
    ...Object.entries(phases).map(([id, phase]) => `keeps ${id} in phase ${phase} or below`),
    perMinute !== undefined && `allows ${perMinute} calls a minute`,
    ...Object.entries(tools).map(([name, most]) => `allows ${most} calls a minute of ${name}`),
  ].filter((change) => change !== false);
  return `people: the entry for ${subject}${note ? ` (${note})` : ""} ${changes.join(", ") || "changes nothing"}`;
}
