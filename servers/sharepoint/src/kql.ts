import { ToolError } from "@gatehouse/tool";

/** What a search asks for. Only `words` is free text; the dates are ISO dates, the types bare extensions. */
export type Criteria = {
  words: string;
  isDocument?: boolean;
  fileTypes?: readonly string[] | undefined;
  /** Address of a site, without a slash at its end. */
  site?: string | undefined;
  author?: string | undefined;
  modifiedAfter?: string | undefined;
  modifiedBefore?: string | undefined;
};

/** Operators of the language, which are operators in capitals only (MS-KQL, section 2). */
const OPERATORS = new Set("ALL AND ANY NEAR NONE NOT ONEAR OR WORDS XRANK".split(" "));

/**
 * The one place where text becomes part of a search (Keyword Query Language). Each word of the caller stands for itself:
 * what has any sign in it, or reads as an operator, is put into quotation marks, which nothing inside can end. A phrase the
 * caller quoted stays one. Throws `invalid_input` where no word is left.
 */
export function kql(criteria: Criteria): string {
  const { words, isDocument, fileTypes = [], site, author, modifiedAfter, modifiedBefore } = criteria;
  const terms = [...words.matchAll(/"([^"]*)"|[^\s"]+/g)].flatMap(([whole, phrase]) => term(phrase ?? whole));
  if (terms.length === 0)
    throw new ToolError("invalid_input", "The query holds no word to search for; nothing was searched.");
  // An empty restriction would be none, and find everybody's.
  if (author !== undefined && term(author).length === 0)
    throw new ToolError("invalid_input", "The author holds no word to search for; nothing was searched.");
  const types = fileTypes.map((type) => `filetype:${quoted(type)}`);
  return [
    ...terms,
    isDocument && "isDocument=true",
    types.length > 0 && `(${types.join(" OR ")})`,
    // With the slash a site whose address only begins alike is left out.
    site !== undefined && `path:${quoted(`${site}/`)}`,
    author !== undefined && `author:${quoted(author)}`,
    modifiedAfter !== undefined && `LastModifiedTime>=${day(modifiedAfter)}`,
    modifiedBefore !== undefined && `LastModifiedTime<=${day(modifiedBefore)}`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

function term(text: string): string[] {
  if (!/[\p{L}\p{N}]/u.test(text)) return [];
  return /^[\p{L}\p{N}]+$/u.test(text) && !OPERATORS.has(text) ? [text] : [quoted(text)];
}

/**
 * The language has no way to write a quotation mark inside a quoted text, so it becomes a blank; typographic ones too, which
 * search boxes take for the plain one [recalled].
 */
const quoted = (text: string): string => `"${text.replace(/["\u201c-\u201f\uff02\p{Cc}]+/gu, " ").trim()}"`;

function day(date: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(date)) return date;
  throw new ToolError("invalid_input", "A date must look like 2026-11-20; nothing was searched.");
}
