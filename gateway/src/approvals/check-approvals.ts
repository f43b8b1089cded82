import type { Config } from "../config/config.ts";
import type { Catalog } from "../systems/catalog.ts";

type Wrong = (where: readonly PropertyKey[], reason: string) => void;

/** Checks that rules on approvals speak of roles that exist and of high-impact tools, and that each `confirm` names a write of its role. */
export function checkApprovals(
  config: Config,
  catalogs: Readonly<Record<string, Catalog>>,
  wrong: Wrong,
): void {
  const expectRoles = (roles: readonly string[], where: readonly PropertyKey[]) => {
    for (const role of roles)
      if (!Object.hasOwn(config.roles, role)) wrong(where, `no role is named ${role}`);
  };
  expectRoles(config.approvals.breakGlass?.roles ?? [], ["approvals", "breakGlass", "roles"]);
  for (const [id, { approvals, raise, thirdParty }] of Object.entries(config.systems)) {
    const said = new Set<string>();
    approvals.forEach(({ tool, above, approvers }, index) => {
      const where = ["systems", id, "approvals", index];
      expectRoles(approvers, [...where, "approvers"]);
      const key = `${tool ?? ""} ${above}`;
      if (said.has(key))
        wrong(where, "another rule speaks of the same tool and amount; only one could count");
      said.add(key);
      if (tool === undefined) return;
      const entry = catalogs[id]?.tools.find(({ name }) => name === tool);
      if (entry === undefined) wrong([...where, "tool"], `${id} has no tool named ${tool}`);
      // A third party's write cannot be shown beforehand, so it always needs one.
      else if (Math.max(entry.phase, raise[tool] ?? 1) !== 3 && !(thirdParty && entry.risk !== "read"))
        wrong(
          [...where, "tool"],
          `${tool} is of phase ${entry.phase}, and only phase 3 needs approval; \`raise\` it to 3`,
        );
    });
  }
  checkConfirm(config, catalogs, wrong);
}

function checkConfirm({ roles }: Config, catalogs: Readonly<Record<string, Catalog>>, wrong: Wrong): void {
  const risks = new Map(
    Object.values(catalogs).flatMap(({ tools }) => tools.map(({ name, risk }) => [name, risk] as const)),
  );
  for (const [name, role] of Object.entries(roles))
    role.confirm.forEach((tool, index) => {
      const where = ["roles", name, "confirm", index];
      if (!role.tools.includes(tool)) wrong(where, `the role does not name ${tool}`);
      else if (risks.get(tool) === "read") wrong(where, `${tool} only reads, so there is nothing to confirm`);
    });
}
