import { randomBytes } from "node:crypto";
import { createNetSuite, system, tools } from "@gatehouse/netsuite";
import { simulateNetSuite } from "@gatehouse/netsuite/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import { clientCredentials, fromGateway } from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";
import { connectAccount } from "./connect-account.ts";
import { openWire, over, PATIENCE } from "./four-systems/simulated.ts";
import { freePort } from "./house.ts";
import { type AnyProduct, openProducts } from "./open-products.ts";

const SERVICE = { clientId: "service", certificateId: "certificate" };
const APP = { clientId: "app", clientSecret: "a secret of the test" };

type Options = {
  /** Of the gateway's configuration, such as roles or who approves. */
  config?: Record<string, unknown>;
  /** Of the system, such as its `timeoutSeconds`. */
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Further products behind the same gateway. */
  others?: readonly AnyProduct[];
  /** How long the server waits for NetSuite. */
  timeoutMs?: number;
};

export type NetSuiteHouse = Awaited<ReturnType<typeof openNetSuite>>;

/**
 * NetSuite behind a gateway as the demo has it, in this process: one service account reads for everybody, and the steps of a change
 * run under the account that the person connected. `connect` does that for somebody; the simulator counts what was changed.
 */
export async function openNetSuite({ config, settings, env, others = [], timeoutMs }: Options = {}) {
  const port = await freePort();
  const gatewayUrl = `http://127.0.0.1:${port}`;
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
  });
  const credentials = {
    grant: "person",
    origin,
    authorizeOrigin: origin,
    clientId: APP.clientId,
    secret: { env: "APP_SECRET" },
  };
  const house = await openProducts({
    products: [{ system, version: "1", tools, api }, ...others],
    port,
    config: { vault: VAULT, ...config },
    settingsOf: { netsuite: { credentials, ...settings } },
    env: { APP_SECRET: APP.clientSecret, VAULT_KEY: randomBytes(32).toString("base64"), ...env },
  });
  return {
    ...house,
    simulator,
    wire,
    /** Connects somebody's account as they would in a browser, and says what came of it. */
    connect: (email: string) => connectAccount(house.url, "netsuite", email),
    async stop() {
      await house.stop();
      await close();
    },
  };
}

const VAULT = { provider: "local", keys: [{ id: "first", key: { env: "VAULT_KEY" } }] };
