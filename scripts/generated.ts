import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { readConfig } from "../gateway/src/config/settings.ts";
import { accessTable } from "../gateway/src/rules/access-table.ts";
import { readCatalog } from "../gateway/src/systems/catalog.ts";

/** Every generated file as it must be, by its path from the root. */
export function generated(root: string): Record<string, string> {
  const { config, catalogs } = readConfig(path.join(root, "gatehouse.yaml"));
  const sections = { systems: systemTable(root, Object.keys(catalogs)), dependencies: dependencyTable(root) };
  return {
    "ACCESS.md": accessTable(config, catalogs),
    "README.md": withSections(root, "README.md", sections),
    ...serverReadmes(root),
  };
}

/** Of every server with a catalog, its README with the table of its tools. */
function serverReadmes(root: string): Record<string, string> {
  const ids = globSync("servers/*/catalog/system.json", { cwd: root }).map(
    (file) => file.split(path.sep)[1] as string,
  );
  const readmes = ids.sort().map((id) => {
    const file = `servers/${id}/README.md`;
    return [file, withSections(root, file, { [`tools ${id}`]: toolTable(root, id) })] as const;
  });
  return Object.fromEntries(readmes);
}

/** What stands between the two marks of each section, by the section's name. */
type Sections = Record<string, string>;

/** A file with its generated sections anew. Throws where a section's marks are missing. */
function withSections(root: string, file: string, sections: Sections): string {
  let text = readFileSync(path.join(root, file), "utf8");
  for (const [name, body] of Object.entries(sections)) text = withSection(file, text, name, body);
  return text;
}

function withSection(file: string, text: string, name: string, body: string): string {
  const open = `<!-- generated: ${name} -->\n`;
  const start = text.indexOf(open);
  const end = text.indexOf("<!-- /generated -->", start);
  if (start < 0 || end < 0) throw new Error(`${file} has no section "<!-- generated: ${name} -->"`);
  return text.slice(0, start + open.length) + body + text.slice(end);
}

/** One line a system, with how many tools each phase has. */
function systemTable(root: string, ids: readonly string[]): string {
  const rows = ids.map((id) => {
    const { title, tools } = readCatalog(path.join(root, "servers", id, "catalog"));
    const counts = [1, 2, 3].map((phase) => tools.filter((tool) => tool.phase === phase).length || "");
    return `| [${title}](servers/${id}/README.md) | \`/mcp/${id}\` | ${counts.join(" | ")} |`;
  });
  return [
    "| System | URL | Reads | Low-risk writes | High-impact writes |",
    "| --- | --- | --: | --: | --: |",
    ...rows,
    "",
  ].join("\n");
}

function toolTable(root: string, id: string): string {
  const { tools } = readCatalog(path.join(root, "servers", id, "catalog"));
  const rows = tools.map(({ name, title, phase, risk }) => `| \`${name}\` | ${title} | ${phase} | ${risk} |`);
  return ["| Tool | What it does | Phase | Risk |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
}

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };

/** One line a dependency, with why it is here. Throws for one that nobody gave a reason. */
function dependencyTable(root: string): string {
  const reasons = JSON.parse(readFileSync(path.join(root, "scripts", "dependencies.json"), "utf8")) as Record<
    string,
    string
  >;
  const used = new Set<string>();
  for (const file of globSync("{packages,servers}/*/package.json", { cwd: root }).concat(
    "gateway/package.json",
    "test/package.json",
    "package.json",
  )) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(path.join(root, file), "utf8"),
    ) as Manifest;
    for (const name of Object.keys({ ...dependencies, ...devDependencies }))
      if (!name.startsWith("@gatehouse/")) used.add(name);
  }
  const versions = readFileSync(path.join(root, "pnpm-workspace.yaml"), "utf8");
  const rows = [...used].sort().map((name) => {
    const reason = reasons[name];
    if (reason === undefined) throw new Error(`scripts/dependencies.json gives no reason for ${name}`);
    const version = versions.match(new RegExp(`^  "?${name}"?: (\\S+)`, "m"))?.[1];
    return `| ${name} | ${version} | ${reason} |`;
  });
  return ["| Dependency | Version | Why |", "| --- | --- | --- |", ...rows, ""].join("\n");
}
