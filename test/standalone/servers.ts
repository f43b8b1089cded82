import { exportJWK, generateKeyPair } from "jose";
import { freePort } from "../support/house.ts";
import type { Environment } from "./program.ts";

/** One server with its simulator, as a developer would set them up by themselves. */
export type Standalone = {
  simulator: Environment;
  /** What the server needs to start, once its simulator listens somewhere. */
  server(url: string): Environment;
  /** One of those without which it cannot. */
  needs: string;
  tool: { name: string; given: Record<string, unknown> };
};

const EMAIL = "ingrid.solberg@halden.example";
const SECRET = "a-secret-of-the-test";
const GATEHOUSE_STANDALONE_EMAIL = EMAIL;

async function keysFor(algorithm: "ES256" | "RS256") {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const [open, own] = await Promise.all([exportJWK(publicKey), exportJWK(privateKey)]);
  return { publicKey: JSON.stringify(open), privateKey: JSON.stringify(own) };
}

async function netsuite(): Promise<Standalone> {
  const { publicKey, privateKey } = await keysFor("ES256");
  const client = { NETSUITE_CLIENT_ID: "gatehouse", NETSUITE_CERTIFICATE_ID: "read" };
  return {
    simulator: { ...client, NETSUITE_SIMULATOR_PORT: "0", NETSUITE_PUBLIC_KEY: publicKey },
    server: (url) => ({
      ...client,
      GATEHOUSE_STANDALONE_EMAIL,
      NETSUITE_BASE_URL: url,
      NETSUITE_ACCOUNT: "1234567",
      NETSUITE_PRIVATE_KEY: privateKey,
      NETSUITE_TODAY: "2026-11-20",
    }),
    needs: "NETSUITE_CERTIFICATE_ID",
    tool: { name: "netsuite_list_projects", given: { limit: 3 } },
  };
}

async function salesforce(): Promise<Standalone> {
  const { publicKey, privateKey } = await keysFor("RS256");
  const SALESFORCE_CLIENT_ID = "gatehouse";
  return {
    simulator: {
      SALESFORCE_CLIENT_ID,
      SALESFORCE_SIMULATOR_PORT: "0",
      SALESFORCE_PUBLIC_KEY: publicKey,
    },
    server: (url) => ({
      SALESFORCE_CLIENT_ID,
      GATEHOUSE_STANDALONE_EMAIL,
      SALESFORCE_BASE_URL: url,
      SALESFORCE_PRIVATE_KEY: privateKey,
      SALESFORCE_TODAY: "2026-11-20",
    }),
    needs: "SALESFORCE_PRIVATE_KEY",
    tool: { name: "salesforce_list_opportunities", given: { owner: "any", limit: 3 } },
  };
}

async function sharepoint(): Promise<Standalone> {
  const filesPort = await freePort();
  const app = {
    SHAREPOINT_TENANT: "8f6a2c1e-5b7d-4c39-9e02-61d4a7b3f508",
    SHAREPOINT_CLIENT_ID: "gatehouse",
    SHAREPOINT_CLIENT_SECRET: SECRET,
  };
  return {
    simulator: { ...app, SHAREPOINT_SIMULATOR_PORT: "0", SHAREPOINT_FILES_PORT: String(filesPort) },
    server: (url) => ({
      ...app,
      GATEHOUSE_STANDALONE_EMAIL,
      SHAREPOINT_BASE_URL: url,
      SHAREPOINT_LOGIN_URL: url,
      SHAREPOINT_HOST: "halden.sharepoint.com",
      SHAREPOINT_SITES: "operations,projects",
      SHAREPOINT_DOWNLOAD_HOSTS: `127.0.0.1:${filesPort}`,
      SHAREPOINT_TODAY: "2026-11-20",
    }),
    needs: "SHAREPOINT_SITES",
    tool: { name: "sharepoint_find_sites", given: {} },
  };
}

async function bamboohr(): Promise<Standalone> {
  return {
    simulator: { BAMBOOHR_SIMULATOR_PORT: "0", BAMBOOHR_API_KEY: SECRET },
    server: (url) => ({
      GATEHOUSE_STANDALONE_EMAIL,
      BAMBOOHR_BASE_URL: url,
      BAMBOOHR_SUBDOMAIN: "halden",
      BAMBOOHR_API_KEY: SECRET,
      BAMBOOHR_TODAY: "2026-11-20",
    }),
    needs: "BAMBOOHR_API_KEY",
    tool: { name: "bamboohr_list_files", given: { scope: "company", limit: 3 } },
  };
}

export const standalone = { netsuite, salesforce, sharepoint, bamboohr };
