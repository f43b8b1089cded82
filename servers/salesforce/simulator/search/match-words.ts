import { malformedSearch } from "../errors.ts";
import type { Field } from "../objects/field.ts";
import type { Row, Value } from "../store.ts";

/** Which fields a search looks into. */
export type SearchIn = "ALL" | "NAME" | "EMAIL" | "PHONE" | "SIDEBAR";

/** Kinds of fields that each scope looks into; numbers, dates and references are in none. */
const searchedTypes: Record<SearchIn, Set<string>> = {
  ALL: new Set(["string", "textarea", "picklist", "combobox", "phone", "email", "url"]),
  SIDEBAR: new Set(["string", "phone", "email"]),
  NAME: new Set(["string", "combobox"]),
  EMAIL: new Set(["email"]),
  PHONE: new Set(["phone"]),
};

/** NAME means the field that names the record, not every text that sounds like one. */
const isSearched = (field: Field, place: SearchIn): boolean =>
  searchedTypes[place].has(field.type) && (place !== "NAME" || field.nameField);

/** Shorter terms are refused rather than searched for. */
const shortestTerm = 2;

/** The words of a text as a search knows them: letters and digits, without accents and case. */
const wordsOf = (text: string): string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Tests of one word each; `*` stands for any characters, `?` for one. Quotes make several words one phrase. */
function testsOf(query: string): ((words: string[]) => boolean)[] {
  const terms = [...query.matchAll(/"([^"]*)"|(\S+)/g)].map(([, phrase, word]) => ({ phrase, word }));
  return terms.flatMap(({ phrase, word }) => {
    if (phrase !== undefined) return [phraseTest(wordsOf(phrase))];
    // Operators are read as if all were AND; the demo's searches have no other.
    if (/^(and|or)$/i.test(word ?? "")) return [];
    return (plain(word ?? "").match(/[\p{L}\p{N}*?]+/gu) ?? []).map(wordTest);
  });
}

/** Whole words: part of one is found only with a wildcard. */
function wordTest(word: string): (words: string[]) => boolean {
  const pattern = new RegExp(`^${word.replaceAll("*", ".*").replaceAll("?", ".")}$`, "u");
  return (words) => words.some((candidate) => pattern.test(candidate));
}

/** Words in this order, next to each other; blanks around them keep parts of words out. */
function phraseTest(phrase: string[]): (words: string[]) => boolean {
  const wanted = ` ${phrase.join(" ")} `;
  return (words) => ` ${words.join(" ")} `.includes(wanted);
}

export type Match = (fields: Field[], row: Row) => boolean;

/** Whether a record has every word of the query somewhere in its searched fields. Throws MALFORMED_SEARCH for too short a term. */
export function matcher(query: string, place: SearchIn): Match {
  const term = query.replace(/[*?"\s]/g, "");
  if (term.length < shortestTerm) throw malformedSearch("Search term must be longer than one character.");
  const tests = testsOf(query);
  return (fields, row) => {
    const words = fields
      .filter((field) => isSearched(field, place))
      .flatMap(({ name }) => wordsOf(textOf(row[name])));
    return tests.length > 0 && tests.every((test) => test(words));
  };
}

const textOf = (value: Value | undefined): string => (typeof value === "string" ? value : "");
