import { auditKeysFrom } from "../audit/keys.ts";
import type { Config } from "../config/config.ts";
import { type Checked, readConfig, type Settings, settingsFrom } from "../config/settings.ts";
import { providerDoubts } from "../federation/check-providers.ts";
import { keysInUse } from "../operations/key-marks.ts";
import { examineDatabase } from "../operations/ready-database.ts";
import { policyFrom } from "../rules/policy.ts";
import { openDatabase } from "../store/database.ts";
import { say } from "./output.ts";

type Options = { config: string; database?: boolean; fileOnly?: boolean };

/**
 * Says what a valid configuration holds; a mistake ends with exit code 1. A development profile needs no environment for it;
 * one for production is checked with its environment, as at a start, unless `fileOnly`.
 */
export async function validate({ config: file, database, fileOnly }: Options): Promise<void> {
  const checked = readConfig(file);
  const { config, catalogs } = checked;
  const isWhole = database === true || (config.profile === "production" && fileOnly !== true);
  const settings = isWhole ? settingsFrom(checked, process.env) : undefined;
  if (database && settings) await sayDatabase(checked, settings);
  const tools = Object.values(catalogs).reduce((sum, catalog) => sum + catalog.tools.length, 0);
  const systems = Object.keys(config.systems);
  for (const doubt of providerDoubts(config.identityProviders)) say(`warning: ${doubt}`);
  say(
    `valid: ${Object.keys(config.roles).length} roles, ${tools} tools, systems ${systems.join(", ")}, identity providers ${providersOf(config)}, policy ${policyFrom(config).version}`,
  );
}

const providersOf = ({ identityProviders }: Config): string =>
  Object.entries(identityProviders)
    .map(([id, provider]) => `${id} (${provider.kind === "saml" ? "saml" : `oidc, ${provider.profile}`})`)
    .join(", ");

/** Throws what would stop a start, and says what would be lost by it. */
async function sayDatabase({ config }: Checked, settings: Settings): Promise<void> {
  const database = openDatabase({ url: settings.databaseUrl });
  const isProduction = config.profile === "production";
  const auditKeys = auditKeysFrom(settings.auditKey);
  try {
    const losses = await examineDatabase(database, { isProduction, auditKeys, keys: keysInUse(settings) });
    for (const loss of losses) say(`warning: ${loss}`);
    say(
      `the database is of this version, and ${losses.length === 0 ? "all keys" : "its audit key"} belong to it`,
    );
  } finally {
    await database.close();
  }
}
