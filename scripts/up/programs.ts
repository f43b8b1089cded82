import path from "node:path";
import { DEMO_APP, originOf, type ProgramFacts, type ProgramPlan } from "./plan.ts";
import { systemPrograms } from "./systems/index.ts";

/** What runs, in waves: a wave starts when all of the one before listen, and ends before it. */
export function programWaves(facts: ProgramFacts): ProgramPlan[][] {
  const systems = systemPrograms(facts);
  return [
    [identityProvider(facts), ...systems.flatMap(({ simulator, server }) => [simulator, server])],
    [gateway(facts)],
  ];
}

const demoIdpClient = ({ secrets }: ProgramFacts) => ({
  DEMO_IDP_CLIENT_ID: DEMO_APP,
  DEMO_IDP_CLIENT_SECRET: secrets.demoIdpClientSecret,
});

function identityProvider(facts: ProgramFacts): ProgramPlan {
  const { ports, publicUrl, dataFolder } = facts.settings;
  return {
    name: "identity-provider",
    listener: "identityProvider",
    file: "packages/demo/dist/identity-provider.js",
    env: {
      DEMO_IDP_PORT: String(ports.identityProvider),
      DEMO_IDP_REDIRECT_URI: `${publicUrl}/signin/callback`,
      DEMO_IDP_API_AUDIENCE: `api://${DEMO_APP}`,
      // Whoever is signed in to the gateway stays so at the next start; what it got for SharePoint must last as long.
      DEMO_IDP_SIGNING_KEY: JSON.stringify(facts.secrets.demoIdpKeys.privateKey),
      DEMO_IDP_LOGINS_FILE: path.join(dataFolder, "identity-provider.json"),
      ...demoIdpClient(facts),
    },
  };
}

/** What the gateway signs in to vendors with, on behalf of people; their servers have none of it. */
const vendorCredentials = (facts: ProgramFacts) => ({
  GATEHOUSE_VAULT_KEY: facts.secrets.vaultKey,
  NETSUITE_BASE_URL: originOf(facts, "netsuiteSimulator"),
  NETSUITE_APP_ID: facts.secrets.netsuiteAppId,
  NETSUITE_APP_SECRET: facts.secrets.netsuiteAppSecret,
  SALESFORCE_BASE_URL: originOf(facts, "salesforceSimulator"),
  SALESFORCE_CLIENT_ID: facts.secrets.salesforceClientId,
  SALESFORCE_PRIVATE_KEY: JSON.stringify(facts.secrets.salesforceKeys.privateKey),
  SHAREPOINT_BASE_URL: originOf(facts, "sharepointSimulator"),
  SHAREPOINT_LOGIN_URL: originOf(facts, "sharepointSimulator"),
  SHAREPOINT_TENANT: facts.secrets.sharepointTenantId,
  SHAREPOINT_CLIENT_SECRET: facts.secrets.sharepointClientSecret,
});

function gateway(facts: ProgramFacts): ProgramPlan {
  const { settings, secrets, databaseUrl } = facts;
  return {
    name: "gateway",
    listener: "gateway",
    file: "gateway/dist/main.js",
    // Short-lived objects of many calls at once: a larger young generation costs more memory than it saves time.
    nodeOptions: ["--max-semi-space-size=8"],
    arguments: ["serve"],
    // A change that was sent has its system's whole time, and a little to be recorded (LIMITS.drainMs in gateway/src).
    graceMs: 70_000,
    readyPath: "/readyz",
    env: {
      DATABASE_URL: databaseUrl,
      GATEHOUSE_CONFIG: settings.configFile,
      GATEHOUSE_PORT: String(settings.ports.gateway),
      GATEHOUSE_PUBLIC_URL: settings.publicUrl,
      GATEHOUSE_SIGNING_KEY: JSON.stringify(secrets.signingKeys.privateKey),
      GATEHOUSE_ASSERTION_KEY: JSON.stringify(secrets.assertionKeys.privateKey),
      GATEHOUSE_COOKIE_KEY: secrets.cookieKey,
      GATEHOUSE_AUDIT_KEY: secrets.auditKey,
      NETSUITE_SERVER_URL: originOf(facts, "netsuite"),
      SALESFORCE_SERVER_URL: originOf(facts, "salesforce"),
      SHAREPOINT_SERVER_URL: originOf(facts, "sharepoint"),
      BAMBOOHR_SERVER_URL: originOf(facts, "bamboohr"),
      DEMO_IDP_URL: originOf(facts, "identityProvider"),
      ...demoIdpClient(facts),
      ...vendorCredentials(facts),
    },
  };
}
