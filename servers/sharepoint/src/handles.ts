import { createHmac } from "node:crypto";
import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

/** What a handle stands for. */
export type Thing =
  | { kind: "site"; siteId: string }
  | { kind: "library"; siteId: string; driveId: string }
  | { kind: "folder" | "document"; driveId: string; itemId: string }
  | { kind: "page"; siteId: string; pageId: string }
  | { kind: "list"; siteId: string; listId: string }
  | { kind: "row"; siteId: string; listId: string; rowId: string }
  /** A place in a library's history: where to ask on, and since when. */
  | { kind: "changes"; driveId: string; link: string; at: string };

const PREFIX: Record<Thing["kind"], string> = {
  site: "site",
  library: "lib",
  folder: "dir",
  document: "doc",
  page: "page",
  list: "list",
  row: "row",
  changes: "chg",
};

/** Crockford's base32: no letter that reads like another or like a digit. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARACTERS = 10;

export const HANDLE = /^(site|lib|dir|doc|page|list|row|chg)_[0-9A-HJKMNP-TV-Z]{10}$/;

export type Handles = ReturnType<typeof createHandles>;

/**
 * Short names for Graph's ids, of which one document needs two of a hundred characters together: too many to repeat in every
 * row for a model that has to copy them. A handle is 50 bits of a MAC over the caller and the ids, so it cannot be guessed,
 * belongs to one caller, and is the same on every replica and after a restart. What it stands for is kept here, within
 * bounds: one that was given out before a restart, by another replica or too long ago is `not_found`, and becomes known
 * again wherever the thing is listed again. Paths and addresses need no memory and are taken in every place of a handle.
 */
export function createHandles(key: Buffer) {
  const people = new Map<string, Map<string, Thing>>();

  function keep(caller: string, handle: string, thing: Thing): void {
    const known = touched(people, caller) ?? new Map<string, Thing>();
    people.set(caller, known);
    known.delete(handle);
    known.set(handle, thing);
    dropOldest(known, LIMITS.handlesPerPerson);
    dropOldest(people, LIMITS.handlePeopleMax);
  }

  return {
    /** The handle of a thing for one caller. */
    of(caller: string, thing: Thing): string {
      const mac = createHmac("sha256", key)
        .update(JSON.stringify([caller, ...Object.values(thing)]))
        .digest();
      const letters = Array.from({ length: CHARACTERS }, (_, at) => ALPHABET[fiveBits(mac, at)]).join("");
      const handle = `${PREFIX[thing.kind]}_${letters}`;
      keep(caller, handle, thing);
      return handle;
    },

    /** What a handle of this caller stands for; `not_found` for anybody else's and for what is not kept any more. */
    open(caller: string, handle: string): Thing {
      const known = touched(people, caller);
      const thing = known && touched(known, handle);
      if (thing) return thing;
      throw new ToolError("not_found", "This ref is not known here, or not any more; nothing was read.", {
        next: "List or search again: the same thing gets the same ref. Its path or url works as well.",
      });
    },
  };
}

/** The entry, moved to the end of its map: what stands first was not used for longest. */
function touched<Value>(map: Map<string, Value>, key: string): Value | undefined {
  const value = map.get(key);
  if (value === undefined) return undefined;
  map.delete(key);
  map.set(key, value);
  return value;
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  const oldest = map.keys().next().value;
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

/** Five bits from each byte but the highest three; the bytes are a MAC's, so any will do. */
const fiveBits = (mac: Buffer, at: number): number => (mac[at] ?? 0) & 31;
