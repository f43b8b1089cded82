import { isObject } from "../protocol/message.ts";
import { invalidValue } from "./scim-error.ts";

/** Attributes of one kind of resource by the names they have here: those that decide something, and those that are only kept. */
export type Attributes = { deciding: readonly string[]; kept: readonly string[] };

export const USER_ATTRIBUTES = {
  deciding: ["userName", "externalId", "active"],
  kept: ["displayName", "name", "emails"],
} as const satisfies Attributes;

export const GROUP_ATTRIBUTES = {
  deciding: ["displayName", "externalId", "members"],
  kept: [],
} as const satisfies Attributes;

const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group)(?:$|[:.])/i;

/** A name or path without the schema that everything here belongs to; empty where only the schema is named. */
export const withoutSchema = (path: string): string => path.trim().replace(CORE, "");

/** An object's entries, with those under the name of the schema among them. */
export function entriesOf(given: Record<string, unknown>): [name: string, value: unknown][] {
  return Object.entries(given).flatMap(([key, value]): [string, unknown][] => {
    const name = withoutSchema(key);
    return name === "" && isObject(value) ? entriesOf(value) : [[name, value]];
  });
}

/** What this service calls an attribute, written in any case (RFC 7643, section 2.1). */
export const nameIn = ({ deciding, kept }: Attributes, name: string): string | undefined =>
  [...deciding, ...kept].find((known) => known.toLowerCase() === name.toLowerCase());

/** A body by the names that attributes have here, without those that are unknown. Throws ScimError where one stands there twice. */
export function foldedBody(body: Record<string, unknown>, attributes: Attributes): Record<string, unknown> {
  const folded: Record<string, unknown> = {};
  for (const [key, value] of entriesOf(body)) {
    const name = nameIn(attributes, key);
    if (name === undefined) continue;
    if (Object.hasOwn(folded, name)) throw invalidValue(`${name} stands there twice.`);
    folded[name] = value;
  }
  return folded;
}
