import { type Environment, readPublicKey, readScale, readToday, required } from "@gatehouse/simulator";
import type { JWK } from "jose";
import type { CodeClient } from "./signin/clients.ts";

export type SimulatorEnvironment = {
  clientId: string;
  certificateId: string;
  publicKey: JWK;
  /** The integration to which people connect accounts of their own; undefined where none is registered. */
  app: CodeClient | undefined;
  /** Signs tokens, the same at every start where one is given. */
  key: Uint8Array | undefined;
  today: string | undefined;
  scale: number;
};

/** The program's settings from its environment. Throws an `Error` whose message is the one sentence that says what is wrong. */
export async function readEnvironment(environment: Environment): Promise<SimulatorEnvironment> {
  return {
    clientId: required(environment, "NETSUITE_CLIENT_ID"),
    certificateId: required(environment, "NETSUITE_CERTIFICATE_ID"),
    publicKey: await readPublicKey(environment, "NETSUITE_PUBLIC_KEY"),
    app: readApp(environment),
    key: readKey(environment),
    today: readToday(environment),
    scale: readScale(environment),
  };
}

function readApp(environment: Environment): CodeClient | undefined {
  const { NETSUITE_APP_ID: clientId } = environment;
  if (!clientId) return undefined;
  return {
    clientId,
    clientSecret: required(environment, "NETSUITE_APP_SECRET"),
    redirectUris: [required(environment, "NETSUITE_APP_REDIRECT_URI")],
  };
}

const keyBytes = 32;

function readKey({ NETSUITE_SIMULATOR_KEY: text }: Environment): Uint8Array | undefined {
  if (!text) return undefined;
  const key = Buffer.from(text, "base64");
  if (key.length === keyBytes) return key;
  throw new Error(`NETSUITE_SIMULATOR_KEY must be base64 of ${keyBytes} bytes.`);
}
