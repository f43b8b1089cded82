import { createECDH, hash } from "node:crypto";
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
        : "must be a private ES256 key as JWK with a kid, or a JWK Set of them, each with the x and y that belong to its d",
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
const isEs256 = (key: Key): boolean => isNamed(key) && key.kty === "EC" && key.crv === "P-256" && isPair(key);
const isCookieKey = (key: Key): boolean =>
  isNamed(key) && key.kty === "oct" && typeof key.k === "string" && keyFault(key.k) === undefined;

/** Whether the public half is that of the private one. With another, everything it signs would be refused. */
function isPair({ d, x, y }: Key): boolean {
  const pair = createECDH("prime256v1");
  try {
    pair.setPrivateKey(Buffer.from(d ?? "", "base64url"));
  } catch {
    return false;
  }
  // An uncompressed point: 4, then x and y of 32 bytes each.
  const point = pair.getPublicKey();
  return x === point.subarray(1, 33).toString("base64url") && y === point.subarray(33).toString("base64url");
}

/** From when a key signs; of two of the same moment, the one that stands first is the newer. */
export const startOf = ({ signsFrom = 0 }: Key): number => signsFrom;

/** The longest life of an access token (see `lifetimes.ts`), and an hour for clocks and for files that are copied late. */
export const KEEP_SECONDS = 25 * 3_600;

/** When a key ends: once a newer one has signed for longer than anything lives that this one signed. Never, without one. */
export const endOf = (key: Key, keys: readonly Key[]): number =>
  Math.min(...keys.map(startOf).filter((start) => start > startOf(key))) + KEEP_SECONDS;

/**
 * The key that signs now, then all others that have not ended. Where every key's time is still to come, the first to come signs
 * already.
 */
export function inForce(keys: readonly Key[], nowSeconds: number): Key[] {
  const newestFirst = keys
    .filter((key) => endOf(key, keys) > nowSeconds)
    .toSorted((one, other) => startOf(other) - startOf(one));
  const signing = newestFirst.find((key) => startOf(key) <= nowSeconds) ?? newestFirst.at(-1);
  return newestFirst.toSorted((one, other) => Number(other === signing) - Number(one === signing));
}
