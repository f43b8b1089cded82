import path from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../failure.ts";

/** Everything that listens: who, its distance from the first port, and the variable that moves it alone. */
export const LISTENERS = {
  gateway: { title: "the gateway", offset: 0, variable: "GATEHOUSE_PORT" },
  identityProvider: { title: "the demo identity provider", offset: 1, variable: "DEMO_IDP_PORT" },
  netsuite: { title: "the NetSuite server", offset: 11, variable: "NETSUITE_PORT" },
  netsuiteSimulator: { title: "the NetSuite simulator", offset: 12, variable: "NETSUITE_SIMULATOR_PORT" },
  salesforce: { title: "the Salesforce server", offset: 13, variable: "SALESFORCE_PORT" },
  salesforceSimulator: {
    title: "the Salesforce simulator",
    offset: 14,
    variable: "SALESFORCE_SIMULATOR_PORT",
  },
  sharepoint: { title: "the SharePoint server", offset: 15, variable: "SHAREPOINT_PORT" },
  sharepointSimulator: {
    title: "the SharePoint simulator",
    offset: 16,
    variable: "SHAREPOINT_SIMULATOR_PORT",
  },
  sharepointFiles: {
    title: "the SharePoint simulator's file host",
    offset: 17,
    variable: "SHAREPOINT_FILES_PORT",
  },
  bamboohr: { title: "the BambooHR server", offset: 18, variable: "BAMBOOHR_PORT" },
  bamboohrSimulator: { title: "the BambooHR simulator", offset: 19, variable: "BAMBOOHR_SIMULATOR_PORT" },
  database: { title: "PostgreSQL", offset: 32, variable: "GATEHOUSE_DATABASE_PORT" },
} as const;

export type Listener = keyof typeof LISTENERS;
export type Ports = Record<Listener, number>;

export interface Settings {
  root: string;
  /** Holds database, secrets, logs and the record of what runs. */
  dataFolder: string;
  ports: Ports;
  /** What clients and browsers call the gateway; without a slash at the end. */
  publicUrl: string;
  /** A database of the person's own; undefined means the embedded one. */
  databaseUrl: string | undefined;
  configFile: string;
  isReset: boolean;
  isOnce: boolean;
  /** A module that stands in for the table of programs, for tests of this script. */
  programsModule: string | undefined;
}

const FIRST_PORT = 8400;

export function readSettings(root: string, argv: string[], env: NodeJS.ProcessEnv): Settings {
  const options = readOptions(argv);
  const first = options.port === undefined ? FIRST_PORT : portFrom("--port", options.port);
  const ports = portsFrom(first, env);
  const databaseUrl = env.DATABASE_URL || undefined;
  // A path is the folder of a socket. What is neither is not repeated: it may hold a password.
  if (databaseUrl && !databaseUrl.startsWith("/") && !/^(postgres(ql)?|socket):/.test(databaseUrl))
    throw new Failure(
      "DATABASE_URL is no address such as postgres://user:password@host/database: correct it.",
    );
  if (options.reset && databaseUrl) {
    throw new Failure(
      "--reset deletes only the embedded database: unset DATABASE_URL, or empty yours yourself.",
    );
  }
  return {
    root,
    dataFolder: path.resolve(root, env.GATEHOUSE_DATA || ".data"),
    ports,
    publicUrl: (env.GATEHOUSE_PUBLIC_URL || `http://127.0.0.1:${ports.gateway}`).replace(/\/+$/, ""),
    databaseUrl,
    configFile: path.resolve(root, env.GATEHOUSE_CONFIG || "gatehouse.yaml"),
    isReset: options.reset ?? false,
    isOnce: options.once ?? false,
    programsModule: options.programs && path.resolve(root, options.programs),
  };
}

function readOptions(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        port: { type: "string" },
        reset: { type: "boolean" },
        once: { type: "boolean" },
        programs: { type: "string" },
      },
    }).values;
  } catch (error) {
    const [why] = String((error as Error).message).split(". ");
    throw new Failure(`${why}: npm start -- takes --port <first port>, --reset and --once.`);
  }
}

function portsFrom(first: number, env: NodeJS.ProcessEnv): Ports {
  const entries = Object.entries(LISTENERS).map(([name, { offset, variable }]): [string, number] => {
    const own = env[variable];
    return [name, own ? portFrom(variable, own) : first + offset];
  });
  for (const [name, port] of entries) {
    const other = entries.find(([otherName, otherPort]) => otherPort === port && otherName !== name)?.[0];
    if (other) {
      const { title, variable } = LISTENERS[name as Listener];
      throw new Failure(
        `Port ${port} is given to both ${title} and ${LISTENERS[other as Listener].title}: change ${variable}.`,
      );
    }
  }
  return Object.fromEntries(entries) as Ports;
}

function portFrom(name: string, text: string): number {
  const port = Number(text);
  const highest = 65_535 - (name === "--port" ? LISTENERS.database.offset : 0);
  if (Number.isInteger(port) && port >= 1 && port <= highest) return port;
  throw new Failure(`${name} is "${text}": give a port number from 1 to ${highest}.`);
}
