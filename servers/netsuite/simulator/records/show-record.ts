import { mayUse } from "../roles.ts";
import type { Row } from "../store.ts";
import type { Column } from "../tables/columns.ts";
import { columnOf, type RecordContext, type RecordDefinition } from "./record-definition.ts";
import { showValue } from "./show-value.ts";

export type ShowOptions = {
  expandSubResources: boolean;
  simpleEnumFormat: boolean;
  fields: Set<string> | undefined;
};

export function readShowOptions(query: URLSearchParams): ShowOptions {
  const fields = query.get("fields");
  return {
    expandSubResources: query.get("expandSubResources") === "true",
    simpleEnumFormat: query.get("simpleEnumFormat") === "true",
    fields: fields === null ? undefined : new Set(["id", ...fields.split(",").map((name) => name.trim())]),
  };
}

/** A record as it goes over the wire; `self` is its address as the caller wrote it. Empty properties are left out. */
export function showRecord(
  definition: RecordDefinition,
  row: Row,
  self: string,
  options: ShowOptions,
  context: RecordContext,
) {
  const { store } = context.account;
  const shown: Record<string, unknown> = { links: [{ rel: "self", href: self }] };
  const add = (name: string, value: unknown) => {
    if (value === undefined || value === null || (options.fields && !options.fields.has(name))) return;
    shown[name] = options.simpleEnumFormat && isEnum(value) ? value.id : value;
  };
  for (const [name, property] of Object.entries(definition.properties)) {
    const column = columnOf(definition, property);
    const value = row[property.column] ?? null;
    if (value === null || !mayShow(column, context)) continue;
    if (name === "id") add(name, String(value));
    else add(name, property.show ? property.show(value) : showValue(value, column, store, context.base));
  }
  for (const [name, value] of Object.entries(definition.derive(row, context))) add(name, value);
  const address = `${context.base}/${definition.name.toLowerCase()}/${row.id}`;
  for (const [name, sublist] of Object.entries(definition.sublists)) {
    const links = [{ rel: "self", href: `${address}/${name}` }];
    if (!options.expandSubResources) {
      add(name, { links });
      continue;
    }
    const items = sublist.items(row, context);
    add(name, { links, items, totalResults: items.length });
  }
  return shown;
}

/** An enum has an id and a name and, unlike a reference, no links. */
const isEnum = (value: unknown): value is { id: unknown } =>
  typeof value === "object" && value !== null && "refName" in value && !("links" in value);

/** A field needs its own permission where it has one; subsidiaries show only where there are some. */
const mayShow = ({ refersTo, permission }: Column, { account, session }: RecordContext): boolean =>
  (permission === undefined || mayUse(session.role, permission, "VIEW")) &&
  (refersTo !== "subsidiary" || account.switches.oneWorld);
