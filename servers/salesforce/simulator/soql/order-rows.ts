import type { OrderByClause, QueryBase } from "@jetstreamapp/soql-parser-js";
import { invalidField } from "../errors.ts";
import type { Field } from "../objects/field.ts";
import type { Value } from "../store.ts";

/** How a query's ORDER BY term reads an item: a row, or a group of rows. */
export type SortKey<Item> = (clause: OrderByClause) => { field: Field; get(item: Item): Value };

/** Texts sort without regard to case, as they compare. */
const comparable = (value: Value): Value => (typeof value === "string" ? value.toLowerCase() : value);

/** Orders in place. Empty values come first unless the query says otherwise, in either direction [recalled]; ids break ties. */
export function orderItems<Item>(items: Item[], { orderBy }: QueryBase, keyOf: SortKey<Item>): Item[] {
  const terms = [orderBy ?? []].flat().map((clause) => {
    const { field, get } = keyOf(clause);
    if (!field.sortable) throw invalidField(`field '${field.name}' can not be sorted in a query call`);
    return { get, sign: clause.order === "DESC" ? -1 : 1, nulls: clause.nulls === "LAST" ? 1 : -1 };
  });
  if (terms.length === 0) return items;
  // Keys once for each item: behind references they cost a look-up.
  const keyed = items.map((item) => ({ item, keys: terms.map(({ get }) => comparable(get(item))) }));
  keyed.sort((a, b) => {
    for (const [index, { sign, nulls }] of terms.entries()) {
      const [left, right] = [a.keys[index] ?? null, b.keys[index] ?? null];
      if (left === right) continue;
      if (left === null) return nulls;
      if (right === null) return -nulls;
      return left < right ? -sign : sign;
    }
    // The sort is stable, so equal rows stay in the order of their ids.
    return 0;
  });
  return keyed.map(({ item }) => item);
}
