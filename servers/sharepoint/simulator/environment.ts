import {
  type Environment,
  readPort,
  readPublicKey,
  readScale,
  readToday,
  required,
} from "@gatehouse/simulator";
import type { JWK } from "jose";

export type SimulatorEnvironment = {
  port: number;
  /** Where files are served; 0 takes any free port. */
  filesPort: number;
  tenantId: string;
  clientId: string;
  clientSecret: string | undefined;
  publicKey: JWK | undefined;
  certificateId: string | undefined;
  /** Sites that the app was given, each by the last part of its address; every site when none is named. */
  sites: string[] | undefined;
  /** Issuer of the tokens that on-behalf-of takes; the tenant itself where not set. */
  assertionIssuer: string | undefined;
  today: string | undefined;
  scale: number;
};

/** The program's settings from its environment. Throws an `Error` whose message is the one sentence that says what is wrong. */
export async function readEnvironment(environment: Environment): Promise<SimulatorEnvironment> {
  const { SHAREPOINT_CLIENT_SECRET: clientSecret, SHAREPOINT_PUBLIC_KEY: key } = environment;
  const port = readPort(environment, "SHAREPOINT_SIMULATOR_PORT");
  const filesPort = readPort(
    { SHAREPOINT_FILES_PORT: environment.SHAREPOINT_FILES_PORT || "0" },
    "SHAREPOINT_FILES_PORT",
  );
  const tenantId = required(environment, "SHAREPOINT_TENANT");
  const clientId = required(environment, "SHAREPOINT_CLIENT_ID");
  if (!clientSecret && !key)
    throw new Error(
      "One of the environment variables SHAREPOINT_CLIENT_SECRET and SHAREPOINT_PUBLIC_KEY is needed.",
    );
  return {
    port,
    filesPort,
    tenantId,
    clientId,
    clientSecret: clientSecret || undefined,
    publicKey: key ? await readPublicKey(environment, "SHAREPOINT_PUBLIC_KEY") : undefined,
    certificateId: environment.SHAREPOINT_CERTIFICATE_THUMBPRINT || undefined,
    sites: sitesIn(environment.SHAREPOINT_SITES),
    assertionIssuer: environment.SHAREPOINT_ASSERTION_ISSUER || undefined,
    today: readToday(environment),
    scale: readScale(environment),
  };
}

/** Addresses or names, comma between them, as the server takes them; the root site is its bare host. */
function sitesIn(text: string | undefined): string[] | undefined {
  const sites = text
    ?.split(",")
    .map((site) => site.trim())
    .filter((site) => site !== "");
  return sites?.length
    ? sites.map((site) => /\/sites\/([^/]+)\/?$/.exec(site)?.[1] ?? (site.includes("/") ? "root" : site))
    : undefined;
}
