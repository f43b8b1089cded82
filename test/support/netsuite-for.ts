import { randomBytes } from "node:crypto";
import { createNetSuite, system, tools } from "@gatehouse/netsuite";
import { simulateNetSuite } from "@gatehouse/netsuite/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import { clientCredentials, fromGateway } from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";
import { openWire, over, PATIENCE } from "./four-systems/simulated.ts";
import type { AnyProduct } from "./open-products.ts";

const SERVICE = { clientId: "service", certificateId: "certificate" };
const APP = { clientId: "app", clientSecret: "a secret of the test" };
const VAULT = { provider: "local", keys: [{ id: "first", key: { env: "VAULT_KEY" } }] };

type Options = {
  /** How long the server waits for NetSuite. */
  timeoutMs?: number;
  /** Of its calls to NetSuite at once. */
  concurrency?: number;
};

/**
 * NetSuite's server for the gateway at this address, unopened, with the simulator behind it: one service account reads for
 * everybody, and the steps of a change run under the account that the person connected. With it all that the gateway's
 * configuration needs for that.
 */
export async function netSuiteFor(gatewayUrl: string, { timeoutMs, concurrency }: Options = {}) {
  const keys = await generateKeyPair("ES256", { extractable: true });
  const simulator = simulateNetSuite({
    clients: [
      {
        ...SERVICE,
        publicKey: await exportJWK(keys.publicKey),
        role: "service_read",
        entity: "mei.tanaka@halden.example",
      },
      { ...APP, redirectUris: [`${gatewayUrl}/connections/netsuite/callback`] },
    ],
  });
  const wire = openWire();
  const { url: origin, close } = await serveSimulator({ app: over(wire, simulator.app) });
  const tokens = await clientCredentials({
    title: system.title,
    origin,
    grant: system.grants.service,
    clientId: SERVICE.clientId,
    credential: { keyId: SERVICE.certificateId, privateKey: await exportJWK(keys.privateKey) },
    scopes: system.scopes[1],
  });
  const api = createNetSuite({
    origin,
    account: "1234567_SB1",
    tokens,
    stepTokens: fromGateway({ title: system.title, gatewayUrl }),
    allScopeRoles: ["finance", "operations", "everything"],
    customFields: { insuranceExpiry: "custentity_insurance_expiry", costCode: "custcol_cost_code" },
    now: () => new Date(simulator.company.today),
    ...PATIENCE,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(concurrency !== undefined && { concurrency }),
  });
  const product: AnyProduct = { system, version: "1", tools, api };
  return {
    product,
    simulator,
    wire,
    config: { vault: VAULT },
    settings: {
      credentials: {
        grant: "person",
        origin,
        authorizeOrigin: origin,
        clientId: APP.clientId,
        secret: { env: "APP_SECRET" },
      },
    },
    env: { APP_SECRET: APP.clientSecret, VAULT_KEY: randomBytes(32).toString("base64") },
    close,
  };
}
