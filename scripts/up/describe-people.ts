import type { Checked } from "../../gateway/src/config/settings.ts";
import { decide, isListed } from "../../gateway/src/rules/decide.ts";
import { policyFrom } from "../../gateway/src/rules/policy.ts";
import { demoPeople } from "../../packages/demo/src/company/demo-people.ts";

/**
 * One line for each person who can sign in at the demo identity provider: who they are and what the rules let them do,
 * decided by the same function that decides their calls. `+2` are two tools of theirs whose phase is closed.
 */
export function describePeople({ config, catalogs }: Checked): string[] {
  const policy = policyFrom(config);
  const allTools = Object.values(catalogs).flatMap(({ id, tools }) =>
    tools.map((tool) => ({ ...tool, system: id })),
  );
  return demoPeople.map(({ email, title, groups }) => {
    const rights = policy.rightsOf({
      issuer: "",
      subject: `demo:${email.split("@", 1)[0]}`,
      groups,
      appRoles: [],
    });
    const decisions = allTools.map((tool) => decide(tool, rights, "some_call")).filter(isListed);
    const closed = decisions.filter(({ why }) => why === "phase_closed").length;
    const roles = rights.roles.join(", ") || "no role";
    const tools = `${decisions.length - closed} tools${closed > 0 ? ` (+${closed})` : ""}`;
    const may = decisions.length === 0 ? "may sign in and use nothing" : tools;
    return `${email.padEnd(30)} ${title.padEnd(23)} ${roles}: ${may}`;
  });
}
