import { importJWK, type JWK } from "jose";

/** Variables as `process.env` holds them. Every reader here throws an `Error` whose message is the one sentence that says what is wrong. */
export type Environment = Record<string, string | undefined>;

/** A variable without which the program cannot start; an empty one counts as missing. */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`The environment variable ${name} is missing.`);
  return value;
}

/** A port by the variable that names it; 0 takes any free one. */
export const readPort = (environment: Environment, name: string): number =>
  wholeNumber(name, required(environment, name), 65_535);

/** `GATEHOUSE_TODAY`: the ISO date on which the demo company lives; undefined leaves it to the company. */
export function readToday({ GATEHOUSE_TODAY: today }: Environment): string | undefined {
  if (!today) return undefined;
  if (isDate(today)) return today;
  throw new Error(`GATEHOUSE_TODAY must be a date like 2026-11-20, not "${today}".`);
}

/** `GATEHOUSE_SCALE`: how many times the usual number of records the demo company has, from 1 to 100; 1 unless given. */
export const readScale = ({ GATEHOUSE_SCALE: scale }: Environment): number =>
  wholeNumber("GATEHOUSE_SCALE", scale || "1", 100) || 1;

/** The public key of a client as JWK in JSON: an elliptic one is for ES256, any other for PS256. */
export async function readPublicKey(environment: Environment, name: string): Promise<JWK> {
  const text = required(environment, name);
  try {
    const key = JSON.parse(text) as JWK;
    await importJWK(key, key.kty === "EC" ? "ES256" : "PS256");
    return key;
  } catch {
    throw new Error(`${name} is not a public key as JWK in JSON.`);
  }
}

function wholeNumber(name: string, text: string, highest: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= highest) return value;
  throw new Error(`${name} must be a whole number up to ${highest}, not "${text}".`);
}

/** A date that the calendar does not have, such as 30 February, would be read as one in March. */
function isDate(text: string): boolean {
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(`${text}T`);
}
