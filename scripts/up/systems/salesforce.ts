import { originOf, type ProgramFacts, type SystemPrograms } from "../plan.ts";
import { behindTheGateway } from "./behind-the-gateway.ts";
import { today } from "./today.ts";

/** Runs as each person, by a token of theirs from the gateway, which has the key: Salesforce shows what that person may see there. */
export function salesforce(facts: ProgramFacts): SystemPrograms {
  const { settings, secrets } = facts;
  return {
    simulator: {
      name: "salesforce-simulator",
      listener: "salesforceSimulator",
      file: "servers/salesforce/dist/simulator.js",
      env: {
        SALESFORCE_SIMULATOR_PORT: String(settings.ports.salesforceSimulator),
        SALESFORCE_CLIENT_ID: secrets.salesforceClientId,
        SALESFORCE_PUBLIC_KEY: JSON.stringify(secrets.salesforceKeys.publicKey),
        SALESFORCE_CLIENT_SECRET: secrets.salesforceClientSecret,
        GATEHOUSE_TODAY: today(),
      },
    },
    server: {
      name: "salesforce",
      listener: "salesforce",
      file: "servers/salesforce/dist/main.js",
      env: {
        ...behindTheGateway(facts, "salesforce"),
        SALESFORCE_BASE_URL: originOf(facts, "salesforceSimulator"),
        SALESFORCE_IDENTITY: "gateway",
        SALESFORCE_TODAY: today(),
        SALESFORCE_CURRENCY: "USD",
        SALESFORCE_EXTRA_FIELDS: "Opportunity.Margin_Pct__c:number",
        SALESFORCE_ERP_ID_FIELD: "NetSuite_Id__c",
        SALESFORCE_SLA_FIELD: "SLA_Due__c",
        SALESFORCE_JOB_SITE_FIELD: "Job_Site__c",
        SALESFORCE_LOSS_REASON_FIELD: "Loss_Reason__c",
      },
    },
  };
}
