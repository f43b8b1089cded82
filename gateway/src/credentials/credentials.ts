import { randomUUID } from "node:crypto";
import type { JWK } from "jose";
import type { Pool } from "pg";
import type { OnEvent } from "../authorization/events.ts";
import type { AccessEnder } from "../directory/access-ending.ts";
import { createIdentityProviders } from "../federation/identity-providers.ts";
import type { ProviderSettings } from "../federation/settings.ts";
import type { Log } from "../observe/log.ts";
import type { Database } from "../store/database.ts";
import type { Systems } from "../systems/systems.ts";
import type { WebSessions } from "../web-session/web-sessions.ts";
import { type AccountState, accountStates } from "./account-states.ts";
import { commandKeys } from "./command-key-service.ts";
import { createConnectAttempts } from "./connect-attempts.ts";
import { CONNECTIONS_PATH, type ConnectNeeds, connectRoutes } from "./connect-routes.ts";
import { createConnections } from "./connections.ts";
import { accountEnder } from "./disconnect.ts";
import { assertionExchange } from "./exchange-assertion.ts";
import { type KeyService, localKeys } from "./key-service.ts";
import { accountLinks } from "./links.ts";
import { refreshPool } from "./refreshing.ts";
import { createRevocations } from "./revocations.ts";
import type { CredentialSettings, VaultSettings } from "./settings.ts";
import { assertionOfPerson, keepSignIn } from "./sign-in-tokens.ts";
import { createSource, type DeclaredSystem, type Source } from "./sources.ts";
import { tokenRoute } from "./token-route.ts";
import { createVault, type Place, type Vault } from "./vault.ts";

/** A catalog, as far as it matters here. */
type DeclaredIn = Pick<DeclaredSystem, "id" | "title"> & {
  grants?: DeclaredSystem["grants"] | undefined;
  scopes?: DeclaredSystem["scopes"] | undefined;
};

export type CredentialsOptions = {
  settings: { credentials: Readonly<Record<string, CredentialSettings>>; vault: VaultSettings | undefined };
  /** What each system's catalog declares, by id. */
  declared: Readonly<Record<string, DeclaredIn>>;
  publicUrl: string;
  database: Pick<Database, "url" | "pool">;
  systems: Systems;
  identityProviders: readonly ProviderSettings[];
  publicKeys(): { keys: JWK[] };
  onEvent: OnEvent;
  log: Log;
};

/** Everything about signing in to vendors, opened. */
export type Credentials = {
  /** Where servers trade assertions for access tokens. */
  tokenRoute: ReturnType<typeof tokenRoute>;
  /** The pages on which people connect accounts. */
  pages(
    needs: Pick<ConnectNeeds, "policy" | "addressOf">,
    sessions: WebSessions,
  ): ReturnType<typeof connectRoutes>;
  statesOf(person: string): Promise<AccountState[]>;
  linkFor(system: string): string;
  /** To be told of every OpenID sign-in: some vendors take the company login. */
  keepSignIn: ReturnType<typeof keepSignIn>;
  /** Ends what people had connected when their access ends. */
  ender: AccessEnder;
  close(): Promise<void>;
};

/** Rejects with one sentence where a system's settings do not fit what it declares. */
export async function openCredentials(options: CredentialsOptions): Promise<Credentials> {
  const { publicUrl, database, systems, log, onEvent } = options;
  const { sources, links, connections, revocations, close } = await openVendors({
    ...options,
    onGivenUp: ({ person, system }) =>
      onEvent({
        kind: "disconnected",
        reference: randomUUID(),
        address: undefined,
        personId: person,
        reason: `connection: ${system}: the vendor was not told within a day`,
      }),
  });
  revocations.start();
  const linkFor = (system: string) => `${publicUrl}${CONNECTIONS_PATH}#${system}`;
  const signIns = [...sources.values()].filter(({ prerequisite }) => prerequisite === "sign-in");
  const { publicKeys } = options;
  const exchange = assertionExchange({ publicKeys, sources, connections, tool: systems.tool, linkFor });
  const attempts = createConnectAttempts(database.pool);
  return {
    tokenRoute: tokenRoute(exchange, log),
    pages: (needs, sessions) =>
      connectRoutes(
        { ...needs, sources, links, connections, revocations, systems, attempts, onEvent, log },
        sessions,
      ),
    statesOf: (person) => accountStates(sources, connections, person),
    linkFor,
    keepSignIn: keepSignIn(connections, new Set(signIns.map(({ place }) => place))),
    ender: accountEnder({ connections, revocations }),
    close,
  };
}

/** How each vendor is signed in to, and the accounts that are connected: what a gateway and a command both need. */
export async function openVendors({
  settings,
  declared,
  publicUrl,
  database,
  identityProviders,
  log,
  onGivenUp,
}: Pick<
  CredentialsOptions,
  "settings" | "declared" | "publicUrl" | "database" | "identityProviders" | "log"
> & { onGivenUp?: (ended: Place) => void }) {
  const vault = vaultOf(settings.vault);
  const providers = createIdentityProviders(identityProviders, publicUrl);
  const pools: Pool[] = [];
  const newPool = (): Pool => {
    const pool = refreshPool(database.url);
    pools.push(pool);
    return pool;
  };
  const connections = createConnections(database.pool, vault);
  const assertionOf = assertionOfPerson({ pool: newPool(), vault, provider: providers.oidc });
  const soleProvider = providers.sole?.kind === "oidc" ? providers.sole.id : undefined;
  const sources = new Map<string, Source>();
  for (const [id, given] of Object.entries(settings.credentials)) {
    const system = declaredIn(declared[id], id);
    const needs = { pool: newPool(), vault, assertionOf, soleProvider };
    sources.set(id, await createSource(system, given, needs));
  }
  const links = await accountLinks(sources, publicUrl);
  const revocations = createRevocations({
    pool: database.pool,
    vault,
    links,
    log,
    ...(onGivenUp && { onGivenUp }),
  });
  const close = async () => {
    await revocations.close();
    await Promise.all(pools.map((pool) => pool.end()));
  };
  return { sources, links, connections, revocations, close };
}

function declaredIn(found: DeclaredIn | undefined, id: string): DeclaredSystem {
  const { grants, scopes } = found ?? {};
  if (found === undefined || grants === undefined || scopes === undefined)
    throw new Error(`the catalog of ${id} declares no grants, so systems.${id}.credentials cannot be used`);
  return { id: found.id, title: found.title, grants, scopes };
}

/** The vault a configuration names. Without one nothing is kept, and asking for it is a fault of ours. */
export function vaultOf(settings: VaultSettings | undefined): Vault {
  return createVault(settings === undefined ? NO_KEYS : keysOf(settings));
}

const keysOf = (settings: VaultSettings): KeyService =>
  settings.provider === "local" ? localKeys(settings.keys) : commandKeys(settings);

const absent = async () => {
  throw new Error("no vault is configured");
};
const NO_KEYS: KeyService = { currentKid: absent, wrap: absent, unwrap: absent };
