import { LIMITS } from "../limits.ts";

/**
 * Whether a parsed body stays within the limits of nesting and number of values, and names no `__proto__`, which careless
 * copying anywhere behind us would turn into something else. Walks with its own stack, so that depth
 * costs no call frames, and stops at the first excess.
 */
export function isBounded(body: unknown): boolean {
  const stack: { value: unknown; depth: number }[] = [{ value: body, depth: 0 }];
  let elements = 1;
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { value, depth } = entry;
    if (value === null || typeof value !== "object") continue;
    if (depth >= LIMITS.nesting || Object.hasOwn(value, "__proto__")) return false;
    const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
    // Counted before any is looked at: a megabyte of zeros would else be piled up first and refused then.
    elements += children.length;
    if (elements > LIMITS.elements) return false;
    for (const child of children) stack.push({ value: child, depth: depth + 1 });
  }
  return true;
}
