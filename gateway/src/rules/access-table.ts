import type { Config } from "../config/config.ts";
import type { Catalog } from "../systems/catalog.ts";

/** `ACCESS.md`: which role may use which tool, as the rules say. Generated; a check compares it with the rules. */
export function accessTable({ roles, systems }: Config, catalogs: Readonly<Record<string, Catalog>>): string {
  const names = Object.keys(roles);
  const lines = [
    "# Who may use what",
    "",
    "Generated from `gatehouse.yaml` and the catalogs by `npm run generate`; do not edit. A tool without a mark is refused; `with a rule` means for some arguments only.",
    "",
    "| Role | Who holds it | Protected fields it sees |",
    "| --- | --- | --- |",
    ...names.map((name) => {
      const role = roles[name] as Config["roles"][string];
      const held = [
        ...role.groups.map((group) => `group \`${group}\``),
        ...role.appRoles.map((app) => `app role \`${app}\``),
      ];
      const whose = role.provider && held.length > 0 ? ` of \`${role.provider}\`` : "";
      return `| ${name}: ${role.title} | ${held.join(", ") || "named people"}${whose} | ${role.sees.join(", ") || "none"} |`;
    }),
  ];
  for (const [id, { title, tools }] of Object.entries(catalogs)) {
    lines.push(
      "",
      `## ${title}`,
      "",
      `| Tool | Phase | Risk | ${names.join(" | ")} |`,
      `| --- | --- | --- |${names.map(() => " :-: |").join("")}`,
    );
    for (const { name, phase, risk } of tools) {
      const marks = names.map((role) => mark(roles[role] as Config["roles"][string], name));
      const raised = systems[id]?.raise[name];
      const at = raised === undefined ? phase : `${raised} (raised)`;
      lines.push(`| \`${name}\` | ${at} | ${risk} | ${marks.join(" | ")} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function mark({ tools, rules }: Config["roles"][string], tool: string): string {
  if (!tools.includes(tool)) return "";
  return Object.hasOwn(rules, tool) ? "with a rule" : "yes";
}
