import { runSimulator } from "@gatehouse/simulator";
import { readEnvironment } from "./environment.ts";
import { simulateNetSuite } from "./simulate-net-suite.ts";

await runSimulator({
  title: "NetSuite",
  portVariable: "NETSUITE_SIMULATOR_PORT",
  async start(environment) {
    const { today, scale, ...client } = await readEnvironment(environment);
    const { app } = simulateNetSuite({
      ...(today && { today }),
      scale,
      clients: [{ ...client, role: "service_read", entity: "mei.tanaka@halden.example" }],
    });
    return { app };
  },
});
