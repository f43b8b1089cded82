import { runSimulator } from "@gatehouse/simulator";
import { readEnvironment } from "./environment.ts";
import { simulateNetSuite } from "./simulate-net-suite.ts";

await runSimulator({
  title: "NetSuite",
  portVariable: "NETSUITE_SIMULATOR_PORT",
  async start(environment) {
    const { today, scale, app: code, key, ...certificate } = await readEnvironment(environment);
    const reader = { ...certificate, role: "service_read", entity: "mei.tanaka@halden.example" };
    const { app } = simulateNetSuite({
      ...(today && { today }),
      ...(key && { key }),
      scale,
      clients: code ? [reader, code] : [reader],
      switches: { enforcesApprovals: true },
    });
    return { app };
  },
});
