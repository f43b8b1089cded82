import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { readConfig } from "../gateway/src/config/settings.ts";
import { accessTable } from "../gateway/src/rules/access-table.ts";
import { readCatalog } from "../gateway/src/systems/catalog.ts";

/** Every generated file as it must be, by its path from the root. */
export function generated(root: string): Record<string, string> {
  const { config, catalogs } = readConfig(path.join(root, "gatehouse.yaml"));
  let readme = readFileSync(path.join(root, "README.md"), "utf8");
  for (const id of Object.keys(catalogs)) readme = withSection(readme, `tools ${id}`, toolTable(root, id));
  readme = withSection(readme, "dependencies", dependencyTable(root));
  return { "ACCESS.md": accessTable(config, catalogs), "README.md": readme };
}

/** Replaces what stands between the two marks of a section. Throws where the marks are missing. */
function withSection(text: string, name: string, body: string): string {
  const open = `<!-- generated: ${name} -->\n`;
  const start = text.indexOf(open);
  const end = text.indexOf("<!-- /generated -->", start);
  if (start < 0 || end < 0) throw new Error(`README.md has no section "${name}"`);
  return text.slice(0, start + open.length) + body + text.slice(end);
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
