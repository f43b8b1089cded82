import { GraphError } from "../errors.ts";

/** A thing as search knows it; `text` and `title` are runs of lower-case words between spaces, with one at either end. */
export type Indexed = {
  title: string;
  text: string;
  url: string;
  ending: string;
  author: string;
  modifiedAt: string;
  createdAt: string;
  isDocument: boolean;
  contentClass: string;
};

export type Matches = (thing: Indexed) => boolean;

/** Lower-case words, a space around each: what a phrase is looked up in. */
export const wordsIn = (text: string): string =>
  ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;

type Token =
  | { kind: "term"; text: string; isPrefix: boolean }
  | { kind: "property"; name: string; operator: string; value: string }
  | { kind: "and" | "or" | "not" | "open" | "close" };

const tokenPattern =
  /\s*(?:(\()|(\))|(\w+)(:|>=|<=|<>|=|>|<)("[^"]*"|[^\s()"]+)|"([^"]*)"(\*)?|([^\s()"]+))/gy;

const badQuery = (detail: string) =>
  new GraphError(400, "BadRequest", `The query is not valid KQL: ${detail}`);

function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  tokenPattern.lastIndex = 0;
  for (let found = tokenPattern.exec(query); found; found = tokenPattern.exec(query)) {
    at = tokenPattern.lastIndex;
    const [, open, close, name, operator, value, phrase, star, word] = found;
    if (open) tokens.push({ kind: "open" });
    else if (close) tokens.push({ kind: "close" });
    else if (name && operator && value)
      tokens.push({ kind: "property", name: name.toLowerCase(), operator, value: value.replaceAll('"', "") });
    else if (phrase !== undefined) tokens.push({ kind: "term", text: phrase, isPrefix: star !== undefined });
    else if (word) tokens.push(...wordTokens(word));
  }
  if (query.slice(at).trim() !== "") throw badQuery("a quotation mark is left open.");
  return tokens;
}

/** Operators are words in capitals; a sign in front stands for NOT or for nothing. */
function wordTokens(word: string): Token[] {
  if (word === "AND" || word === "OR" || word === "NOT") return [{ kind: word.toLowerCase() as "and" }];
  const isPrefix = word.endsWith("*");
  const text = word.replace(/^[+-]/, "").replace(/\*$/, "");
  const term: Token = { kind: "term", text, isPrefix };
  return word.startsWith("-") ? [{ kind: "not" }, term] : [term];
}

/** The words of a query that stand alone, as `searchTerms` repeats them and summaries mark them. */
export const termsOf = (query: string): string[] =>
  tokenize(query)
    .flatMap((token) => (token.kind === "term" ? wordsIn(token.text).trim().split(" ") : []))
    .filter((word) => word !== "");

/** Reads a query of the Keyword Query Language: words and phrases are all wanted, equal properties side by side are alternatives. */
export function parseKql(query: string): Matches {
  const tokens = tokenize(query);
  let at = 0;
  const is = (kind: Token["kind"]): boolean => {
    if (tokens[at]?.kind !== kind) return false;
    at += 1;
    return true;
  };
  const either = (): Matches => {
    let left = all();
    while (is("or")) {
      const [first, second] = [left, all()];
      left = (thing) => first(thing) || second(thing);
    }
    return left;
  };
  const all = (): Matches => {
    const parts: Matches[] = [];
    while (at < tokens.length && tokens[at]?.kind !== "close" && tokens[at]?.kind !== "or") {
      if (is("and")) continue;
      parts.push(one());
    }
    return (thing) => parts.every((part) => part(thing));
  };
  const one = (): Matches => {
    if (is("not")) {
      const inner = one();
      return (thing) => !inner(thing);
    }
    if (is("open")) {
      const inner = either();
      if (!is("close")) throw badQuery("a bracket is left open.");
      return inner;
    }
    const token = tokens[at++];
    if (token?.kind === "term") return matchTerm(token.text, token.isPrefix);
    if (token?.kind !== "property") throw badQuery("an operator stands alone.");
    const alternatives = [matchProperty(token)];
    for (
      let next = tokens[at];
      next?.kind === "property" && next.name === token.name && isEqual(next) && isEqual(token);
      next = tokens[at]
    ) {
      alternatives.push(matchProperty(next));
      at += 1;
    }
    return (thing) => alternatives.some((matches) => matches(thing));
  };
  const matches = either();
  if (at < tokens.length) throw badQuery("a bracket is closed that was not opened.");
  return matches;
}

type Property = Extract<Token, { kind: "property" }>;

const isEqual = ({ operator }: Property): boolean => operator === ":" || operator === "=";

function matchTerm(text: string, isPrefix: boolean): Matches {
  const words = wordsIn(text);
  if (words.trim() === "") return () => text === "" || isPrefix;
  const wanted = isPrefix ? words.slice(0, -1) : words;
  return ({ title, text: body }) => title.includes(wanted) || body.includes(wanted);
}

/** Properties that nobody has an index for match nothing, as a misspelt one does. */
function matchProperty({ name, operator, value }: Property): Matches {
  const wanted = value.toLowerCase();
  const sign = (matches: Matches): Matches => (operator === "<>" ? (thing) => !matches(thing) : matches);
  switch (name) {
    case "filetype":
    case "fileextension":
      return sign(({ ending }) => ending === wanted);
    case "path":
    case "site":
      return sign(({ url }) => url.toLowerCase().startsWith(wanted));
    case "title":
    case "filename":
      return sign(({ title }) =>
        title.includes(value.endsWith("*") ? wordsIn(value).slice(0, -1) : wordsIn(value)),
      );
    case "author":
    case "createdby":
    case "lastmodifiedby":
      return sign(({ author }) => wordsIn(author).includes(wordsIn(value)));
    case "isdocument":
      return ({ isDocument }) => isDocument === /^(1|true)$/.test(wanted);
    case "contentclass":
      return sign(({ contentClass }) => contentClass.toLowerCase() === wanted);
    case "lastmodifiedtime":
    case "write":
      return ({ modifiedAt }) => compareDay(modifiedAt, operator, value);
    case "created":
      return ({ createdAt }) => compareDay(createdAt, operator, value);
    default:
      return () => false;
  }
}

function compareDay(moment: string, operator: string, value: string): boolean {
  const [from = "", to] = value.split("..");
  if (Number.isNaN(Date.parse(from))) throw badQuery(`${from} is no date.`);
  if (to !== undefined) return moment.slice(0, to.length) <= to && moment.slice(0, from.length) >= from;
  const given = moment.slice(0, from.length);
  switch (operator) {
    case ">=":
      return given >= from;
    case "<=":
      return given <= from;
    case ">":
      return given > from;
    case "<":
      return given < from;
    default:
      return given === from;
  }
}
