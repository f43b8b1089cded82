import path from "node:path";
import { type ClientSettings, clientSettings } from "../authorization/clients/settings.ts";
import type { KeySource } from "../authorization/keys/key-ring.ts";
import type { KeyKind } from "../authorization/keys/key-set.ts";
import { keySource } from "../authorization/keys/key-source.ts";
import { type ChannelSettings, channelSettings, checkChannelsInProduction } from "../channels/settings.ts";
import { credentialSettings } from "../credentials/settings.ts";
import { type ProvisioningSettings, provisioningSettings } from "../directory/config.ts";
import { type ProviderSettings, providerSettings } from "../federation/settings.ts";
import { LOG_LEVELS, type LogLevel } from "../observe/log.ts";
import { type Catalog, readCatalog } from "../systems/catalog.ts";
import { declaredCatalog } from "../third-party/declared-catalog.ts";
import { type ThirdPartiesSettings, thirdPartySettings } from "../third-party/settings.ts";
import { checkMeaning } from "./check.ts";
import type { Config } from "./config.ts";
import { ConfigError, type Loaded, loadConfig, type Mistake } from "./load.ts";
import { checkProduction, loginsOf } from "./production.ts";
import { type Env, nameOf, readSecret, type Secret } from "./secret.ts";
import { type Fault, keyFault, portFault, publicUrlFault } from "./values.ts";

/** A checked configuration with its catalogs: everything a rule can be judged by, no secrets. */
export type Checked = { loaded: Loaded; config: Config; catalogs: Readonly<Record<string, Catalog>> };

/** Reads a configuration and every catalog it names. Throws ConfigError with every mistake found. */
export function readConfig(file: string): Checked {
  const loaded = loadConfig(file);
  const catalogs: Record<string, Catalog> = {};
  const mistakes: Mistake[] = [];
  for (const [id, { catalog = "", thirdParty }] of Object.entries(loaded.config.systems)) {
    try {
      catalogs[id] = thirdParty
        ? declaredCatalog(id, thirdParty)
        : readCatalog(path.resolve(loaded.folder, catalog));
    } catch (error) {
      const where = ["systems", id, "catalog"];
      const reason = `${where.join(".")}: ${unreadCatalog(error as NodeJS.ErrnoException, catalog)}`;
      mistakes.push({ file: loaded.file, line: loaded.lineOf(where), reason });
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  checkMeaning(loaded, catalogs);
  return { loaded, config: loaded.config, catalogs };
}

/** Why a catalog cannot be used; `catalog` as the file names it. */
function unreadCatalog({ code, path: at = "", message }: NodeJS.ErrnoException, catalog: string): string {
  if (code === undefined) return message;
  const name = path.basename(at);
  if (name.endsWith(".json")) return `${catalog}/${name} cannot be read (${code})`;
  if (code === "ENOENT") return `there is no folder ${catalog}, looked for beside this file`;
  return code === "ENOTDIR" ? `${catalog} is no folder` : `${catalog} cannot be read (${code})`;
}

/** What a running gateway needs from its environment, secrets included. Never logged. */
export type Settings = {
  publicUrl: string;
  host: string;
  port: number;
  databaseUrl: string;
  keys: Readonly<Record<KeyKind, KeySource>>;
  auditKey: string;
  clients: ClientSettings;
  identityProviders: readonly ProviderSettings[];
  provisioning: readonly ProvisioningSettings[];
  systemUrls: Readonly<Record<string, string>>;
  thirdParties: ThirdPartiesSettings;
  vendors: ReturnType<typeof credentialSettings>;
  channels: ChannelSettings;
  metricsToken: string | undefined;
  logLevel: LogLevel;
};

/** Fills in what the configuration leaves to the environment. Throws ConfigError naming every variable that is missing or unusable. */
export function settingsFrom({ loaded, config }: Checked, env: Env): Settings {
  const mistakes: Mistake[] = [];
  const wrong = (where: readonly string[], reason: string) => {
    mistakes.push({ file: loaded.file, line: loaded.lineOf(where), reason: `${where.join(".")}: ${reason}` });
  };
  const value = (of: string | number | Secret, ...where: string[]): string => {
    if (typeof of !== "object") return String(of);
    try {
      return readSecret(of, loaded.folder, env);
    } catch (error) {
      wrong(where, (error as Error).message);
      return "";
    }
  };
  const valueThat = (fault: Fault, of: string | number | Secret, ...where: string[]): string => {
    const text = value(of, ...where);
    // A literal was checked with the file; one that is missing has been named already.
    const said = typeof of === "object" && text !== "" ? fault(text) : undefined;
    if (said !== undefined) wrong(where, `${nameOf(of as Secret)} ${said}`);
    return text;
  };
  const reader = { folder: loaded.folder, env, value, valueThat, wrong };
  const { keys } = config;
  const settings = {
    publicUrl: originOf(valueThat(publicUrlFault, config.publicUrl, "publicUrl")),
    host: config.listen.host,
    port: Number(valueThat(portFault, config.listen.port, "listen", "port")),
    databaseUrl: value(config.database.url, "database", "url"),
    keys: {
      signing: keySource("signing", keys.signing, reader),
      assertion: keySource("assertion", keys.assertion, reader),
      cookies: keySource("cookies", keys.cookies, reader),
    },
    auditKey: valueThat(keyFault, keys.audit, "keys", "audit"),
    clients: clientSettings(config.clients, config.enterpriseManaged, reader),
    identityProviders: providerSettings(config.identityProviders, reader),
    vendors: credentialSettings(config, reader),
    channels: channelSettings(config.channels, reader),
    systemUrls: Object.fromEntries(
      Object.entries(config.systems).flatMap(([id, { url }]) =>
        url === undefined ? [] : [[id, valueThat(publicUrlFault, url, "systems", id, "url")]],
      ),
    ),
    thirdParties: thirdPartySettings(config, reader),
  };
  const provisioning = provisioningSettings(config.directory, settings.identityProviders, reader);
  const metricsToken = config.metrics && value(config.metrics.token, "metrics", "token");
  const logLevel = (env.GATEHOUSE_LOG_LEVEL ?? config.log.level) as LogLevel;
  if (!LOG_LEVELS.includes(logLevel))
    wrong(["log", "level"], `GATEHOUSE_LOG_LEVEL is ${logLevel}; it must be one of ${LOG_LEVELS.join(", ")}`);
  if (config.profile === "production") {
    const logins = loginsOf(config.identityProviders, env);
    const promptTrusting = settings.identityProviders.filter((one) => one.trustsPrompt).map(({ id }) => id);
    checkProduction({ ...settings, logins, promptTrusting, metricsToken, logLevel }, wrong);
    checkChannelsInProduction(settings.channels, wrong);
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return { ...settings, provisioning, metricsToken, logLevel };
}

/** For commands that need nothing else. Throws ConfigError where it is missing. */
export function databaseUrlFrom({ loaded, config }: Checked, env: Env): string {
  const where = ["database", "url"];
  try {
    return readSecret(config.database.url, loaded.folder, env);
  } catch (error) {
    const reason = `${where.join(".")}: ${(error as Error).message}`;
    throw new ConfigError([{ file: loaded.file, line: loaded.lineOf(where), reason }]);
  }
}

/** As clients write it: in lower case, without a default port and without a slash. */
const originOf = (url: string): string => URL.parse(url)?.origin ?? "";
