import path from "node:path";
import { readConfig } from "../../gateway/src/config/settings.ts";
import { demoPeople } from "../../packages/demo/src/company/demo-people.ts";
import { describePeople } from "./describe-people.ts";
import { shownPath } from "./log-file.ts";
import type { Settings } from "./settings.ts";

const WIDTH = 100;

/** What a person needs after the start, within one screen: at most 40 lines of 100 characters. */
export function welcome(settings: Settings): string {
  const { publicUrl, root, dataFolder } = settings;
  const url = `${publicUrl}/mcp`;
  const shown = (name: string) => shownPath(root, path.join(dataFolder, name));
  const checked = readConfig(settings.configFile);
  const systems = Object.keys(checked.config.systems);
  return [
    "",
    "Gatehouse is up.",
    "",
    `  All systems   ${url}`,
    shortened(`  One of them   ${url}${systems.map((system) => `/${system}`).join(", ")}`),
    `  Try it here   npm run ask -- --as ${demoPeople[0]?.email} netsuite_list_projects`,
    "",
    "  Connect Claude Code, or the Inspector (which wants Node 22.19 or newer):",
    `    claude mcp add --transport http gatehouse ${url}`,
    `    npx @modelcontextprotocol/inspector@2.12.0 --cli ${url} --transport http \\`,
    "      --client-id mcp-inspector --method tools/list",
    "  claude.ai needs a public https address instead: README.md says how.",
    "",
    "  A client sends you to the demo login, where you choose, without a password, to be one of these",
    "  (+: tools that change something, closed until two administrators open them on /phases):",
    ...describePeople(checked).map((line) => shortened(`    ${line}`)),
    "",
    `  Own pages     ${publicUrl}/connections, /approvals (everybody),`,
    "                /overview, /phases, /setup (IT: use and refusals, what is open, values for clients)",
    `  Database      ${describeDatabase(settings)}`,
    `  Data, logs    ${shown("pg")}, ${shown("log")}/<program>.log`,
    "",
    "Ctrl-C stops everything and keeps the data; npm start -- --reset begins anew.",
    "",
  ].join("\n");
}

const shortened = (line: string) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 3)}...` : line);

/** Never with a password: this goes to the screen, and from there into screenshots. */
function describeDatabase({ databaseUrl, ports }: Settings): string {
  if (databaseUrl === undefined) {
    return `embedded PostgreSQL on port ${ports.database}, for demonstration only`;
  }
  if (!URL.canParse(databaseUrl)) return "the one in DATABASE_URL";
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}, from DATABASE_URL`;
}
