import { createSecretKey, hash, type KeyObject } from "node:crypto";
import type { Log } from "../../observe/log.ts";
import { type KeyRing, type KeySource, keyRing } from "./key-ring.ts";
import type { Key, KeyKind } from "./key-set.ts";

/** The keys of a running gateway, each kind in the form its users take. */
export interface KeyRings extends Disposable {
  signing: KeyRing["current"];
  assertion: KeyRing["current"];
  /** The text of each cookie key. */
  cookies: () => readonly string[];
  /** What seals the state of a call that goes on through its client; made of the cookie keys. */
  requestStates: () => readonly KeyObject[];
}

/** To be disposed of with the gateway: it watches files. */
export function keyRings(sources: Readonly<Record<KeyKind, KeySource>>, log: Log): KeyRings {
  const rings = {
    signing: keyRing(sources.signing, log),
    assertion: keyRing(sources.assertion, log),
    cookies: keyRing(sources.cookies, log),
  };
  const text = ({ k }: Key) => k ?? "";
  return {
    signing: rings.signing.current,
    assertion: rings.assertion.current,
    cookies: perSet(rings.cookies.current, text),
    requestStates: perSet(rings.cookies.current, (key) =>
      createSecretKey(hash("sha256", `request state ${text(key)}`, "buffer")),
    ),
    [Symbol.dispose]() {
      for (const { close } of Object.values(rings)) close();
    },
  };
}

/** Works out something of each key, once for each set of them. */
function perSet<T>(keys: () => readonly Key[], of: (key: Key) => T): () => readonly T[] {
  let known: readonly Key[] | undefined;
  let worked: readonly T[] = [];
  return () => {
    const found = keys();
    if (found !== known) [known, worked] = [found, found.map(of)];
    return worked;
  };
}
