import { remember } from "@gatehouse/upstream";
import type { Calls } from "./calls.ts";
import { type Item, itemAt, permissionsOf } from "./items.ts";
import { LIMITS } from "./limits.ts";
import { type Fields, fields, textOf } from "./values.ts";

/** Who may read something by grants from above, each as one word. */
type Readers = ReadonlySet<string>;

/**
 * Whether an item may be read by everybody who may read its site. A service identity also opens what a few people keep to
 * themselves inside an open site, so before it reads for others it asks whom the item was granted to: whatever has grants of
 * its own, or lacks a reader of its library, is closed. So is what Microsoft says nothing of: to a caller who is no owner it
 * may show only the grants of that caller (driveItem: list permissions).
 */
export function createInheritance() {
  const libraries = remember<Readers | undefined>(LIMITS.inheritanceMs);
  const items = remember<boolean>(LIMITS.inheritanceMs);

  /** Readers of a whole library; undefined where it does not simply have those of its site. */
  const readersOf = (calls: Calls, driveId: string, signal: AbortSignal) =>
    libraries(driveId, async () => {
      const root = await itemAt(calls, { driveId, names: [], signal });
      return readersAt(calls, root, signal);
    });

  return {
    async isLibraryOpen(calls: Calls, driveId: string, signal: AbortSignal): Promise<boolean> {
      return (await readersOf(calls, driveId, signal)) !== undefined;
    },
    /** Remembered for the item as it stands; that a change of grants moves its eTag is [open], so only for a short while. */
    isItemOpen(calls: Calls, item: Item, signal: AbortSignal): Promise<boolean> {
      const { driveId, id, eTag = null } = item;
      return items(JSON.stringify([driveId, id, eTag]), async () => {
        const needed = await readersOf(calls, driveId, signal);
        if (needed === undefined || item.isRoot) return needed !== undefined;
        const readers = await readersAt(calls, item, signal);
        // A folder that broke inheritance hands its own readers down, and those look inherited too.
        return readers !== undefined && [...needed].every((reader) => readers.has(reader));
      });
    },
  };
}

async function readersAt(calls: Calls, { driveId, id }: Item, signal: AbortSignal) {
  const { items, isCut } = await permissionsOf(calls, { driveId, itemId: id, signal }, LIMITS.permissionsMax);
  return isCut ? undefined : readersIn(items);
}

/**
 * The readers that come from above; undefined where any grant was made here, or none is known. Links are left out: they let
 * more people in and keep nobody out. An `inheritedFrom` without anything in it counts as inherited, as tenants answer
 * [reported]; whether one also stands on grants of an item's own is [open], and then the missing readers tell.
 */
export function readersIn(permissions: readonly Fields[]): Readers | undefined {
  const grants = permissions.filter(({ link }) => !link);
  const isFromAbove = ({ inheritedFrom }: Fields) =>
    typeof inheritedFrom === "object" && inheritedFrom !== null;
  if (grants.length === 0 || !grants.every(isFromAbove)) return undefined;
  const readers = grants.map(({ grantedToV2 }) => readerIn(fields(grantedToV2)));
  return readers.includes(undefined) ? undefined : new Set(readers as string[]);
}

const KINDS = ["siteGroup", "group", "user", "siteUser", "application"] as const;

/** Whom a grant names, by the first identity that has an id. */
function readerIn(identities: Fields): string | undefined {
  for (const kind of KINDS) {
    const id = textOf(fields(identities[kind]).id);
    if (id !== undefined) return `${kind} ${id}`;
  }
  return undefined;
}
