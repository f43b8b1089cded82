import { DEMO_APP, originOf, type ProgramFacts, type SystemPrograms } from "../plan.ts";
import { behindTheGateway } from "./behind-the-gateway.ts";
import { today } from "./today.ts";

/** Runs as each person, by the company login: people find and read there what was shared with them. */
export function sharepoint(facts: ProgramFacts): SystemPrograms {
  const { settings, secrets } = facts;
  return {
    simulator: {
      name: "sharepoint-simulator",
      listener: "sharepointSimulator",
      file: "servers/sharepoint/dist/simulator.js",
      env: {
        SHAREPOINT_SIMULATOR_PORT: String(settings.ports.sharepointSimulator),
        SHAREPOINT_FILES_PORT: String(settings.ports.sharepointFiles),
        SHAREPOINT_TENANT: secrets.sharepointTenantId,
        SHAREPOINT_CLIENT_ID: DEMO_APP,
        SHAREPOINT_CLIENT_SECRET: secrets.sharepointClientSecret,
        SHAREPOINT_ASSERTION_ISSUER: originOf(facts, "identityProvider"),
        GATEHOUSE_TODAY: today(),
      },
    },
    server: {
      name: "sharepoint",
      listener: "sharepoint",
      file: "servers/sharepoint/dist/main.js",
      env: {
        ...behindTheGateway(facts, "sharepoint"),
        SHAREPOINT_BASE_URL: originOf(facts, "sharepointSimulator"),
        SHAREPOINT_IDENTITY: "gateway",
        SHAREPOINT_HOST: "halden.sharepoint.com",
        SHAREPOINT_DOWNLOAD_HOSTS: new URL(originOf(facts, "sharepointFiles")).host,
        SHAREPOINT_TODAY: today(),
      },
    },
  };
}
