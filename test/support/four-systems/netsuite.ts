import { createNetSuite, system, tools } from "@gatehouse/netsuite";
import { type NetSuiteSimulator, simulateNetSuite } from "@gatehouse/netsuite/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import { clientCredentials } from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";
import { openWire, over, PATIENCE, type Simulated } from "./simulated.ts";

const client = { clientId: "service", certificateId: "certificate" };

/** Reads as one service identity, as the demo configuration does. */
export async function simulatedNetSuite(): Promise<Simulated<NetSuiteSimulator>> {
  const keys = await generateKeyPair("ES256", { extractable: true });
  const publicKey = await exportJWK(keys.publicKey);
  const wire = openWire();
  const simulator = simulateNetSuite({
    clients: [{ ...client, publicKey, role: "service_read", entity: "mei.tanaka@halden.example" }],
  });
  const { url: origin, close } = await serveSimulator({ app: over(wire, simulator.app) });
  const tokens = await clientCredentials({
    title: system.title,
    origin,
    grant: system.grants.service,
    clientId: client.clientId,
    credential: { keyId: client.certificateId, privateKey: await exportJWK(keys.privateKey) },
    scopes: system.scopes[1],
  });
  const api = createNetSuite({
    origin,
    account: "1234567_SB1",
    tokens,
    allScopeRoles: ["finance", "operations"],
    customFields: { insuranceExpiry: "custentity_insurance_expiry", costCode: "custcol_cost_code" },
    now: () => new Date(simulator.company.today),
    ...PATIENCE,
  });
  return { product: { system, version: "1", tools, api }, simulator, wire, close };
}
