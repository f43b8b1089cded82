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
    ...(await signInFrom(env)),
    allScopeRoles: namesIn(env, "NETSUITE_ALL_SCOPE_ROLES"),
    hasBoundParameters: env.NETSUITE_BOUND_PARAMETERS !== "false",
    customFields: { ...(insuranceExpiry && { insuranceExpiry }), ...(costCode && { costCode }) },
    ...(concurrency && { concurrency }),
    ...(now && { now }),
  };
  return createNetSuite(options);
}

type SignIn = Pick<NetSuiteOptions, "tokens" | "stepTokens">;

/**
 * Who the server signs in as: one service identity that reads, or, standalone, the one person who runs it. With `gateway` and
 * `gateway-service` it is the gateway that holds the credentials: each person's, or the service's. Beside `service`,
 * `NETSUITE_WRITES=gateway` lets people change what they may change themselves, each with the account they connected there.
 */
async function signInFrom(env: Env): Promise<SignIn> {
  const identity = oneOf(env, "NETSUITE_IDENTITY", ["service", "person", "gateway", "gateway-service"]);
  const writes = oneOf(env, "NETSUITE_WRITES", ["none", "gateway"]);
  const atGateway = (whose: TokenSource["identity"]) =>
    fromGateway({ title: system.title, gatewayUrl: needed(env, "GATEHOUSE_URL"), identity: whose });
  if (writes === "gateway" && identity !== "service")
    throw new Error(
      "the environment variable NETSUITE_WRITES goes with NETSUITE_IDENTITY=service only: every other way has its own",
    );
  if (identity === "gateway") return { tokens: atGateway("person") };
  if (identity === "gateway-service") return { tokens: atGateway("service") };
  const tokens = await ownTokens(env, identity);
  return { tokens, ...(writes === "gateway" && { stepTokens: atGateway("person") }) };
}

async function ownTokens(env: Env, identity: "service" | "person"): Promise<TokenSource> {
  const { title, grants, scopes } = system;
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
