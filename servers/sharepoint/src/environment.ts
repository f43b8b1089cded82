import { createHmac } from "node:crypto";
import { type Env, fixedDay, namesIn, needed, neededJwk, oneOf, wholeNumber } from "@gatehouse/server";
import type { Caller } from "@gatehouse/tool";
import {
  authorizationCode,
  type ClientCredential,
  clientCredentials,
  fromGateway,
  onBehalfOf,
  singleRefreshToken,
  type TokenSource,
} from "@gatehouse/upstream";
import { createSharePoint, type SharePointOptions } from "./sharepoint.ts";
import { SERVICE_SCOPES, system } from "./system.ts";

const MIB = 1024 * 1024;

/** SharePoint as the environment describes it. Rejects with one sentence that names the variable which is missing or wrong. */
export async function sharePointFrom(env: Env) {
  const downloadHosts = namesIn(env, "SHAREPOINT_DOWNLOAD_HOSTS");
  const fileMegabytes = wholeNumber(env, "SHAREPOINT_FILE_MB");
  const unitsPerMinute = wholeNumber(env, "SHAREPOINT_UNITS_PER_MINUTE");
  const now = fixedDay(env, "SHAREPOINT_TODAY");
  const handleKey = handleKeyFrom(env);
  const options: SharePointOptions = {
    origin: needed(env, "SHAREPOINT_BASE_URL"),
    tokens: await tokensFrom(env),
    hosts: [needed(env, "SHAREPOINT_HOST"), ...namesIn(env, "SHAREPOINT_MORE_HOSTS")],
    openSites: namesIn(env, "SHAREPOINT_SITES"),
    readableLabels: namesIn(env, "SHAREPOINT_READABLE_LABELS"),
    ...(downloadHosts.length > 0 && { downloadHosts }),
    ...(fileMegabytes && { fileBytesMax: fileMegabytes * MIB }),
    ...(unitsPerMinute && { unitsPerMinute }),
    ...(handleKey && { handleKey }),
    ...(now && { now }),
  };
  return createSharePoint(options);
}

/**
 * Who the server signs in as: one service identity that reads the sites it is given, or, standalone, the one person who runs
 * it, by what they granted once (`person`) or by a token of theirs for this application (`delegated`). With `gateway` and
 * `gateway-service` it is the gateway that holds the credentials: each person's, or the service's.
 */
async function tokensFrom(env: Env): Promise<TokenSource> {
  const identity = oneOf(env, "SHAREPOINT_IDENTITY", [
    "service",
    "person",
    "delegated",
    "gateway",
    "gateway-service",
  ]);
  const { title, grants, scopes } = system;
  if (identity === "gateway" || identity === "gateway-service") {
    const whose = identity === "gateway" ? "person" : "service";
    if (whose === "service") needed(env, "SHAREPOINT_SITES");
    return fromGateway({ title, gatewayUrl: needed(env, "GATEHOUSE_URL"), identity: whose });
  }
  const common = {
    title,
    origin: env.SHAREPOINT_LOGIN_URL || grants[identity].tokenOrigin,
    variables: { tenant: needed(env, "SHAREPOINT_TENANT") },
    clientId: needed(env, "SHAREPOINT_CLIENT_ID"),
    credential: credentialFrom(env),
  };
  if (identity === "service") {
    needed(env, "SHAREPOINT_SITES");
    return clientCredentials({ ...common, grant: grants.service, scopes: SERVICE_SCOPES });
  }
  const email = needed(env, "GATEHOUSE_STANDALONE_EMAIL").toLowerCase();
  if (identity === "person") {
    const refreshTokens = singleRefreshToken(email, needed(env, "SHAREPOINT_REFRESH_TOKEN"));
    return authorizationCode({ ...common, grant: grants.person, refreshTokens });
  }
  const token = needed(env, "SHAREPOINT_USER_TOKEN");
  const assertionOf = async (caller: Caller) => (caller.email === email ? token : undefined);
  return onBehalfOf({ ...common, grant: grants.delegated, scopes: scopes[1], assertionOf });
}

/** A certificate's key where there is one, which Microsoft advises, else a secret. */
function credentialFrom(env: Env): ClientCredential {
  if (!env.SHAREPOINT_PRIVATE_KEY) return { secret: needed(env, "SHAREPOINT_CLIENT_SECRET") };
  return {
    privateKey: neededJwk(env, "SHAREPOINT_PRIVATE_KEY"),
    certificateThumbprint: needed(env, "SHAREPOINT_CERTIFICATE_THUMBPRINT"),
  };
}

/** Apart from the key of cursors, from which it is made; over stdio there is none, and handles last as long as the process. */
function handleKeyFrom({ GATEHOUSE_CURSOR_KEY: key }: Env): Buffer | undefined {
  return key
    ? createHmac("sha256", Buffer.from(key, "base64")).update("sharepoint handles").digest()
    : undefined;
}
