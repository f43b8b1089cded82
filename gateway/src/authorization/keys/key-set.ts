import { hash } from "node:crypto";
import type { JWK } from "jose";
import { keyFault } from "../../config/values.ts";

/** What a key is for; it says which form its material has. */
export const KEY_KINDS = ["signing", "assertion", "cookies"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** One key of a set: a private ES256 JWK, of cookies a JWK of type `oct` whose `k` is taken as it is written. */
export type Key = JWK & {
  kid: string;
  /** Seconds since 1970 from which it signs; until then it is only published or accepted. Absent: from the beginning. */
  signsFrom?: number;
};

/**
 * The keys in a text: a JWK, a JWK Set, or of cookies the bare base64 too. Throws an Error that says what is missing and never
 * repeats the text.
 */
export function keysFrom(kind: KeyKind, text: string): Key[] {
  if (kind === "cookies" && keyFault(text) === undefined) return [cookieKeyOf(text)];
  const keys = listIn(text);
  if (keys.length === 0 || !keys.every(kind === "cookies" ? isCookieKey : isEs256))
    throw new Error(
      kind === "cookies"
        ? (keyFault("") ?? "")
        : "must be a private ES256 key as JWK with a kid, or a JWK Set of them",
    );
  if (new Set(keys.map(({ kid }) => kid)).size !== keys.length) throw new Error("has two keys of one kid");
  return keys;
}

const cookieKeyOf = (text: string): Key => ({
  kty: "oct",
  k: text,
  kid: hash("sha256", `kid ${text}`, "hex").slice(0, 8),
});

function listIn(text: string): Key[] {
  try {
    const parsed = JSON.parse(text) as Key | { keys: Key[] } | null;
    return parsed === null
      ? []
      : "keys" in parsed && Array.isArray(parsed.keys)
        ? parsed.keys
        : [parsed as Key];
  } catch {
    return [];
  }
}

const isNamed = ({ kid, signsFrom }: Key): boolean =>
  typeof kid === "string" && kid !== "" && (signsFrom === undefined || Number.isFinite(signsFrom));
const isEs256 = (key: Key): boolean =>
  isNamed(key) && key.kty === "EC" && key.crv === "P-256" && typeof key.d === "string" && key.d !== "";
const isCookieKey = (key: Key): boolean =>
  isNamed(key) && key.kty === "oct" && typeof key.k === "string" && keyFault(key.k) === undefined;

/** From when a key signs; of two of the same moment, the one that stands first is the newer. */
export const startOf = ({ signsFrom = 0 }: Key): number => signsFrom;

/** The key that signs now, then all others. Where every key's time is still to come, the first to come signs already. */
export function inForce(keys: readonly Key[], nowSeconds: number): Key[] {
  const newestFirst = keys.toSorted((one, other) => startOf(other) - startOf(one));
  const signing = newestFirst.find((key) => startOf(key) <= nowSeconds) ?? newestFirst.at(-1);
  return newestFirst.toSorted((one, other) => Number(other === signing) - Number(one === signing));
}
