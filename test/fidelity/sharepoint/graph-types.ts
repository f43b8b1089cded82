/** JSON Schema as the file of Graph's types writes it: draft-07 with notes on navigation, open types and enumerations. */
export type TypeSchema = {
  $ref?: string;
  allOf?: TypeSchema[];
  anyOf?: TypeSchema[];
  items?: TypeSchema;
  type?: string;
  enum?: string[];
  properties?: Record<string, TypeSchema>;
  additionalProperties?: boolean | TypeSchema;
  patternProperties?: Record<string, TypeSchema>;
  "x-navigation"?: boolean;
  "x-openType"?: boolean;
  "x-enum"?: string[];
};
export type Definitions = Record<string, TypeSchema>;

/** Keys beside the declared ones that Graph itself explains: annotations of OData and of Graph. */
const ANNOTATION = "@(odata|microsoft\\.graph)\\.";

/**
 * The types as they bind an answer: each with what it inherits in one place, keys that are not declared refused unless the type is
 * open, and enumerations enforced. `extra` names keys seen on the wire that the metadata lacks, by type.
 */
export function closedTypes(definitions: Definitions, extra: Record<string, readonly string[]>): Definitions {
  const inherited = (name: string): TypeSchema[] => {
    const own = definitions[name] ?? {};
    const parts = own.allOf ?? [own];
    return parts.flatMap((part) => (part.$ref ? inherited(nameIn(part.$ref)) : [part]));
  };
  const closed = Object.keys(definitions).map((name): [string, TypeSchema] => {
    const parts = inherited(name);
    if (parts.every(({ properties }) => properties === undefined)) return [name, definitions[name] ?? {}];
    const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Definitions;
    const own = Object.entries(properties).map(([key, schema]): [string, TypeSchema] => [
      key,
      enforced(schema),
    ]);
    const known = (extra[name] ?? []).map((key): [string, TypeSchema] => [key, {}]);
    return [
      name,
      {
        type: "object",
        properties: Object.fromEntries([...known, ...own]),
        patternProperties: { [ANNOTATION]: {} },
        additionalProperties: parts.some((part) => part["x-openType"]),
      },
    ];
  });
  return Object.fromEntries(closed);
}

function enforced(schema: TypeSchema): TypeSchema {
  const { anyOf, allOf, items, "x-enum": values, ...rest } = schema;
  return {
    ...rest,
    ...(values && { enum: values }),
    ...(anyOf && { anyOf: anyOf.map(enforced) }),
    ...(allOf && { allOf: allOf.map(enforced) }),
    ...(items && { items: enforced(items) }),
  };
}

const nameIn = (reference: string): string => reference.replace("#/definitions/", "");

/** What a property leads to: a type, and whether there are several of it. */
export type Target = { type: string; isMany: boolean };

/** The type behind a navigation property of a type or of what it inherits from. */
export function navigation(definitions: Definitions, type: string, property: string): Target | undefined {
  const own = definitions[type] ?? {};
  for (const part of own.allOf ?? [own]) {
    const found = part.$ref
      ? navigation(definitions, nameIn(part.$ref), property)
      : targetOf(part.properties?.[property]);
    if (found) return found;
  }
  return undefined;
}

function targetOf(schema: TypeSchema | undefined): Target | undefined {
  const reference =
    schema?.items?.$ref ?? schema?.allOf?.[0]?.$ref ?? schema?.anyOf?.[0]?.$ref ?? schema?.$ref;
  return reference ? { type: nameIn(reference), isMany: schema?.items !== undefined } : undefined;
}
