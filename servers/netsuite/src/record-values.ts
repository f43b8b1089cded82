import type { Fields } from "./netsuite.ts";
import { quantity } from "./values.ts";

/** Readers of the record service's shapes (reference, 3.3). What is not of the expected kind reads as undefined. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A number, also where it comes as text, as SuiteQL gives all of them. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" || typeof value === "string" ? quantity(value) : undefined;

const refersTo = (value: unknown): Fields =>
  typeof value === "object" && value !== null ? (value as Fields) : {};

/** A reference's or an enum's id; a bare value stands for itself. */
export const idOf = (value: unknown): string | undefined => textOf(refersTo(value).id) ?? textOf(value);
export const nameOf = (value: unknown): string | undefined => textOf(refersTo(value).refName);

/** The lines of an expanded sublist. */
export function linesOf(value: unknown): Fields[] {
  const { items } = refersTo(value);
  return Array.isArray(items) ? items.filter((item) => typeof item === "object" && item !== null) : [];
}
