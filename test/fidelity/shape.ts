/** A JSON Schema in the words that every draft shares. */
export type Schema = {
  type?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
};

type Options = {
  /** Keys that newer versions add, by place: `""` is the body itself, `records.*` an item of its list `records`. */
  added?: Record<string, readonly string[]>;
  /** Places whose keys are data, such as the columns of a row. */
  open?: readonly string[];
};

/**
 * What recorded bodies have in common: the types seen at each place, the keys that were there (no others pass), and those
 * that were always there (none may be missing). A place that was only ever null or empty says nothing. An object whose
 * keys are all numbers is a table by id.
 */
export function shapeOf(samples: readonly unknown[], { added = {}, open = [] }: Options = {}): Schema {
  const merge = (values: readonly unknown[], place: string): Schema => {
    const types = [...new Set(values.map(typeOf))];
    if (types.every((type) => type === "null")) return {};
    const below = (key: string) => (place === "" ? key : `${place}.${key}`);
    const objects = values.filter((value) => typeOf(value) === "object") as Record<string, unknown>[];
    const items = values.filter((value) => Array.isArray(value)).flat();
    return {
      type: types,
      ...(items.length > 0 && { items: merge(items, below("*")) }),
      ...(objects.length > 0 && objectShape(objects, place)),
    };
  };
  const objectShape = (objects: readonly Record<string, unknown>[], place: string): Schema => {
    const below = (key: string) => (place === "" ? key : `${place}.${key}`);
    const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
      return { additionalProperties: merge(objects.flatMap(Object.values), below("*")) };
    }
    const seen = keys.map((key): [string, Schema] => {
      const values = objects.filter((object) => key in object).map((object) => object[key]);
      return [key, merge(values, below(key))];
    });
    const properties = Object.fromEntries([...(added[place] ?? []).map((key) => [key, {}]), ...seen]);
    return {
      properties,
      required: keys.filter((key) => objects.every((object) => key in object)),
      additionalProperties: open.includes(place),
    };
  };
  return merge(samples, "");
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
