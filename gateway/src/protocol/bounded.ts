import { LIMITS } from "../limits.ts";

/**
 * Whether a parsed body stays within the limits of nesting and number of values, and names no `__proto__`, which careless
 * copying anywhere behind us would turn into something else. Stops at the first excess, so it calls itself no deeper than
 * the limit of nesting.
 */
export const isBounded = (body: unknown, elements: number = LIMITS.elements): boolean =>
  remaining(body, LIMITS.nesting, elements - 1) >= 0;

/** How many of `elements` more values are left after this one's; negative where a limit is passed. */
function remaining(value: unknown, depth: number, elements: number): number {
  if (value === null || typeof value !== "object") return elements;
  if (depth <= 0 || Object.hasOwn(value, "__proto__")) return -1;
  const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
  // Counted before any is looked at: a megabyte of zeros would else be walked first and refused then.
  let left = elements - children.length;
  if (left < 0) return left;
  for (const child of children) {
    left = remaining(child, depth - 1, left);
    if (left < 0) break;
  }
  return left;
}
