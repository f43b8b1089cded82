import { originOf, type ProgramFacts, type SystemPrograms } from "../plan.ts";
import { behindTheGateway } from "./behind-the-gateway.ts";
import { today } from "./today.ts";

/** Reads as one service identity with a certificate of its own; changes are each person's, under the account they connected. */
export function netsuite(facts: ProgramFacts): SystemPrograms {
  const { settings, secrets } = facts;
  const client = {
    NETSUITE_CLIENT_ID: secrets.netsuiteClientId,
    NETSUITE_CERTIFICATE_ID: secrets.netsuiteCertificateId,
  };
  return {
    simulator: {
      name: "netsuite-simulator",
      listener: "netsuiteSimulator",
      file: "servers/netsuite/dist/simulator.js",
      env: {
        NETSUITE_SIMULATOR_PORT: String(settings.ports.netsuiteSimulator),
        NETSUITE_PUBLIC_KEY: JSON.stringify(secrets.netsuiteKeys.publicKey),
        NETSUITE_APP_ID: secrets.netsuiteAppId,
        NETSUITE_APP_SECRET: secrets.netsuiteAppSecret,
        NETSUITE_APP_REDIRECT_URI: `${settings.publicUrl}/connections/netsuite/callback`,
        NETSUITE_SIMULATOR_KEY: secrets.netsuiteSimulatorKey,
        GATEHOUSE_TODAY: today(),
        ...client,
      },
    },
    server: {
      name: "netsuite",
      listener: "netsuite",
      file: "servers/netsuite/dist/main.js",
      env: {
        ...behindTheGateway(facts, "netsuite"),
        ...client,
        NETSUITE_BASE_URL: originOf(facts, "netsuiteSimulator"),
        NETSUITE_ACCOUNT: "1234567",
        NETSUITE_PRIVATE_KEY: JSON.stringify(secrets.netsuiteKeys.privateKey),
        NETSUITE_WRITES: "gateway",
        NETSUITE_TODAY: today(),
        NETSUITE_ALL_SCOPE_ROLES: "finance,operations",
        NETSUITE_INSURANCE_FIELD: "custentity_insurance_expiry",
        NETSUITE_COST_CODE_FIELD: "custcol_cost_code",
      },
    },
  };
}
