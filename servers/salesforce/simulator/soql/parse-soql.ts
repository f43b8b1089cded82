import { parseQuery, type Query } from "@jetstreamapp/soql-parser-js";
import { malformedQuery } from "../errors.ts";
import { placeOf, unexpectedToken } from "./caret.ts";

/** Characters of a query (reference, section 4). Addresses end far earlier. */
const longestQuery = 100_000;

/** A query as syntax. Throws MALFORMED_QUERY, with the place as far as the parser tells it. */
export function parseSoql(text: string): Query {
  if (text.trim() === "") throw malformedQuery("unexpected token: '<EOF>'");
  if (text.length > longestQuery)
    throw malformedQuery("SOQL statements cannot be longer than 100000 characters.");
  try {
    return parseQuery(text);
  } catch (error) {
    throw syntaxError(text, error instanceof Error ? error.message : "");
  }
}

/** The vendor's sentence for a parser's complaint: what was found, with row, column and a caret under it. */
function syntaxError(text: string, message: string): Error {
  const lexical = /->(.)<- at offset: (\d+)/s.exec(message);
  if (lexical) return unexpectedToken(text, lexical[1] ?? "", Number(lexical[2]));
  // The last complaint is the one about where parsing stopped; those before it are guesses on the way.
  const found = [...message.matchAll(/found(?::| -->)\s*'([^']*)'|expecting EOF but found: (\S+)/g)].at(-1);
  const token = found?.[1] ?? found?.[2] ?? "";
  if (token === "") return unexpectedToken(text, "<EOF>", text.length);
  return unexpectedToken(text, token, placeOf(text, token));
}
