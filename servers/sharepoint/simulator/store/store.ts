import type { Item, Library, List, Row, Site } from "./model.ts";

type Thing = Item | Row;
type Touched = { original: Thing | undefined; present: () => Thing | undefined };

/** Set by the system at every write; two states that differ only here count as equal. */
const systemManaged = new Set([
  "eTag",
  "cTag",
  "modifiedAt",
  "modifiedBy",
  "changed",
  "touchedAt",
  "versions",
  "createdAt",
  "createdBy",
]);

export type Store = ReturnType<typeof createStore>;

/** The tenant's content and a note of what changed since the seed, to which `reset` takes it back. */
export function createStore(sites: Site[]) {
  const indexes = indexesOf(sites);
  let sequence = 0;
  /** Delta tokens of an earlier state lead nowhere. */
  let generation = 0;
  const touched = new Map<string, Touched>();
  const changed = new Set<Library | List>();
  const keep = (place: Library | List, id: string | number, present: () => Thing | undefined) => {
    changed.add(place);
    const key = `${place.site.path}/${place.name}/${id}`;
    if (!touched.has(key)) touched.set(key, { original: copyOf(present()), present });
    sequence += 1;
    return sequence;
  };
  return {
    sites: () => sites,
    site: (id: string) => indexes.sites.get(id.toLowerCase()),
    library: (id: string) => indexes.libraries.get(id),
    sequence: () => sequence,
    generation: () => generation,
    /** To be called before an item is changed, made or deleted; gives the number of the change. */
    touchItem: (library: Library, id: string): number =>
      keep(library, id, () => library.tree().items.get(id)),
    touchRow: (list: List, id: number): number => keep(list, id, () => list.rows().get(id)),
    reset(): void {
      for (const place of changed) place.forget();
      changed.clear();
      touched.clear();
      sequence = 0;
      generation += 1;
    },
    /** What differs from the seed: one entry per item or row that is new, gone or changed. Empty once everything was undone. */
    snapshot(): Record<string, Record<string, unknown> | "deleted"> {
      const differences: Record<string, Record<string, unknown> | "deleted"> = {};
      for (const [key, { original, present }] of [...touched].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const difference = compare(original, present());
        if (difference) differences[key] = difference;
      }
      return differences;
    },
  };
}

function indexesOf(sites: Site[]) {
  return {
    sites: new Map(sites.map((site) => [site.id.toLowerCase(), site])),
    libraries: new Map(sites.flatMap(({ libraries }) => libraries).map((library) => [library.id, library])),
  };
}

/** Deep where a write changes what lies inside; contents are never changed, only replaced. */
function copyOf(thing: Thing | undefined): Thing | undefined {
  if (!thing) return undefined;
  if ("fields" in thing) return { ...thing, fields: { ...thing.fields } };
  return { ...thing, access: structuredClone(thing.access), versions: [...thing.versions] };
}

const comparable = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !("bytes" in value) ? JSON.stringify(value) : value;

function compare(original: Thing | undefined, present: Thing | undefined) {
  if (!present) return original ? ("deleted" as const) : undefined;
  const before = original as Record<string, unknown> | undefined;
  const changed = Object.entries(present).filter(
    ([name, value]) => !systemManaged.has(name) && comparable(value) !== comparable(before?.[name]),
  );
  return changed.length > 0 || !original ? Object.fromEntries(changed) : undefined;
}
