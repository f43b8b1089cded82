import { createSharePoint, type SharePoint, system, tools } from "@gatehouse/sharepoint";
import { serveSharePoint, simulateSharePoint } from "@gatehouse/sharepoint/simulator";
import type { Caller } from "@gatehouse/tool";
import { onBehalfOf } from "@gatehouse/upstream";
import { failing } from "./failing.ts";
import type { Between, Subject, World } from "./subject.ts";

/** The operations director, who may open her own sites and those of the large projects. */
const caller: Caller = { id: "ingrid", email: "ingrid.solberg@halden.example", roles: ["operations"] };
const client = { clientId: "gatehouse", clientSecret: "a secret of the test" };

/** Under her own token: a service identity does not search. */
export const sharepoint: Subject<SharePoint> = {
  system,
  tools,
  simulate,
  vendorText:
    /throttled|unspecified|Access denied|validation failure|could not be found|quota|simulator|AADSTS|tempauth/i,
  // What is hidden must not differ from what is missing, so a refusal reads as one that nothing is there.
  codes: { 403: { read: "not_found", write: "not_found" } },
};

async function simulate(between: Between = (app) => app): Promise<World<SharePoint>> {
  const simulator = simulateSharePoint({
    clients: [client],
    switches: { unitsPerMinute: 1_000_000, requestsPerPerson: 1_000_000, retryAfterSeconds: 0 },
  });
  const {
    url: origin,
    filesUrl,
    close,
  } = await serveSharePoint({ ...simulator, app: between(simulator.app) });
  const { title, grants, scopes } = system;
  const tokens = await onBehalfOf({
    title,
    origin,
    variables: { tenant: simulator.tenantId },
    grant: grants.delegated,
    clientId: client.clientId,
    credential: { secret: client.clientSecret },
    scopes: scopes[1],
    assertionOf: ({ email }) => simulator.userToken(email, { clientId: client.clientId }),
  });
  return {
    caller,
    createApi: (_risk, timeoutMs = 10_000) =>
      createSharePoint({
        origin,
        tokens,
        hosts: ["halden.sharepoint.com"],
        downloadHosts: [new URL(filesUrl).host],
        // Every API of the suite stands for the same server, whose handles stay the same.
        handleKey: Buffer.alloc(32, 7),
        unitsPerMinute: 1_000_000,
        now: () => new Date(`${simulator.company.today}T12:00:00Z`),
        timeoutMs,
        backoffMs: [1],
      })(caller),
    requests: simulator.requests,
    writes: simulator.writes,
    snapshot: simulator.snapshot,
    ...failing(simulator.switches),
    close,
  };
}
