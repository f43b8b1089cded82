import { createCompany, projectsBySite } from "../../../packages/demo/src/company/index.ts";
import { originOf, type ProgramFacts, type SystemPrograms } from "../plan.ts";
import { behindTheGateway } from "./behind-the-gateway.ts";
import { today } from "./today.ts";

/** Open to everybody who may use the tools: what stands there is the work of many departments, and nothing of people or pay. */
const SHARED_SITES = ["root", "operations", "safety-and-quality", "projects", "archive"];

/** Reads as one service identity, which sees the sites it is given and nothing else, and cannot search. */
export function sharepoint(facts: ProgramFacts): SystemPrograms {
  const { settings, secrets } = facts;
  const { large: projects } = projectsBySite(createCompany({ today: today() }));
  const app = {
    SHAREPOINT_CLIENT_ID: secrets.sharepointClientId,
    SHAREPOINT_CLIENT_SECRET: secrets.sharepointClientSecret,
  };
  return {
    simulator: {
      name: "sharepoint-simulator",
      listener: "sharepointSimulator",
      file: "servers/sharepoint/dist/simulator.js",
      env: {
        SHAREPOINT_SIMULATOR_PORT: String(settings.ports.sharepointSimulator),
        SHAREPOINT_FILES_PORT: String(settings.ports.sharepointFiles),
        SHAREPOINT_TENANT: secrets.sharepointTenantId,
        GATEHOUSE_TODAY: today(),
        ...app,
      },
    },
    server: {
      name: "sharepoint",
      listener: "sharepoint",
      file: "servers/sharepoint/dist/main.js",
      env: {
        ...behindTheGateway(facts, "sharepoint"),
        ...app,
        SHAREPOINT_BASE_URL: originOf(facts, "sharepointSimulator"),
        SHAREPOINT_LOGIN_URL: originOf(facts, "sharepointSimulator"),
        SHAREPOINT_TENANT: secrets.sharepointTenantId,
        SHAREPOINT_IDENTITY: "service",
        SHAREPOINT_HOST: "halden.sharepoint.com",
        SHAREPOINT_SITES: [...SHARED_SITES, ...projects.map(({ number }) => number)].join(","),
        SHAREPOINT_DOWNLOAD_HOSTS: new URL(originOf(facts, "sharepointFiles")).host,
        SHAREPOINT_TODAY: today(),
      },
    },
  };
}
