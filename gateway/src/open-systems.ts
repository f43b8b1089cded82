import type { AuthorizationEvent } from "./authorization/events.ts";
import type { Checked, Settings } from "./config/settings.ts";
import { openCredentials } from "./credentials/credentials.ts";
import type { Log } from "./observe/log.ts";
import type { Store } from "./open-store.ts";
import type { OwnTools } from "./own-tools/own-tools.ts";
import type { Assertions } from "./systems/assertions.ts";
import { createSystems, type Systems } from "./systems/systems.ts";

/** The systems of a configuration: our own servers by their reviewed catalogs, third parties' as they are pinned. */
export const systemsOf = (
  { config, catalogs }: Checked,
  { systemUrls }: Settings,
  { entries }: OwnTools,
  { thirdParties }: Store,
) => {
  const own = Object.entries(config.systems).filter(([, { thirdParty }]) => thirdParty === undefined);
  const connected = Object.fromEntries(
    own.map(([id, system]) => [
      id,
      {
        catalog: catalogs[id] as Checked["catalogs"][string],
        url: systemUrls[id] as string,
        contact: system.contact ?? config.company.contact,
        timeoutMs: system.timeoutSeconds * 1000,
        settleMs: system.settleSeconds * 1000,
        connections: system.connections,
        relays: system.relays,
      },
    ]),
  );
  return createSystems(connected, entries, thirdParties.systems);
};

/** How the gateway signs in to these systems for people. */
export const vendorCredentials = (
  { catalogs }: Checked,
  { vendors, publicUrl, identityProviders }: Settings,
  { database }: Store,
  systems: Systems,
  { publicKeys }: Assertions,
  onEvent: (event: AuthorizationEvent) => void,
  log: Log,
) =>
  openCredentials({
    settings: vendors,
    declared: catalogs,
    publicUrl,
    database,
    systems,
    identityProviders,
    publicKeys,
    onEvent,
    log,
  });
