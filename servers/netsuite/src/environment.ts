import { needed } from "@gatehouse/server";
import {
  authorizationCode,
  clientCredentials,
  singleRefreshToken,
  type TokenSource,
} from "@gatehouse/upstream";
import { createNetSuite, type NetSuiteOptions } from "./netsuite.ts";
import { system } from "./system.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** NetSuite as the environment describes it. Rejects with one sentence that names the variable which is missing or wrong. */
export async function netSuiteFrom(env: Env) {
  const insuranceExpiry = env.NETSUITE_INSURANCE_FIELD;
  const costCode = env.NETSUITE_COST_CODE_FIELD;
  const options: NetSuiteOptions = {
    origin: needed(env, "NETSUITE_BASE_URL"),
    account: needed(env, "NETSUITE_ACCOUNT"),
    tokens: await tokensFrom(env),
    allScopeRoles: (env.NETSUITE_ALL_SCOPE_ROLES ?? "").split(",").flatMap((role) => role.trim() || []),
    hasBoundParameters: env.NETSUITE_BOUND_PARAMETERS !== "false",
    customFields: { ...(insuranceExpiry && { insuranceExpiry }), ...(costCode && { costCode }) },
    ...(env.NETSUITE_CONCURRENCY && { concurrency: concurrency(env.NETSUITE_CONCURRENCY) }),
    ...(env.NETSUITE_TODAY && { now: fixedDay(env.NETSUITE_TODAY) }),
  };
  return createNetSuite(options);
}

/** Who the server signs in as: one service identity that reads, or, standalone, the one person who runs it. */
async function tokensFrom(env: Env): Promise<TokenSource> {
  const identity = env.NETSUITE_IDENTITY ?? "service";
  const { title, grants, scopes } = system;
  const common = {
    title,
    origin: needed(env, "NETSUITE_BASE_URL"),
    clientId: needed(env, "NETSUITE_CLIENT_ID"),
  };
  if (identity === "person")
    return authorizationCode({
      ...common,
      grant: grants.person,
      clientSecret: env.NETSUITE_CLIENT_SECRET,
      refreshTokens: singleRefreshToken(
        needed(env, "GATEHOUSE_STANDALONE_EMAIL"),
        needed(env, "NETSUITE_REFRESH_TOKEN"),
      ),
    });
  if (identity !== "service")
    throw new Error(`the environment variable NETSUITE_IDENTITY is "${identity}"; use service or person`);
  return clientCredentials({
    ...common,
    grant: grants.service,
    certificateId: needed(env, "NETSUITE_CERTIFICATE_ID"),
    privateKey: privateKey(needed(env, "NETSUITE_PRIVATE_KEY")),
    scopes: scopes[1],
  });
}

/** The text itself stays out of the message: it is a secret even where it is malformed. */
function privateKey(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the environment variable NETSUITE_PRIVATE_KEY is not a private key as JWK in JSON");
  }
}

/** More than the account carries would not be refused here, only by NetSuite: then as `rate_limited`. */
function concurrency(text: string): number {
  const parsed = Number(text);
  if (!Number.isInteger(parsed) || parsed < 1)
    throw new Error("the environment variable NETSUITE_CONCURRENCY is not a whole number above 0");
  return parsed;
}

/** The demo company stands still at one day. */
function fixedDay(text: string): () => Date {
  const day = new Date(text);
  if (Number.isNaN(day.getTime()))
    throw new Error("the environment variable NETSUITE_TODAY is not a date such as 2026-11-20");
  return () => day;
}
