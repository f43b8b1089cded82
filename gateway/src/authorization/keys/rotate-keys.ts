import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { exportJWK, generateKeyPair } from "jose";
import { endOf, inForce, type Key, type KeyKind, keysFrom, startOf } from "./key-set.ts";

/** What stands about a key in `gatehouse keys list`; never its material. */
export interface KeyState {
  kid: string;
  /** A key that is over counts nowhere any more; the next rotation takes it out of the file. */
  state: "signs" | "waits" | "verifies" | "over";
  /** When it begins or began to sign; undefined for one that was there from the beginning. */
  since: Date | undefined;
}

export function statesOf(keys: readonly Key[], now = Date.now()): KeyState[] {
  const [signing, ...others] = inForce(keys, now / 1000);
  const stateOf = (key: Key): KeyState["state"] => {
    if (key === signing) return "signs";
    if (!others.includes(key)) return "over";
    return startOf(key) > now / 1000 ? "waits" : "verifies";
  };
  return keys.map((key) => ({
    kid: key.kid,
    state: stateOf(key),
    since: key.signsFrom === undefined ? undefined : new Date(key.signsFrom * 1000),
  }));
}

export interface Rotation {
  added: Key;
  dropped: readonly string[];
  keys: readonly Key[];
}

/**
 * The set with one more key, which signs after `inSeconds` so that everybody who verifies has seen it by then, and without
 * those that have ended. Refuses while an earlier new key still waits.
 */
export async function rotated(
  kind: KeyKind,
  keys: readonly Key[],
  { inSeconds, now = Date.now() }: { inSeconds: number; now?: number },
): Promise<Rotation> {
  const seconds = Math.floor(now / 1000);
  const waiting = keys.find((key) => startOf(key) > seconds);
  if (waiting !== undefined)
    throw new Error(
      `the key ${waiting.kid} still waits for ${new Date(startOf(waiting) * 1000).toISOString()}; nothing was changed`,
    );
  const added = { ...(await newKey(kind)), signsFrom: seconds + inSeconds };
  const kept = keys.filter((key) => endOf(key, keys) > seconds);
  const dropped = keys.filter((key) => !kept.includes(key)).map(({ kid }) => kid);
  return { added, dropped, keys: [added, ...kept] };
}

async function newKey(kind: KeyKind): Promise<Key> {
  const kid = randomBytes(8).toString("hex");
  if (kind === "cookies") return { kty: "oct", k: randomBytes(32).toString("base64url"), kid };
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: "ES256", use: "sig" };
}

/** Rotates the keys in a file. The file is replaced in one step and keeps its mode; two rotations at once cannot both win. */
export async function rotateFile(kind: KeyKind, file: string, how: { inSeconds: number }): Promise<Rotation> {
  const next = `${file}.new`;
  const descriptor = openNew(next);
  try {
    const rotation = await rotated(kind, keysFrom(kind, readFileSync(file, "utf8").trimEnd()), how);
    writeSync(descriptor, `${JSON.stringify({ keys: rotation.keys }, null, 2)}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    const { mode, uid, gid } = statSync(file);
    chmodSync(next, mode & 0o777);
    // Whoever runs this may be root, and the gateway not.
    chownSync(next, uid, gid);
    renameSync(next, file);
    return rotation;
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

function openNew(next: string): number {
  try {
    return openSync(next, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Error(`${next} exists: another rotation is under way or broke off; remove it if none is`, {
      cause: error,
    });
  }
}
