import { makeId } from "./ids.ts";
import { objectNamed, objects } from "./objects/index.ts";

export type Value = string | number | boolean | null;
/** A record by its fields' names; a field that is absent is null. Never changed in place: a change makes a new row. */
export type Row = { readonly [field: string]: Value } & { readonly Id: string };

/** The org's records in memory, and a note of what changed since the seed. */
export type Store = ReturnType<typeof createStore>;

/** Set by the system at every write; two states that differ only here count as equal. */
const serverManaged = new Set(["LastModifiedDate", "LastModifiedById", "SystemModstamp"]);

type Index = Map<Value, Set<string>>;
type Table = { rows: Map<string, Row>; indexes: Map<string, Index>; lastNumber: number };

export function createStore() {
  const tables = new Map<string, Table>(
    [...objects.values()].map(({ name }) => [name, { rows: new Map(), indexes: new Map(), lastNumber: 0 }]),
  );
  const tableOf = (object: string): Table => {
    const table = tables.get(object);
    if (!table) throw new Error(`The simulated org has no object ${object}.`);
    return table;
  };
  /** The only place where a row comes, goes or changes. */
  const put = (object: string, id: string, row: Row | undefined): void => {
    const { rows, indexes } = tableOf(object);
    const before = rows.get(id);
    for (const [field, index] of indexes) {
      if (before) index.get(before[field] ?? null)?.delete(id);
      if (row) entry(index, row[field] ?? null).add(id);
    }
    if (row) rows.set(id, row);
    else rows.delete(id);
  };
  const indexOf = (object: string, field: string): Index => {
    const { rows, indexes } = tableOf(object);
    let index = indexes.get(field);
    if (!index) {
      index = new Map();
      for (const row of rows.values()) entry(index, row[field] ?? null).add(row.Id);
      indexes.set(field, index);
    }
    return index;
  };
  const read = (object: string, id: string): Row | undefined => tableOf(object).rows.get(id);
  const nextId = (object: string): string => {
    const table = tableOf(object);
    table.lastNumber += 1;
    return makeId(objectNamed(object).keyPrefix, table.lastNumber);
  };
  return {
    read,
    rows: (object: string): Iterable<Row> => tableOf(object).rows.values(),
    size: (object: string): number => tableOf(object).rows.size,
    /** The rows whose field has exactly this value, by an index that is made at first use. */
    matching: (object: string, field: string, value: Value): Row[] =>
      [...(indexOf(object, field).get(value) ?? [])].flatMap((id) => read(object, id) ?? []),
    nextId,
    /** The number a record of an object would get next, for numbers that people see. */
    count: (object: string): number => tableOf(object).lastNumber,
    /** Adds a record without remembering that it was not always there. */
    seed(object: string, values: Record<string, Value>): Row {
      const row: Row = { ...values, Id: nextId(object) };
      put(object, row.Id, row);
      return row;
    },
    /** Changes a record as if it had always been so. */
    reseed(object: string, id: string, values: Record<string, Value>): void {
      const row = read(object, id);
      if (row) put(object, id, { ...row, ...values });
    },
    ...createWriter(read, put, nextId),
  };
}

function entry(index: Index, value: Value): Set<string> {
  let ids = index.get(value);
  if (!ids) {
    ids = new Set();
    index.set(value, ids);
  }
  return ids;
}

type Touched = { object: string; id: string; original: Row | undefined };

/** Writes that remember what each touched row was, so that `snapshot` can tell a restored state from a changed one. */
function createWriter(
  read: (object: string, id: string) => Row | undefined,
  put: (object: string, id: string, row: Row | undefined) => void,
  nextId: (object: string) => string,
) {
  const touched = new Map<string, Touched>();
  let journal: Touched[] | undefined;
  let version = 0;
  const write = (object: string, id: string, row: Row | undefined): void => {
    const original = read(object, id);
    if (!touched.has(id)) touched.set(id, { object, id, original });
    journal?.push({ object, id, original });
    version += 1;
    put(object, id, row);
  };
  return {
    /** Grows with every write; what was derived from the rows holds as long as it stays the same. */
    version: (): number => version,
    insert(object: string, values: Record<string, Value>): Row {
      const row: Row = { ...values, Id: nextId(object) };
      write(object, row.Id, row);
      return row;
    },
    update(object: string, id: string, values: Record<string, Value>): void {
      const row = read(object, id);
      if (row) write(object, id, { ...row, ...values });
    },
    remove: (object: string, id: string): void => write(object, id, undefined),
    /** Runs `work` and takes its writes back unless it answers true. Work of two callers must not overlap. */
    async transaction(work: () => Promise<boolean>): Promise<boolean> {
      const own: Touched[] = [];
      journal = own;
      const isGood = await work().finally(() => {
        journal = undefined;
      });
      if (!isGood) for (const { object, id, original } of own.reverse()) put(object, id, original);
      version += 1;
      return isGood;
    },
    /** Takes every change since the seed back. */
    restore(): void {
      for (const { object, id, original } of touched.values()) put(object, id, original);
      touched.clear();
      version += 1;
    },
    /**
     * What differs from the seed: one entry per row that is new, gone or changed, without the fields the system sets by itself. Equal
     * snapshots mean equal states; right after the seed, and after everything was undone, it is empty.
     */
    snapshot(): Record<string, Record<string, Value> | "deleted"> {
      const differences: Record<string, Record<string, Value> | "deleted"> = {};
      for (const { object, id, original } of [...touched.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
        const difference = compare(original, read(object, id));
        if (difference) differences[`${object}/${id}`] = difference;
      }
      return differences;
    },
  };
}

/** A new row that is deleted again leaves no difference, although Salesforce keeps it in its bin. */
function compare(
  original: Row | undefined,
  present: Row | undefined,
): Record<string, Value> | "deleted" | undefined {
  if (!present || present.IsDeleted === true)
    return original && original.IsDeleted !== true ? "deleted" : undefined;
  const changed = Object.entries(present).filter(
    ([field, value]) => !serverManaged.has(field) && value !== (original?.[field] ?? null),
  );
  return changed.length > 0 || !original ? Object.fromEntries(changed) : undefined;
}
