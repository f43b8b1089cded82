import { invalidQuery } from "../errors.ts";

export type Token = { kind: "name" | "quoted" | "number" | "string" | "symbol" | "end"; text: string };

const pattern =
  /\s+|\/\*[\s\S]*?\*\/|([A-Za-z_][A-Za-z0-9_$#]*)|"((?:[^"]|"")*)"|(\d+(?:\.\d+)?|\.\d+)|'((?:[^']|'')*)'|(<>|!=|<=|>=|\|\||[-+*/%=<>(),.?])/y;

/** Splits a query; refuses what SuiteQL has no place for, such as `;`, `--` comments and text that never ends. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < query.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(query);
    if (!match || query.startsWith("--", start)) {
      throw invalidQuery(
        `Search error occurred: Invalid or unsupported search near '${query.slice(start, start + 20)}'.`,
      );
    }
    const [, name, quoted, number, string, symbol] = match;
    if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (quoted !== undefined) tokens.push({ kind: "quoted", text: quoted.replaceAll('""', '"') });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (string !== undefined) tokens.push({ kind: "string", text: string.replaceAll("''", "'") });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}
