import { type Env, fixedDay, namesIn, needed, neededJwk, oneOf, wholeNumber } from "@gatehouse/server";
import {
  authorizationCode,
  clientCredentials,
  fromGateway,
  singleRefreshToken,
  type TokenSource,
} from "@gatehouse/upstream";
import { createNetSuite, type NetSuiteOptions } from "./netsuite.ts";
import { system } from "./system.ts";

/** NetSuite as the environment describes it. Rejects with one sentence that names the variable which is missing or wrong. */
export async function netSuiteFrom(env: Env) {
  const insuranceExpiry = env.NETSUITE_INSURANCE_FIELD;
  const costCode = env.NETSUITE_COST_CODE_FIELD;
  // More than the account carries would not be refused here, only by NetSuite: then as `rate_limited`.
  const concurrency = wholeNumber(env, "NETSUITE_CONCURRENCY");
  const now = fixedDay(env, "NETSUITE_TODAY");
  const options: NetSuiteOptions = {
    origin: needed(env, "NETSUITE_BASE_URL"),
    account: needed(env, "NETSUITE_ACCOUNT"),
    tokens: await tokensFrom(env),
    allScopeRoles: namesIn(env, "NETSUITE_ALL_SCOPE_ROLES"),
    hasBoundParameters: env.NETSUITE_BOUND_PARAMETERS !== "false",
    customFields: { ...(insuranceExpiry && { insuranceExpiry }), ...(costCode && { costCode }) },
    ...(concurrency && { concurrency }),
    ...(now && { now }),
  };
  return createNetSuite(options);
}

/**
 * Who the server signs in as: one service identity that reads, or, standalone, the one person who runs it. With `gateway` and
 * `gateway-service` it is the gateway that holds the credentials: each person's, or the service's.
 */
async function tokensFrom(env: Env): Promise<TokenSource> {
  const identity = oneOf(env, "NETSUITE_IDENTITY", ["service", "person", "gateway", "gateway-service"]);
  const { title, grants, scopes } = system;
  if (identity === "gateway" || identity === "gateway-service") {
    const whose = identity === "gateway" ? "person" : "service";
    return fromGateway({ title, gatewayUrl: needed(env, "GATEHOUSE_URL"), identity: whose });
  }
  const common = {
    title,
    origin: needed(env, "NETSUITE_BASE_URL"),
    clientId: needed(env, "NETSUITE_CLIENT_ID"),
  };
  if (identity === "person") {
    const secret = env.NETSUITE_CLIENT_SECRET;
    return authorizationCode({
      ...common,
      grant: grants.person,
      credential: secret ? { secret } : undefined,
      refreshTokens: singleRefreshToken(
        needed(env, "GATEHOUSE_STANDALONE_EMAIL"),
        needed(env, "NETSUITE_REFRESH_TOKEN"),
      ),
    });
  }
  return clientCredentials({
    ...common,
    grant: grants.service,
    credential: {
      keyId: needed(env, "NETSUITE_CERTIFICATE_ID"),
      privateKey: neededJwk(env, "NETSUITE_PRIVATE_KEY"),
    },
    scopes: scopes[1],
  });
}
