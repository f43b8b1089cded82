/** Set by the system at every write; two states that differ only here count as equal. */
const serverManaged = new Set(["lastChanged"]);

/**
 * Records of one kind in memory, found by id and by group (say, all rows of one person). Every record that a write touches is remembered as it was,
 * so that the collection can tell what changed since the seed and go back to it. Records are replaced, never changed in place.
 */
export function createCollection<Item extends { id: string }>(groupOf: (item: Item) => string = () => "") {
  const items = new Map<string, Item>();
  const groups = new Map<string, Set<string>>();
  const touched = new Map<string, Item | undefined>();
  let highestSeeded = 0;
  let highest = 0;
  const put = (item: Item) => {
    items.set(item.id, item);
    const group = groupOf(item);
    const ids = groups.get(group);
    if (ids) ids.add(item.id);
    else groups.set(group, new Set([item.id]));
    highest = Math.max(highest, Number(item.id) || 0);
  };
  const drop = (id: string) => {
    const item = items.get(id);
    if (!item) return;
    items.delete(id);
    groups.get(groupOf(item))?.delete(id);
  };
  const touch = (id: string) => {
    if (!touched.has(id)) touched.set(id, items.get(id));
  };
  return {
    get: (id: string): Item | undefined => items.get(id),
    all: (): Item[] => [...items.values()],
    of: (group: string): Item[] => [...(groups.get(group) ?? [])].map((id) => items.get(id) as Item),
    /** Adds without remembering: the state that `restore` leads back to. */
    seed(item: Item): void {
      put(item);
      highestSeeded = highest;
    },
    add(item: Item): void {
      touch(item.id);
      put(item);
    },
    update(id: string, changes: Partial<Item>): void {
      const item = items.get(id);
      if (!item) return;
      touch(id);
      drop(id);
      put({ ...item, ...changes });
    },
    remove(id: string): void {
      touch(id);
      drop(id);
    },
    /** A number that no record has had since the seed. */
    nextId: (): string => String(highest + 1),
    restore(): void {
      for (const [id, original] of touched) {
        drop(id);
        if (original) put(original);
      }
      touched.clear();
      highest = highestSeeded;
    },
    /** Per touched record that is not as it was: its changed fields, or that it is gone. */
    differences(): Record<string, unknown> {
      const pairs = [...touched]
        .map(([id, original]) => [id, compare(original, items.get(id))] as const)
        .filter(([, difference]) => difference !== undefined);
      return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

function compare(original: object | undefined, present: object | undefined): unknown {
  if (!present) return original ? "deleted" : undefined;
  const before = (original ?? {}) as Record<string, unknown>;
  const changed = Object.entries(present).filter(
    ([key, value]) => !serverManaged.has(key) && JSON.stringify(value) !== JSON.stringify(before[key]),
  );
  return changed.length > 0 || !original ? Object.fromEntries(changed) : undefined;
}
