import path from "node:path";
import type { JWK } from "jose";
import { type Catalog, readCatalog } from "../systems/catalog.ts";
import { checkMeaning } from "./check.ts";
import type { Config } from "./config.ts";
import { ConfigError, type Loaded, loadConfig, type Mistake } from "./load.ts";
import { type Fault, keyFault, originFault, portFault, publicUrlFault, urlFault } from "./values.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** A checked configuration with its catalogs: everything a rule can be judged by, no secrets. */
export type Checked = { loaded: Loaded; config: Config; catalogs: Readonly<Record<string, Catalog>> };

/** Reads a configuration and every catalog it names. Throws ConfigError with every mistake found. */
export function readConfig(file: string): Checked {
  const loaded = loadConfig(file);
  const catalogs: Record<string, Catalog> = {};
  for (const [id, { catalog }] of Object.entries(loaded.config.systems)) {
    try {
      catalogs[id] = readCatalog(path.resolve(loaded.folder, catalog));
    } catch (error) {
      const where = ["systems", id, "catalog"];
      const reason = `${where.join(".")}: ${(error as Error).message}`;
      throw new ConfigError([{ file: loaded.file, line: loaded.lineOf(where), reason }]);
    }
  }
  checkMeaning(loaded, catalogs);
  return { loaded, config: loaded.config, catalogs };
}

/** What a running gateway needs from its environment, secrets included. Never logged. */
export type Settings = {
  publicUrl: string;
  host: string;
  port: number;
  databaseUrl: string;
  signingKey: JWK;
  assertionKey: JWK;
  cookieKey: string;
  auditKey: string;
  identityProvider: { issuer: string; clientId: string; clientSecret: string };
  systemUrls: Readonly<Record<string, string>>;
  metricsToken: string | undefined;
};

/** Fills in what the configuration leaves to the environment. Throws ConfigError naming every variable that is missing or unusable. */
export function settingsFrom({ loaded, config }: Checked, env: Env): Settings {
  const mistakes: Mistake[] = [];
  const wrong = (where: readonly string[], reason: string) => {
    mistakes.push({ file: loaded.file, line: loaded.lineOf(where), reason: `${where.join(".")}: ${reason}` });
  };
  const value = (of: string | number | { env: string }, ...where: string[]): string => {
    if (typeof of !== "object") return String(of);
    const found = env[of.env];
    if (!found) wrong(where, `the environment variable ${of.env} is not set`);
    return found ?? "";
  };
  const valueThat = (fault: Fault, of: string | number | { env: string }, ...where: string[]): string => {
    const text = value(of, ...where);
    // A literal was checked with the file; one that is missing has been named already.
    const said = typeof of === "object" && text !== "" ? fault(text) : undefined;
    if (said !== undefined) wrong(where, `${(of as { env: string }).env} ${said}`);
    return text;
  };
  const key = (of: { env: string }, ...where: string[]): JWK => {
    const text = value(of, ...where);
    const jwk = text === "" ? {} : signingKey(text);
    if (jwk === undefined) wrong(where, `${of.env} must be a private ES256 key as JWK with a kid`);
    return jwk ?? {};
  };
  const { keys, identityProvider: idp } = config;
  const settings = {
    publicUrl: originOf(valueThat(publicUrlFault, config.publicUrl, "publicUrl")),
    host: config.listen.host,
    port: Number(valueThat(portFault, config.listen.port, "listen", "port")),
    databaseUrl: value(config.database.url, "database", "url"),
    signingKey: key(keys.signing, "keys", "signing"),
    assertionKey: key(keys.assertion, "keys", "assertion"),
    cookieKey: valueThat(keyFault, keys.cookies, "keys", "cookies"),
    auditKey: valueThat(keyFault, keys.audit, "keys", "audit"),
    identityProvider: {
      issuer: valueThat(urlFault, idp.issuer, "identityProvider", "issuer"),
      clientId: value(idp.clientId, "identityProvider", "clientId"),
      clientSecret: value(idp.clientSecret, "identityProvider", "clientSecret"),
    },
    systemUrls: Object.fromEntries(
      Object.entries(config.systems).map(([id, { url }]) => [
        id,
        valueThat(originFault, url, "systems", id, "url"),
      ]),
    ),
  };
  const metricsToken = config.metrics && value(config.metrics.token, "metrics", "token");
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return { ...settings, metricsToken };
}

/** As clients write it: in lower case, without a default port and without a slash. */
const originOf = (url: string): string => URL.parse(url)?.origin ?? "";

function signingKey(text: string): JWK | undefined {
  try {
    const jwk = JSON.parse(text) as JWK;
    return jwk.kty === "EC" && jwk.crv === "P-256" && jwk.d && jwk.kid ? jwk : undefined;
  } catch {
    return undefined;
  }
}
