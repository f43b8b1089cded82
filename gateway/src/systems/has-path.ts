import { isObject } from "../protocol/message.ts";

/** References deeper than this lead nowhere, or in a circle. */
const STEPS_MAX = 64;

/**
 * Whether a JSON Schema knows the field at a label's path, written as `lines[].account`. Looks through `anyOf`, `oneOf`,
 * `allOf` and references within the schema, since a field that may be null is written as a choice.
 */
export const hasPath = (schema: unknown, path: string): boolean =>
  leads(schema, path.split(/\.|(?=\[\])/), { root: schema, left: STEPS_MAX });

type Search = { root: unknown; left: number };

function leads(schema: unknown, keys: readonly string[], { root, left }: Search): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  if (!isObject(schema) || left === 0) return false;
  const search = { root, left: left - 1 };
  const properties = isObject(schema.properties) ? schema.properties : {};
  const next = key === "[]" ? schema.items : Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (next !== undefined && leads(next, rest, search)) return true;
  const choices = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return [...choices, referred(schema.$ref, root)].some((choice) => leads(choice, keys, search));
}

function referred(reference: unknown, root: unknown): unknown {
  if (typeof reference !== "string" || !reference.startsWith("#/")) return undefined;
  return reference
    .slice(2)
    .split("/")
    .reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), root);
}
