import { answersOf } from "@gatehouse/upstream";
import { system } from "./system.ts";

/** An object of an answer, as it came. */
export type Json = Record<string, unknown>;

export const { object, unusable } = answersOf(system.title);

/** The objects of a list, which some answers give as an object keyed by id where the specification says array. */
export function list(value: unknown): Json[] {
  if (typeof value !== "object" || value === null) throw unusable();
  return Object.values(value).map(object);
}

/** Ids, amounts and names come as texts or numbers from one answer to the next. What is unset is undefined. */
export function text(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed === "" || trimmed === "0000-00-00" ? undefined : trimmed;
}

/** Undefined for what is not plainly a number: a balance of 0 is a statement. */
export function number(value: unknown): number | undefined {
  const given = text(value);
  const parsed = given === undefined || !/^[+-]?\d+(\.\d+)?$/.test(given) ? Number.NaN : Number(given);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** A calendar day; the time of a timestamp is dropped. */
export const day = (value: unknown): string | undefined => /^\d{4}-\d\d-\d\d/.exec(text(value) ?? "")?.[0];

export const isYes = (value: unknown): boolean => value === true || /^(yes|true|1)$/i.test(text(value) ?? "");

/** Status words differ in case from answer to answer. */
export const isWord = (value: unknown, word: string): boolean => text(value)?.toLowerCase() === word;

/** An amount of money as one text, `38.50 USD`, from that form or from `{currency, value}`. */
export function money(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return text(value);
  const { value: amount, currency } = value as Json;
  return text([text(amount), text(currency)].filter(Boolean).join(" "));
}

/** Any value of a field or a column as one text. What is neither a text nor money is left out: nobody declared it. */
export function cell(value: unknown): string | undefined {
  if (Array.isArray(value)) return text(value.flatMap((part) => text(part) ?? []).join(", "));
  return money(value);
}
