import { analystTools, createSalesforce, directoryIn, openOrg, system, tools } from "@gatehouse/salesforce";
import {
  type SalesforceSimulator,
  serveSimulator,
  simulateSalesforce,
} from "@gatehouse/salesforce/simulator";
import { clientCredentials, jwtBearer } from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";
import { openWire, over, PATIENCE, type Simulated } from "./simulated.ts";

const client = {
  clientId: "consumer-key",
  clientSecret: "consumer-secret",
  runAs: "gatehouse.integration@halden.example",
};

/** Runs as each person, as the demo configuration does, and with the analyst's tool turned on. */
export async function simulatedSalesforce(): Promise<Simulated<SalesforceSimulator>> {
  const keys = await generateKeyPair("RS256", { extractable: true });
  const publicKey = await exportJWK(keys.publicKey);
  const wire = openWire();
  const simulator = simulateSalesforce({ clients: [{ ...client, publicKey }] });
  const { url: origin, close } = await serveSimulator({ app: over(wire, simulator.app) });
  const { title, grants, scopes } = system;
  const common = { title, origin, clientId: client.clientId };
  const credential = { secret: client.clientSecret };
  const service = await clientCredentials({
    ...common,
    grant: grants.service,
    credential,
    scopes: scopes[1],
  });
  const org = openOrg({ origin, ...PATIENCE });
  const directory = directoryIn(org, service);
  const privateKey = await exportJWK(keys.privateKey);
  const api = createSalesforce({
    org,
    tokens: await jwtBearer({
      ...common,
      grant: grants.delegated,
      privateKey,
      subjectOf: directory.usernameOf,
    }),
    directory,
    customFields: {
      erpId: "NetSuite_Id__c",
      slaDue: "SLA_Due__c",
      jobSite: "Job_Site__c",
      lossReason: "Loss_Reason__c",
    },
    extraFields: [{ object: "Opportunity", field: "Margin_Pct__c", type: "number" }],
    currency: "USD",
    now: () => new Date(simulator.company.today),
  });
  const product = { system, version: "1", tools: [...tools, ...analystTools], api };
  return { product, simulator, wire, close };
}
