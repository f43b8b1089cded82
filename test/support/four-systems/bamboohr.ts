import { createBambooHr, system, tools } from "@gatehouse/bamboohr";
import { type BambooHrSimulator, serviceUserEmail, simulateBambooHr } from "@gatehouse/bamboohr/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import { apiKey } from "@gatehouse/upstream";
import { openWire, over, PATIENCE, type Simulated } from "./simulated.ts";

const key = "key-of-the-test";

/** Reads with one key that sees everything, as the demo configuration does: who sees what is the server's own policy. */
export async function simulatedBambooHr(): Promise<Simulated<BambooHrSimulator>> {
  const wire = openWire();
  const simulator = simulateBambooHr({ apiKeys: [{ key, user: serviceUserEmail }] });
  const { url: origin, close } = await serveSimulator({ app: over(wire, simulator.app) });
  const api = createBambooHr({
    origin,
    subdomain: "halden",
    tokens: apiKey({ key }),
    policy: { hrRoles: ["hr"] },
    now: () => new Date(simulator.company.today),
    ...PATIENCE,
  });
  return { product: { system, version: "1", tools, api }, simulator, wire, close };
}
