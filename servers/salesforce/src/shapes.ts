import { ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { isId } from "./soql.ts";

/** An id of 15 or 18 characters, of one kind of record where its first three are given. */
export const id = (prefix?: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix ?? "[a-zA-Z0-9]{3}"}[a-zA-Z0-9]{12}([A-Z0-5]{3})?$`))
    .refine(isId, "no such id");
/** Whose records: the caller's, those of everybody below them, everybody's that the caller may see, or one user's. */
export const owner = z
  .string()
  .regex(/^(me|team|any|005[a-zA-Z0-9]{12}([A-Z0-5]{3})?)$/)
  .refine((text) => text.length < 15 || isId(text), "no such id");
/** A field's name as Salesforce writes it, also of a record it refers to. */
export const fieldName = z.string().regex(/^[A-Za-z]\w{0,60}(\.[A-Za-z]\w{0,60})?$/);

export const optionalText = z.string().optional();
export const optionalNumber = z.number().optional();

/** Columns of the items of a list. */
export const inItems = (names: readonly string[]): string[] => names.map((name) => `items[].${name}`);

/** The value of an answer that has to be there. */
export function found<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new ToolError("not_found", "Salesforce has no such record, or you may not see it.");
}
