import { watchFile } from "../../config/watch-file.ts";
import type { Log } from "../../observe/log.ts";
import { endOf, inForce, type Key, type KeyKind, startOf } from "./key-set.ts";

/** Where keys come from: read once at the start, and again while the gateway runs where they stand in a file. */
export interface KeySource {
  kind: KeyKind;
  keys: readonly Key[];
  /** Absolute; undefined where the environment holds the keys, which does not change. */
  file: string | undefined;
  /** Reads and checks them anew. */
  read(): readonly Key[];
}

/** Keys in force: the one that signs first, then all others. The same array until something changes. */
export type KeysInForce = () => readonly Key[];

export interface KeyRing {
  current: KeysInForce;
  close(): void;
}

const POLL_MS = 5_000;

/**
 * Keys that change without a restart: by an edited file, by a key's hour to sign, and by its end. A file that cannot be read or does not
 * pass its checks is told to the log and changes nothing.
 */
export function keyRing(source: KeySource, log: Log, pollMs = POLL_MS): KeyRing {
  let keys = source.keys;
  let current = inForce(keys, Date.now() / 1000);
  let nextTurn = turnAfter(keys);
  const take = (next: readonly Key[]) => {
    keys = next;
    current = inForce(keys, Date.now() / 1000);
    nextTurn = turnAfter(keys);
  };
  const reload = () => {
    try {
      const next = source.read();
      if (JSON.stringify(next) === JSON.stringify(keys)) return;
      take(next);
      const kids = current.map(({ kid }) => kid);
      log.info({ kind: source.kind, signing: kids[0], kids }, "the keys have changed");
    } catch (error) {
      log.error({ error, kind: source.kind }, "the changed keys cannot be used; the former ones stay");
    }
  };
  const watched =
    source.file === undefined
      ? undefined
      : watchFile(source.file, {
          onChange: reload,
          onBlind: (error) => log.warn({ error }, "the keys are no longer watched, only looked at"),
          pollMs,
        });
  return {
    current() {
      if (Date.now() / 1000 >= nextTurn) {
        const [former] = current;
        take(keys);
        const kids = current.map(({ kid }) => kid);
        const said = current[0] === former ? "an old key has ended" : "a new key signs";
        log.info({ kind: source.kind, signing: kids[0], kids }, said);
      }
      return current;
    },
    close: () => watched?.close(),
  };
}

/** When the next key begins to sign, or ends; never, where neither is to come. */
function turnAfter(keys: readonly Key[]): number {
  const now = Date.now() / 1000;
  const turns = keys.flatMap((key) => [startOf(key), endOf(key, keys)]);
  return Math.min(...turns.filter((turn) => turn > now));
}
