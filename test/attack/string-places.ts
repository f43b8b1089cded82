type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
};

/** One place in a tool's arguments that takes text, and arguments right in every other place. */
export type StringPlace = { place: string; given: (text: string) => unknown };

/** Every place of an input schema where text may stand, lists and inner objects included. */
export function stringPlaces(schema: Schema, example: unknown, place = ""): StringPlace[] {
  const alternatives = (schema.anyOf ?? []).flatMap((one) => stringPlaces(one, example, place));
  if (schema.type === "string") return [{ place, given: (text) => text }, ...alternatives];
  if (schema.type === "array")
    return stringPlaces(schema.items ?? {}, undefined, `${place}[]`).map((inner) => ({
      place: inner.place,
      given: (text) => [inner.given(text)],
    }));
  const whole = (example ?? {}) as Record<string, unknown>;
  return [
    ...alternatives,
    ...Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
      stringPlaces(property, whole[key], place ? `${place}.${key}` : key).map((inner) => ({
        place: inner.place,
        given: (text: string) => ({ ...whole, [key]: inner.given(text) }),
      })),
    ),
  ];
}
