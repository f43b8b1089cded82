import { LIMITS } from "../limits.ts";

/**
 * Whether a parsed body stays within the limits of nesting and number of values, and names no `__proto__`, which careless
 * copying anywhere behind us would turn into something else. Walks with its own stack, so that depth
 * costs no call frames, and stops at the first excess.
 */
export function isBounded(body: unknown): boolean {
  const stack: { value: unknown; depth: number }[] = [{ value: body, depth: 0 }];
  let elements = 0;
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { value, depth } = entry;
    elements += 1;
    if (elements > LIMITS.elements) return false;
    if (value === null || typeof value !== "object") continue;
    if (depth >= LIMITS.nesting || Object.hasOwn(value, "__proto__")) return false;
    for (const child of Object.values(value)) stack.push({ value: child, depth: depth + 1 });
  }
  return true;
}
