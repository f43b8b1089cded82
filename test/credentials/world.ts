import { randomBytes } from "node:crypto";
import { system as bamboohr, tools as bamboohrTools, createBambooHr } from "@gatehouse/bamboohr";
import { serviceUserEmail, simulateBambooHr } from "@gatehouse/bamboohr/simulator";
import { demoPeople } from "@gatehouse/demo";
import { createNetSuite, system as netsuite, tools as netsuiteTools } from "@gatehouse/netsuite";
import { simulateNetSuite } from "@gatehouse/netsuite/simulator";
import {
  createSalesforce,
  openOrg,
  system as salesforce,
  tools as salesforceTools,
} from "@gatehouse/salesforce";
import { simulateSalesforce } from "@gatehouse/salesforce/simulator";
import { createSharePoint, system as sharepoint, tools as sharepointTools } from "@gatehouse/sharepoint";
import { serveSharePoint, simulateSharePoint } from "@gatehouse/sharepoint/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import { fromGateway } from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";
// @boundaries-ignore the identity provider is a program of its own, not part of the package's interface
import { createDemoIdentityProvider } from "../../packages/demo/src/identity-provider/demo-identity-provider.ts";
import { openWire, over, PATIENCE } from "../support/four-systems/simulated.ts";
import { freePort, type House } from "../support/house.ts";
import { listen } from "../support/listen.ts";
import { openProducts } from "../support/open-products.ts";

export const INGRID = "ingrid.solberg@halden.example";
export const DANIEL = "daniel.kowalski@halden.example";
export const TOMAS = "tomas.rivera@halden.example";
export const AMARA = "amara.osei@halden.example";

/** By system, what a guide says to write under `credentials`: it then stands there but for addresses and who the tenant is. */
export type Guided = Record<"salesforce" | "sharepoint" | "netsuite" | "bamboohr", Record<string, unknown>>;

export type VendorWorld = Awaited<ReturnType<typeof openVendorWorld>>;

const SECRET = "a secret of the test";
/** Under the names that the guides use. */
const APP_NAMES = {
  SALESFORCE_CLIENT_ID: "sf",
  ENTRA_CLIENT_ID: "gatehouse",
  ENTRA_CLIENT_SECRET: SECRET,
  NETSUITE_CLIENT_ID: "netsuite",
  NETSUITE_CLIENT_SECRET: SECRET,
  BAMBOOHR_CLIENT_ID: "bamboohr",
  BAMBOOHR_CLIENT_SECRET: SECRET,
};

/**
 * Four simulated vendors, their servers, and a gateway that holds every credential: Salesforce by its own word, SharePoint
 * by the company login, NetSuite and BambooHR by accounts that people connect. The servers know the gateway's address and nothing
 * secret.
 */
export async function openVendorWorld(
  more: Pick<House, "config"> & Partial<Pick<House, "env">> & { guided?: Guided } = { config: {} },
) {
  const port = await freePort();
  const gatewayUrl = `http://127.0.0.1:${port}`;
  const apps = await openApps(gatewayUrl);
  const tokens = (title: string) => fromGateway({ title, gatewayUrl });
  const now = () => new Date(apps.today);
  const products = [
    {
      system: salesforce,
      version: "1",
      tools: salesforceTools,
      api: createSalesforce({
        org: openOrg({ origin: apps.salesforce.origin, ...PATIENCE }),
        tokens: tokens(salesforce.title),
        now,
      }),
    },
    {
      system: sharepoint,
      version: "1",
      tools: sharepointTools,
      api: createSharePoint({
        origin: apps.sharepoint.origin,
        tokens: tokens(sharepoint.title),
        hosts: ["halden.sharepoint.com"],
        downloadHosts: [new URL(apps.sharepoint.filesUrl).host],
        unitsPerMinute: 1_000_000,
        now,
        ...PATIENCE,
      }),
    },
    {
      system: netsuite,
      version: "1",
      tools: netsuiteTools,
      api: createNetSuite({
        origin: apps.netsuite.origin,
        account: "1234567_SB1",
        tokens: tokens(netsuite.title),
        allScopeRoles: ["everything"],
        now,
        ...PATIENCE,
      }),
    },
    {
      system: bamboohr,
      version: "1",
      tools: bamboohrTools,
      api: createBambooHr({
        origin: apps.bamboohr.origin,
        subdomain: "halden",
        tokens: tokens(bamboohr.title),
        policy: { hrRoles: [] },
        now,
        ...PATIENCE,
      }),
    },
  ];
  const { config, env, settingsOf } = settingsFor(apps, more.guided);
  const house = await openProducts({
    products,
    port,
    settingsOf,
    config: { ...config, ...more.config },
    env: { ...env, ...more.env },
  });
  return {
    ...house,
    ...apps,
    async stop() {
      await house.stop();
      await apps.close();
    },
  };
}

type Apps = Awaited<ReturnType<typeof openApps>>;

/** The company login and the vendors, each with an application of Gatehouse's registered. */
async function openApps(gatewayUrl: string) {
  const login = await listen();
  login.serve(
    await createDemoIdentityProvider({
      issuer: login.url,
      client: {
        clientId: "gatehouse",
        clientSecret: "demo",
        redirectUris: [`${gatewayUrl}/signin/callback`],
      },
      people: demoPeople,
      apiAudience: "api://gatehouse",
    }),
  );
  const keys = await generateKeyPair("RS256", { extractable: true });
  const wires = {
    salesforce: openWire(),
    sharepoint: openWire(),
    netsuite: openWire(),
    bamboohr: openWire(),
  };

  const org = simulateSalesforce({
    clients: [{ clientId: "sf", publicKey: await exportJWK(keys.publicKey) }],
  });
  const orgAt = await serveSimulator({ app: over(wires.salesforce, org.app) });
  const tenant = simulateSharePoint({
    clients: [{ clientId: "gatehouse", clientSecret: SECRET }],
    assertionIssuer: { issuer: login.url, keysUrl: `${login.url}/jwks` },
    switches: { unitsPerMinute: 1_000_000, requestsPerPerson: 1_000_000 },
  });
  const tenantAt = await serveSharePoint({ ...tenant, app: over(wires.sharepoint, tenant.app) });
  const code = (system: string) => [
    {
      clientId: system,
      clientSecret: SECRET,
      redirectUris: [`${gatewayUrl}/connections/${system}/callback`],
    },
  ];
  const erp = simulateNetSuite({ clients: code("netsuite") });
  const erpAt = await serveSimulator({ app: over(wires.netsuite, erp.app) });
  const hr = simulateBambooHr({
    apiKeys: [{ key: "unused", user: serviceUserEmail }],
    clients: code("bamboohr"),
  });
  const hrAt = await serveSimulator({ app: over(wires.bamboohr, hr.app) });
  return {
    login,
    today: org.company.today,
    salesforce: {
      simulator: org,
      wire: wires.salesforce,
      origin: orgAt.url,
      privateKey: await exportJWK(keys.privateKey),
    },
    sharepoint: {
      simulator: tenant,
      wire: wires.sharepoint,
      origin: tenantAt.url,
      filesUrl: tenantAt.filesUrl,
      tenantId: tenant.tenantId,
    },
    netsuite: { simulator: erp, wire: wires.netsuite, origin: erpAt.url },
    bamboohr: { simulator: hr, wire: wires.bamboohr, origin: hrAt.url },
    async close() {
      await Promise.all([orgAt, tenantAt, erpAt, hrAt].map(({ close }) => close()));
      await login.stop();
    },
  };
}

/** What an administrator would write and hand over, for `openProducts`. */
function settingsFor(
  { login, salesforce: sf, sharepoint: sp, netsuite: ns, bamboohr: hr }: Apps,
  guided: Partial<Guided> = {},
) {
  return {
    env: {
      APP_SECRET: SECRET,
      ...APP_NAMES,
      SALESFORCE_KEY: JSON.stringify(sf.privateKey),
      VAULT_KEY: randomBytes(32).toString("base64"),
    },
    config: {
      vault: { provider: "local", keys: [{ id: "first", key: { env: "VAULT_KEY" } }] },
      identityProviders: {
        demo: {
          label: "demo login",
          issuer: login.url,
          clientId: "gatehouse",
          clientSecret: { env: "IDP_SECRET" },
          scope: "openid profile email offline_access api://gatehouse/access_as_user",
        },
      },
    },
    settingsOf: {
      salesforce: {
        credentials: {
          grant: "delegated",
          clientId: "sf",
          ...guided.salesforce,
          origin: sf.origin,
          privateKey: { env: "SALESFORCE_KEY" },
        },
      },
      sharepoint: {
        credentials: {
          grant: "delegated",
          clientId: "gatehouse",
          secret: { env: "APP_SECRET" },
          ...guided.sharepoint,
          origin: sp.origin,
          tokenOrigin: sp.origin,
          variables: { tenant: sp.tenantId },
        },
      },
      netsuite: {
        credentials: {
          grant: "person",
          clientId: "netsuite",
          secret: { env: "APP_SECRET" },
          ...guided.netsuite,
          origin: ns.origin,
          authorizeOrigin: ns.origin,
        },
      },
      bamboohr: {
        credentials: {
          grant: "person",
          clientId: "bamboohr",
          secret: { env: "APP_SECRET" },
          ...guided.bamboohr,
          origin: hr.origin,
          authorizeOrigin: hr.origin,
          variables: { subdomain: "halden" },
        },
      },
    },
  };
}
