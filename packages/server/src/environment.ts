import type { JWK } from "jose";

/** What a server reads its configuration from. Every helper here fails with one sentence that names the variable. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The value of a variable a server cannot start without. */
export function needed(env: Env, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`the environment variable ${name} is missing; set it and start again`);
  return value;
}

/** A private key as JWK in JSON. The text itself stays out of the message: it is a secret even where it is malformed. */
export function neededJwk(env: Env, name: string): JWK {
  const text = needed(env, name);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && "kty" in parsed) return parsed as JWK;
  } catch {
    // Said below, without the parser's words, which quote the text.
  }
  throw new Error(`the environment variable ${name} is not a private key as JWK in JSON`);
}

/** A whole number above 0; undefined where the variable is not set. */
export function wholeNumber(env: Env, name: string): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  const parsed = Number(text);
  if (Number.isInteger(parsed) && parsed > 0) return parsed;
  throw new Error(`the environment variable ${name} is not a whole number above 0`);
}

/** A clock that stands still at the day named, as the demo company does; undefined where the variable is not set. */
export function fixedDay(env: Env, name: string): (() => Date) | undefined {
  const text = env[name];
  if (!text) return undefined;
  const day = new Date(text);
  if (!Number.isNaN(day.getTime())) return () => day;
  throw new Error(`the environment variable ${name} is not a date such as 2026-11-20`);
}

/** One of a few words, the first where the variable is not set. */
export function oneOf<const Word extends string>(
  env: Env,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const text = env[name] || words[0];
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new Error(`the environment variable ${name} is "${text}"; use ${words.join(" or ")}`);
}

/** Names separated by commas; none where the variable is not set. */
export const namesIn = (env: Env, name: string): string[] =>
  (env[name] ?? "").split(",").flatMap((part) => part.trim() || []);
