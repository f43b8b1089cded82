import { importJWK, type JWK } from "jose";

export type SimulatorEnvironment = {
  port: number;
  clientId: string;
  certificateId: string;
  publicKey: JWK;
  today: string | undefined;
  scale: number;
};

/** The program's settings from its environment. Throws an `Error` whose message is the one sentence that says what is wrong. */
export async function readEnvironment(
  environment: Record<string, string | undefined>,
): Promise<SimulatorEnvironment> {
  const required = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`The environment variable ${name} is missing.`);
    return value;
  };
  const wholeNumber = (name: string, text: string, highest: number): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 0 && value <= highest) return value;
    throw new Error(`${name} must be a whole number up to ${highest}, not "${text}".`);
  };
  return {
    port: wholeNumber("NETSUITE_SIMULATOR_PORT", required("NETSUITE_SIMULATOR_PORT"), 65_535),
    clientId: required("NETSUITE_CLIENT_ID"),
    certificateId: required("NETSUITE_CERTIFICATE_ID"),
    publicKey: await readPublicKey(required("NETSUITE_PUBLIC_KEY")),
    today: readToday(environment.GATEHOUSE_TODAY),
    scale: wholeNumber("GATEHOUSE_SCALE", environment.GATEHOUSE_SCALE || "1", 100) || 1,
  };
}

async function readPublicKey(text: string): Promise<JWK> {
  try {
    const key = JSON.parse(text) as JWK;
    await importJWK(key, key.kty === "EC" ? "ES256" : "PS256");
    return key;
  } catch {
    throw new Error("NETSUITE_PUBLIC_KEY is not a public key as JWK in JSON.");
  }
}

function readToday(today: string | undefined): string | undefined {
  if (!today) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(today) && !Number.isNaN(Date.parse(today));
  if (!isDate) throw new Error(`GATEHOUSE_TODAY must be a date like 2026-11-20, not "${today}".`);
  return today;
}
