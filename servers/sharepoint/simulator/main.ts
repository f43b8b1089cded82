import { runSimulator, serveSimulator } from "@gatehouse/simulator";
import { readEnvironment } from "./environment.ts";
import { simulateSharePoint } from "./simulate-share-point.ts";

await runSimulator({
  title: "SharePoint",
  portVariable: "SHAREPOINT_SIMULATOR_PORT",
  async start(environment) {
    const { port, filesPort, today, scale, tenantId, sites, assertionIssuer, ...app } =
      await readEnvironment(environment);
    const { clientId, clientSecret, publicKey, certificateId } = app;
    const simulator = simulateSharePoint({
      ...(today && { today }),
      scale,
      tenantId,
      // The demo login publishes its keys there.
      ...(assertionIssuer && {
        assertionIssuer: { issuer: assertionIssuer, keysUrl: `${assertionIssuer}/jwks` },
      }),
      clients: [
        {
          clientId,
          ...(clientSecret && { clientSecret }),
          ...(publicKey && { publicKey }),
          ...(certificateId && { certificateId }),
          appRoles: [sites ? "Sites.Selected" : "Sites.Read.All"],
          ...(sites && { sites: Object.fromEntries(sites.map((site) => [site, "read" as const])) }),
        },
      ],
    });
    simulator.origins.files = (await serveSimulator(simulator, filesPort)).url;
    return { app: simulator.app, port };
  },
});
