import { z } from "zod";
import type { Withheld } from "./withheld.ts";

/** Why a field is protected. Roles name the labels whose fields they may see. */
export const LABELS = ["personal", "pay", "bank", "secret"] as const;
export type Label = (typeof LABELS)[number];

/** A labelled field's place, as `vendor.account` or `lines[].account`. */
export type Labels = Record<string, Label>;

const LEAVES = new Set<string>(["string", "number", "int", "boolean", "enum", "literal", "date", "null"]);
const registry = z.registry<{ label: Label }>();

/** Marks a field where it is declared. Results, audit, logs and previews withhold what carries a label. */
export const sensitive = <T extends z.ZodType>(label: Label, schema: T): T => {
  registry.add(schema, { label });
  return schema;
};

/**
 * Every labelled path of a schema. Throws on a schema kind it cannot see into (union, record, transform), because a
 * label it did not see would be a value nobody withholds.
 */
export function labelsIn(schema: z.ZodType, path = ""): Labels {
  const found = registry.get(schema);
  if (found) return { [path]: found.label };
  if (schema instanceof z.ZodObject) {
    const parts = Object.entries(schema.shape).map(([key, field]) =>
      labelsIn(field as z.ZodType, path ? `${path}.${key}` : key),
    );
    return Object.assign({}, ...parts);
  }
  if (schema instanceof z.ZodArray) return labelsIn(schema.element as z.ZodType, `${path}[]`);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return labelsIn(schema.unwrap() as z.ZodType, path);
  if (LEAVES.has(schema.type)) return {};
  throw new Error(`labelsIn cannot see inside ${schema.type} at "${path}"`);
}

type Withhold = (value: unknown) => Withheld[];

/**
 * A function that deletes, in place, every labelled field outside `visible` and returns the places it emptied;
 * undefined where there is nothing to withhold, so that a caller can skip the walk.
 */
export function withholder(labels: Labels, visible: ReadonlySet<Label>): Withhold | undefined {
  const hidden = Object.keys(labels).filter((path) => !visible.has(labels[path] as Label));
  if (hidden.length === 0) return undefined;
  const paths = hidden.map((field) => ({ field, keys: field.split(/\.|(?=\[\])/) }));
  return (value) =>
    paths
      .filter(({ keys }) => remove(value, keys, 0))
      .map(({ field }) => ({ field, reason: "role" as const }));
}

function remove(value: unknown, keys: string[], at: number): boolean {
  const key = keys[at];
  if (key === undefined || value === null || typeof value !== "object") return false;
  if (key === "[]") {
    if (!Array.isArray(value)) return false;
    return value.map((item) => remove(item, keys, at + 1)).includes(true);
  }
  const record = value as Record<string, unknown>;
  if (!Object.hasOwn(record, key)) return false;
  if (at === keys.length - 1) return delete record[key];
  return remove(record[key], keys, at + 1);
}
