import type { KeyObject } from "node:crypto";
import { open, seal } from "../crypto/sealed-box.ts";
import { WireError } from "../protocol/wire-error.ts";

/**
 * What a system asks a client to send back in its next round. It travels through the client, so it is sealed here and
 * bound to the person, the system and the thing called: changed, borrowed or old state never reaches a system.
 */
export type RequestStates = {
  wrap(state: string, context: string): string;
  /** Throws WireError where the state is not one of ours for this context, or older than its time. */
  unwrap(sealed: unknown, context: string): string;
};

const LIFE_MS = 10 * 60_000;
const PREFIX = "gh1.";

/** `keys`: the first seals, all open, so that keys can be rotated. */
export function requestStates(keys: () => readonly KeyObject[]): RequestStates {
  const opened = (box: Buffer, context: string): string => {
    for (const key of keys().slice(0, -1)) {
      try {
        return open(key, box, context).toString();
      } catch {
        // Perhaps another one's.
      }
    }
    return open(keys().at(-1) as KeyObject, box, context).toString();
  };
  return {
    wrap: (state, context) =>
      PREFIX +
      seal(keys()[0] as KeyObject, JSON.stringify([Date.now() + LIFE_MS, state]), context).toString(
        "base64url",
      ),
    unwrap(sealed, context) {
      try {
        if (typeof sealed !== "string" || !sealed.startsWith(PREFIX)) throw new Error("not ours");
        const [end, state] = JSON.parse(
          opened(Buffer.from(sealed.slice(PREFIX.length), "base64url"), context),
        );
        if (end < Date.now()) throw new Error("too old");
        return state;
      } catch (cause) {
        throw new WireError(
          "invalid_params",
          "This requestState does not belong to this call; start again.",
          { cause },
        );
      }
    },
  };
}
