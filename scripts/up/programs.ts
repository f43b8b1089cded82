import { defaultToday } from "../../packages/demo/src/company/index.ts";
import type { Secrets } from "./secrets.ts";
import type { Listener, Settings } from "./settings.ts";

/** One program of ours: a file that node runs. It prints one JSON line with `listening` as soon as it serves. */
export interface ProgramPlan {
  /** Names the log file; `listener` gives its title and port. */
  name: string;
  listener: Exclude<Listener, "database">;
  /** From the root of the checkout. */
  file: string;
  arguments?: string[];
  nodeOptions?: readonly string[];
  env: Record<string, string>;
  /** Answers 200 once the program can do its work. */
  readyPath?: string;
}

export interface ProgramFacts {
  settings: Settings;
  secrets: Secrets;
  databaseUrl: string;
}

/** What runs, in waves: a wave starts when all of the one before listen, and ends before it. */
export function programWaves(facts: ProgramFacts): ProgramPlan[][] {
  return [[identityProvider(facts), netsuiteSimulator(facts), netsuite(facts)], [gateway(facts)]];
}

const at = ({ settings }: ProgramFacts, listener: Listener) => `http://127.0.0.1:${settings.ports[listener]}`;

/** The demo company stands still at one day, on which the server must agree with the simulator. */
const today = () => process.env.GATEHOUSE_TODAY || defaultToday;

const demoIdpClient = ({ secrets }: ProgramFacts) => ({
  DEMO_IDP_CLIENT_ID: "gatehouse",
  DEMO_IDP_CLIENT_SECRET: secrets.demoIdpClientSecret,
});

const netsuiteClient = ({ secrets }: ProgramFacts) => ({
  NETSUITE_CLIENT_ID: secrets.netsuiteClientId,
  NETSUITE_CERTIFICATE_ID: secrets.netsuiteCertificateId,
});

function identityProvider(facts: ProgramFacts): ProgramPlan {
  const { ports, publicUrl } = facts.settings;
  return {
    name: "identity-provider",
    listener: "identityProvider",
    file: "packages/demo/dist/identity-provider.js",
    env: {
      DEMO_IDP_PORT: String(ports.identityProvider),
      DEMO_IDP_REDIRECT_URI: `${publicUrl}/signin/callback`,
      ...demoIdpClient(facts),
    },
  };
}

function netsuiteSimulator(facts: ProgramFacts): ProgramPlan {
  return {
    name: "netsuite-simulator",
    listener: "netsuiteSimulator",
    file: "servers/netsuite/dist/simulator.js",
    env: {
      NETSUITE_SIMULATOR_PORT: String(facts.settings.ports.netsuiteSimulator),
      NETSUITE_PUBLIC_KEY: JSON.stringify(facts.secrets.netsuiteKeys.publicKey),
      GATEHOUSE_TODAY: today(),
      ...netsuiteClient(facts),
    },
  };
}

function netsuite(facts: ProgramFacts): ProgramPlan {
  return {
    name: "netsuite",
    listener: "netsuite",
    file: "servers/netsuite/dist/main.js",
    env: {
      PORT: String(facts.settings.ports.netsuite),
      NETSUITE_BASE_URL: at(facts, "netsuiteSimulator"),
      NETSUITE_ACCOUNT: "1234567",
      NETSUITE_PRIVATE_KEY: JSON.stringify(facts.secrets.netsuiteKeys.privateKey),
      NETSUITE_TODAY: today(),
      NETSUITE_ALL_SCOPE_ROLES: "finance,operations",
      NETSUITE_INSURANCE_FIELD: "custentity_insurance_expiry",
      NETSUITE_COST_CODE_FIELD: "custcol_cost_code",
      GATEHOUSE_URL: at(facts, "gateway"),
      GATEHOUSE_CURSOR_KEY: facts.secrets.cursorKey,
      ...netsuiteClient(facts),
    },
  };
}

function gateway(facts: ProgramFacts): ProgramPlan {
  const { settings, secrets, databaseUrl } = facts;
  return {
    name: "gateway",
    listener: "gateway",
    file: "gateway/dist/main.js",
    // Short-lived objects of many calls at once: larger young generations cost memory and save no time.
    nodeOptions: ["--max-semi-space-size=8"],
    arguments: ["serve"],
    readyPath: "/readyz",
    env: {
      DATABASE_URL: databaseUrl,
      GATEHOUSE_CONFIG: settings.configFile,
      GATEHOUSE_PORT: String(settings.ports.gateway),
      GATEHOUSE_PUBLIC_URL: settings.publicUrl,
      GATEHOUSE_SIGNING_KEY: JSON.stringify(secrets.signingKeys.privateKey),
      GATEHOUSE_ASSERTION_KEY: JSON.stringify(secrets.assertionKeys.privateKey),
      GATEHOUSE_COOKIE_KEY: secrets.cookieKey,
      GATEHOUSE_AUDIT_KEY: secrets.auditKey,
      NETSUITE_SERVER_URL: at(facts, "netsuite"),
      DEMO_IDP_URL: at(facts, "identityProvider"),
      ...demoIdpClient(facts),
    },
  };
}
