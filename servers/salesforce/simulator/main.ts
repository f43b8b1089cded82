import { readPort, readPublicKey, readScale, readToday, required, runSimulator } from "@gatehouse/simulator";
import type { Client } from "./signin/clients.ts";
import { simulateSalesforce } from "./simulate-salesforce.ts";

const portVariable = "SALESFORCE_SIMULATOR_PORT";

await runSimulator({
  title: "Salesforce",
  portVariable,
  async start(environment) {
    const today = readToday(environment);
    const secret = environment.SALESFORCE_CLIENT_SECRET;
    const redirectUri = environment.SALESFORCE_REDIRECT_URI;
    const client: Client = {
      clientId: required(environment, "SALESFORCE_CLIENT_ID"),
      // Signs for any active user whom an assertion names: JWT bearer acts as the person, never as the app.
      publicKey: await readPublicKey(environment, "SALESFORCE_PUBLIC_KEY"),
      // The client credentials flow has one integration user of its own (reference, section 2).
      ...(secret && { clientSecret: secret, runAs: "gatehouse.integration@halden.example" }),
      ...(redirectUri && { redirectUris: [redirectUri] }),
    };
    const port = readPort(environment, portVariable);
    const simulator = simulateSalesforce({
      ...(today && { today }),
      scale: readScale(environment),
      clients: [client],
    });
    return { app: simulator.app, port };
  },
});
