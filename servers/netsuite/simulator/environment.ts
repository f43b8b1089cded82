import { type Environment, readPublicKey, readScale, readToday, required } from "@gatehouse/simulator";
import type { JWK } from "jose";

export type SimulatorEnvironment = {
  clientId: string;
  certificateId: string;
  publicKey: JWK;
  today: string | undefined;
  scale: number;
};

/** The program's settings from its environment. Throws an `Error` whose message is the one sentence that says what is wrong. */
export async function readEnvironment(environment: Environment): Promise<SimulatorEnvironment> {
  return {
    clientId: required(environment, "NETSUITE_CLIENT_ID"),
    certificateId: required(environment, "NETSUITE_CERTIFICATE_ID"),
    publicKey: await readPublicKey(environment, "NETSUITE_PUBLIC_KEY"),
    today: readToday(environment),
    scale: readScale(environment),
  };
}
