import {
  analystTools,
  createSalesforce,
  directoryIn,
  openOrg,
  type Salesforce,
  system,
  tools,
} from "@gatehouse/salesforce";
import { serveSimulator, simulateSalesforce } from "@gatehouse/salesforce/simulator";
import type { Caller } from "@gatehouse/tool";
import { clientCredentials, jwtBearer } from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";
import { failing } from "./failing.ts";
import type { Between, Subject, World } from "./subject.ts";

/** The operations director: stands above the service desk, decides on discounts, and sees margins. */
const caller: Caller = { id: "ingrid", email: "ingrid.solberg@halden.example", roles: ["operations"] };
const client = {
  clientId: "consumer-key",
  clientSecret: "consumer-secret",
  runAs: "gatehouse.integration@halden.example",
};

export const salesforce: Subject<Salesforce> = {
  system,
  tools: [...tools, ...analystTools],
  simulate,
  vendorText:
    /INVALID_|NOT_FOUND|_EXCEPTION|LIMIT_EXCEEDED|LongTxn|No such column|ERROR at Row|simulator|insufficient access/i,
};

async function simulate(between: Between = (app) => app): Promise<World<Salesforce>> {
  const keys = await generateKeyPair("RS256", { extractable: true });
  const publicKey = await exportJWK(keys.publicKey);
  const simulator = simulateSalesforce({ clients: [{ ...client, publicKey }] });
  const { url: origin, close } = await serveSimulator({ ...simulator, app: between(simulator.app) });
  const { title, grants, scopes } = system;
  const common = { title, origin, clientId: client.clientId };
  const credential = { secret: client.clientSecret };
  const service = await clientCredentials({
    ...common,
    grant: grants.service,
    credential,
    scopes: scopes[1],
  });
  const person = await jwtBearer({
    ...common,
    grant: grants.delegated,
    privateKey: await exportJWK(keys.privateKey),
  });
  return {
    caller,
    createApi: (_, timeoutMs = 10_000) => {
      const org = openOrg({ origin, timeoutMs, backoffMs: [1, 1] });
      return createSalesforce({
        org,
        tokens: person,
        directory: directoryIn(org, service),
        customFields: {
          erpId: "NetSuite_Id__c",
          slaDue: "SLA_Due__c",
          jobSite: "Job_Site__c",
          lossReason: "Loss_Reason__c",
        },
        extraFields: [{ object: "Opportunity", field: "Margin_Pct__c", type: "number" }],
        currency: "USD",
        now: () => new Date(simulator.company.today),
      })(caller);
    },
    requests: simulator.requests,
    writes: simulator.writes,
    snapshot: simulator.snapshot,
    ...failing(simulator.switches),
    close,
  };
}
