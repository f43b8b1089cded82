import { isObject } from "../rows/read-json.ts";

/** Bodies of earlier parts by reference id; undefined for a part that failed. */
export type Results = Map<string, unknown>;

/** Thrown where a part refers to one that gave nothing. */
export class MissingReference extends Error {}

/** `value` with every `@{ref.path}` replaced by what that part answered, at any depth. */
export function fillReferences(value: unknown, results: Results): unknown {
  if (typeof value === "string") {
    return value.replace(/@\{(\w+)((?:\.\w+|\[\d+\])+)\}/g, (_, name: string, path: string) => {
      const found = at(results.get(name), path);
      if (found === undefined || found === null) {
        const message = `Invalid reference specified. No value for ${name}${path} found in ${name}`;
        throw new MissingReference(message);
      }
      return String(found);
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillReferences(item, results));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillReferences(item, results)]));
}

function at(value: unknown, path: string): unknown {
  let current = value;
  for (const [step] of path.matchAll(/\w+/g)) {
    if (Array.isArray(current)) current = current[Number(step)];
    else if (isObject(current)) current = current[step];
    else return undefined;
  }
  return current;
}
