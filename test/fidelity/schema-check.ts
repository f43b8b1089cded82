import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import type { Schema } from "./shape.ts";

/** What a validator found, one line each: the place, with `*` for an index, an id or a day, and what is wrong there. Empty where all is well. */
export type Check = (body: unknown) => string[];

/** One for all shapes: every validator compiles the schema of schemas anew. */
const shapes = new Ajv({ strict: false, allErrors: true });

/** Checks bodies against what recorded ones have in common. */
export const checkOf = (schema: Schema): Check => problemsOf(shapes.compile(schema));

/** What one schema of it says, no other knows of, be their ids the same. */
export function draft7(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, addUsedSchema: false });
  formats.default(ajv);
  return ajv;
}

export const problemsOf =
  (validate: ValidateFunction): Check =>
  (body) => {
    if (body === undefined) return ["there is no body"];
    if (validate(body)) return [];
    return [...new Set((validate.errors ?? []).filter(isOwn).map(told))];
  };

/** Which alternative failed says more than that none of them fits. */
const isOwn = ({ keyword }: ErrorObject, _: number, all: readonly ErrorObject[]): boolean =>
  !(["anyOf", "allOf", "if"].includes(keyword) && all.length > 1);

function told({ instancePath, keyword, message = "", params }: ErrorObject): string {
  const where = instancePath.replaceAll(/\/\d+(-\d\d-\d\d)?(?=\/|$)/g, "/*") || "/";
  const what = keyword === "additionalProperties" ? `unknown key ${params.additionalProperty}` : message;
  return `${where}: ${what}`;
}

/** What a look at a body finds, where a body so strange that the look itself fails is the finding. */
export function lookedAt(look: () => string[]): string[] {
  try {
    return look();
  } catch (error) {
    return [`cannot be read: ${(error as Error).message}`];
  }
}
