import { readPort, readScale, readToday, required, runSimulator } from "@gatehouse/simulator";
import { serviceUserEmail } from "./seed/seed-users.ts";
import { simulateBambooHr } from "./simulate-bamboo-hr.ts";

const portVariable = "BAMBOOHR_SIMULATOR_PORT";

await runSimulator({
  title: "BambooHR",
  portVariable,
  async start(environment) {
    const port = readPort(environment, portVariable);
    const today = readToday(environment);
    const subdomain = environment.BAMBOOHR_SUBDOMAIN || "halden";
    const clientId = environment.BAMBOOHR_CLIENT_ID;
    const clientSecret = environment.BAMBOOHR_CLIENT_SECRET;
    const redirectUris = (environment.BAMBOOHR_REDIRECT_URIS ?? "").split(" ").filter((uri) => uri !== "");
    const { app } = simulateBambooHr({
      ...(today && { today }),
      scale: readScale(environment),
      subdomain,
      apiKeys: [{ key: required(environment, "BAMBOOHR_API_KEY"), user: serviceUserEmail }],
      clients: clientId ? [{ clientId, ...(clientSecret && { clientSecret }), redirectUris }] : [],
    });
    return { app, port };
  },
});
