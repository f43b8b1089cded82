import type { Checked, Settings } from "../config/settings.ts";
import type { Endpoint } from "../exchange.ts";
import type { Log } from "../observe/log.ts";
import type { Database } from "../store/database.ts";
import { createAuthorizationServer } from "./authorization-server.ts";
import type { OnEvent } from "./events.ts";
import type { KeyRings } from "./keys/key-rings.ts";
import type { MayWrite, OnTokens } from "./sign-in-options.ts";

/** The authorization server as a configuration describes it. */
export const authorizationOf = (
  { config }: Checked,
  settings: Settings,
  keys: KeyRings,
  endpoints: readonly Endpoint[],
  { database }: { database: Database },
  log: Log,
  hooks: { onEvent: OnEvent; onTokens: OnTokens; mayWrite: MayWrite },
) =>
  createAuthorizationServer({
    publicUrl: settings.publicUrl,
    resources: endpoints.map(({ resource }) => resource),
    database,
    signingKeys: keys.signing,
    cookieKeys: keys.cookies,
    clients: settings.clients.entries,
    machines: settings.clients.machines,
    registration: settings.clients.registration,
    trustedIssuers: settings.clients.trustedIssuers,
    identityProviders: settings.identityProviders,
    provisioningIssuers: new Set(settings.provisioning.map(({ issuer }) => issuer)),
    lifetimes: {
      accessTokenSeconds: config.tokens.accessMinutes * 60,
      loginSeconds: config.tokens.loginDays * 86_400,
    },
    trustProxy: config.listen.trustProxy,
    log,
    ...hooks,
  });
