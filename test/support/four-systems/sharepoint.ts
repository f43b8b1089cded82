import { createSharePoint, SERVICE_SCOPES, system, tools } from "@gatehouse/sharepoint";
import {
  type SharePointSimulator,
  serveSharePoint,
  simulateSharePoint,
} from "@gatehouse/sharepoint/simulator";
import { clientCredentials, onBehalfOf, type TokenSource } from "@gatehouse/upstream";
import { openWire, over, PATIENCE, type Simulated } from "./simulated.ts";

const HOST = "halden.sharepoint.com";
/** Sites that people may be shown. The identity itself was granted every site, so nothing but this list keeps the others shut. */
export const OPEN_SITES = ["operations", "projects", "safety-and-quality", "J-25033"];

const client = { clientId: "gatehouse", clientSecret: "a secret of the test", appRoles: ["Sites.Read.All"] };

/** Reads as one service identity, or as each person, as the demo configuration does. */
export async function simulatedSharePoint(
  identity: TokenSource["identity"],
): Promise<Simulated<SharePointSimulator>> {
  const wire = openWire();
  const simulator = simulateSharePoint({
    clients: [client],
    switches: { unitsPerMinute: 1_000_000, requestsPerPerson: 1_000_000 },
  });
  const {
    url: origin,
    filesUrl,
    close,
  } = await serveSharePoint({ ...simulator, app: over(wire, simulator.app) });
  const common = {
    title: system.title,
    origin,
    variables: { tenant: simulator.tenantId },
    clientId: client.clientId,
    credential: { secret: client.clientSecret },
  };
  const tokens =
    identity === "service"
      ? await clientCredentials({ ...common, grant: system.grants.service, scopes: SERVICE_SCOPES })
      : await onBehalfOf({
          ...common,
          grant: system.grants.delegated,
          scopes: system.scopes[1],
          assertionOf: ({ email }) => simulator.userToken(email, { clientId: client.clientId }),
        });
  const api = createSharePoint({
    origin,
    tokens,
    hosts: [HOST],
    openSites: OPEN_SITES,
    downloadHosts: [new URL(filesUrl).host],
    unitsPerMinute: 1_000_000,
    now: () => new Date(`${simulator.company.today}T12:00:00Z`),
    ...PATIENCE,
  });
  return { product: { system, version: "1", tools, api }, simulator, wire, close };
}
