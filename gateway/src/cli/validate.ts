import { readConfig } from "../config/settings.ts";
import { policyFrom } from "../rules/policy.ts";
import { say } from "./output.ts";

/** Says what a valid configuration holds; a mistake ends with exit code 1. Needs no environment and no database. */
export function validate({ config: file }: { config: string }): void {
  const { config, catalogs } = readConfig(file);
  const tools = Object.values(catalogs).reduce((sum, catalog) => sum + catalog.tools.length, 0);
  const systems = Object.entries(config.systems).map(([id, { phase }]) => `${id} (phase ${phase})`);
  say(
    `valid: ${Object.keys(config.roles).length} roles, ${tools} tools, systems ${systems.join(", ")}, policy ${policyFrom(config).version}`,
  );
}
