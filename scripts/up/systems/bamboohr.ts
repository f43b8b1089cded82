import { originOf, type ProgramFacts, type SystemPrograms } from "../plan.ts";
import { behindTheGateway } from "./behind-the-gateway.ts";
import { today } from "./today.ts";

/** Reads with one API key, which may see everything: what each person gets is the server's own policy. */
export function bamboohr(facts: ProgramFacts): SystemPrograms {
  const { settings, secrets } = facts;
  return {
    simulator: {
      name: "bamboohr-simulator",
      listener: "bamboohrSimulator",
      file: "servers/bamboohr/dist/simulator.js",
      env: {
        BAMBOOHR_SIMULATOR_PORT: String(settings.ports.bamboohrSimulator),
        BAMBOOHR_SUBDOMAIN: "halden",
        BAMBOOHR_API_KEY: secrets.bamboohrApiKey,
        GATEHOUSE_TODAY: today(),
      },
    },
    server: {
      name: "bamboohr",
      listener: "bamboohr",
      file: "servers/bamboohr/dist/main.js",
      env: {
        ...behindTheGateway(facts, "bamboohr"),
        BAMBOOHR_BASE_URL: originOf(facts, "bamboohrSimulator"),
        BAMBOOHR_SUBDOMAIN: "halden",
        BAMBOOHR_API_KEY: secrets.bamboohrApiKey,
        BAMBOOHR_POLICY_ENFORCED: "true",
        BAMBOOHR_HR_ROLES: "hr",
        BAMBOOHR_FIELD_CLASSES: "customCurrentProject=work",
        BAMBOOHR_TODAY: today(),
      },
    },
  };
}
