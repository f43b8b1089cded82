import type { IdentityProvidersConfig } from "../federation/config.ts";
import { isLoopbackHost } from "../loopback.ts";
import type { Env } from "./secret.ts";
import type { Text } from "./text.ts";
import type { Fault } from "./values.ts";

/** What the profile looks at, as it stands after the environment was read. An empty text was missing and has been named. */
export type ProductionFacts = {
  publicUrl: string;
  databaseUrl: string;
  /** Where people sign in. */
  logins: readonly Login[];
  /** Ids of those that are believed without saying when somebody logged in. */
  promptTrusting: readonly string[];
  metricsToken: string | undefined;
  logLevel: string;
};

/** The address of an identity provider, and where in the file it stands. */
type Login = { where: readonly string[]; url: string };

type Wrong = (where: readonly string[], reason: string) => void;

/**
 * What `profile: production` refuses to start with. That keys come from outside the database needs no check: the schema
 * takes every secret from the environment or a file alone.
 */
export function checkProduction(facts: ProductionFacts, wrong: Wrong): void {
  const check = (fault: Fault, where: readonly string[], text: string) => {
    const said = text === "" ? undefined : fault(text);
    if (said !== undefined) wrong(where, `${said} (profile: production)`);
  };
  check(publicUrlFault, ["publicUrl"], facts.publicUrl);
  check(databaseFault, ["database", "url"], facts.databaseUrl);
  for (const { where, url } of facts.logins) check(loginFault, where, url);
  for (const id of facts.promptTrusting) wrong(["identityProviders", id, "trustsPrompt"], TRUSTS_PROMPT);
  check(logLevelFault, ["log", "level"], facts.logLevel);
  if (facts.metricsToken === undefined) check(() => METRICS, ["metrics"], "none");
}

/** Whatever the configuration names, Microsoft Graph included, to which a token of the gateway's goes; Entra ID's own address, which it may leave out, is beyond doubt. */
export const loginsOf = (providers: IdentityProvidersConfig, env: Env): Login[] =>
  Object.entries(providers).flatMap(([id, provider]) => {
    const named: [string[], Text | undefined][] =
      provider.kind === "saml"
        ? [[["signInUrl"], provider.signInUrl]]
        : [
            [["issuer"], provider.issuer],
            [["graph", "origin"], provider.graph?.origin],
          ];
    return named.flatMap(([keys, given]) => {
      if (given === undefined) return [];
      const url = typeof given === "string" ? given : (env[given.env] ?? "");
      return [{ where: ["identityProviders", id, ...keys], url }];
    });
  });

const TRUSTS_PROMPT =
  "takes a decision for freshly signed in without any proof: have the provider send auth_time or AuthnInstant, and remove it (profile: production)";

const METRICS =
  "are shown to nobody without a token, so nobody would see trouble coming: write metrics: { token: { env: NAME } }";

const isPublicHttps = (text: string): boolean => {
  const url = URL.parse(text);
  return url?.protocol === "https:" && !isLoopbackHost(url.hostname);
};

const publicUrlFault: Fault = (text) =>
  isPublicHttps(text)
    ? undefined
    : "must be the https address that people's assistants reach, which the proxy in front answers for, such as https://mcp.example.com";

const loginFault: Fault = (text) =>
  isPublicHttps(text)
    ? undefined
    : "is http or on this machine, as only the demo login is: name your company's identity provider with its https address";

/** Enough to find out what happened; more would write down what people ask for, less would hide failures. */
const LEVELS: ReadonlySet<string> = new Set(["info", "warn"]);

const logLevelFault: Fault = (text) =>
  LEVELS.has(text) ? undefined : `is ${text}; set it, or GATEHOUSE_LOG_LEVEL, to info or warn`;

/** Never repeats the address: it holds a password. */
const databaseFault: Fault = (text) => {
  if (text.startsWith("/") || text.startsWith("socket:")) return undefined;
  const url = URL.parse(text);
  if (url?.protocol !== "postgres:" && url?.protocol !== "postgresql:")
    return "is not the address of a PostgreSQL database: write postgres://user:password@host/database";
  const { searchParams } = url;
  if (searchParams.get("host")?.startsWith("/")) return undefined;
  if (url.password === "" && !searchParams.has("password") && !searchParams.has("sslcert"))
    return "names no password, as the embedded database does, which lets everybody in: add the password of a PostgreSQL account of its own";
  if (
    !isLoopbackHost(searchParams.get("host") ?? url.hostname) &&
    searchParams.get("sslmode") !== "verify-full"
  )
    return "would cross the network in clear: add ?sslmode=verify-full";
  return undefined;
};
