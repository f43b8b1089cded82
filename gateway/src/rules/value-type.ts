/** What kind of value a part of a rule has, as far as a tool's input schema tells. JSON's numbers are CEL's doubles. */
export type ValueType =
  | { kind: "any" | "bool" | "int" | "double" | "string" | "null" }
  | { kind: "list"; of: ValueType }
  | {
      kind: "map";
      fields: ReadonlyMap<string, ValueType>;
      /** What a field that is not declared is; undefined where there must be none. */
      others: ValueType | undefined;
    };

export const ANY: ValueType = { kind: "any" };
export const BOOL: ValueType = { kind: "bool" };
export const STRING: ValueType = { kind: "string" };
export const INT: ValueType = { kind: "int" };

const SCALARS: ReadonlyMap<unknown, ValueType> = new Map([
  ["string", STRING],
  ["number", { kind: "double" }],
  ["integer", { kind: "double" }],
  ["boolean", BOOL],
  ["null", { kind: "null" }],
]);

/** Keywords by which a schema may allow fields that stand elsewhere than in its `properties`. */
const ELSEWHERE = ["$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"];

/** The kind of value a JSON Schema admits; `any` for what only the value itself can tell. */
export function typeOfSchema(schema: unknown): ValueType {
  if (!isRecord(schema)) return ANY;
  const { type, items } = schema;
  if (type === "array")
    return { kind: "list", of: schema.prefixItems === undefined ? typeOfSchema(items) : ANY };
  if (type === "object") return typeOfObject(schema);
  return SCALARS.get(type) ?? ANY;
}

/**
 * A field that an object does not declare is taken for a slip of the pen even where the schema would let it pass: a rule
 * that asks for the absence of a misspelt argument would allow everything.
 */
function typeOfObject(schema: Record<string, unknown>): ValueType {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const fields = new Map(Object.entries(properties).map(([name, field]) => [name, typeOfSchema(field)]));
  const { additionalProperties } = schema;
  const isClosed =
    schema.patternProperties === undefined &&
    (additionalProperties === false ||
      (additionalProperties === undefined && fields.size > 0 && !ELSEWHERE.some((word) => word in schema)));
  return { kind: "map", fields, others: isClosed ? undefined : typeOfSchema(additionalProperties) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
