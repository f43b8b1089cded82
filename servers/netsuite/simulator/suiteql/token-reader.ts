import { invalidQuery } from "../errors.ts";
import type { Token } from "./tokenize.ts";

export type TokenReader = ReturnType<typeof createTokenReader>;

/** Walks over tokens; keywords are compared without regard to case. */
export function createTokenReader(tokens: Token[]) {
  let position = 0;
  let parameters = 0;
  const peek = (ahead = 0): Token => tokens[Math.min(position + ahead, tokens.length - 1)] as Token;
  const take = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const isWord = (word: string, ahead = 0) =>
    peek(ahead).kind === "name" && peek(ahead).text.toUpperCase() === word;
  const isSymbol = (symbol: string, ahead = 0) =>
    peek(ahead).kind === "symbol" && peek(ahead).text === symbol;
  const fail = (): never => {
    const near = peek().kind === "end" ? "the end of the query" : `'${peek().text}'`;
    throw invalidQuery(`Search error occurred: Invalid or unsupported search: unexpected ${near}.`);
  };
  const acceptWord = (...words: string[]): boolean => {
    if (!words.every((word, index) => isWord(word, index))) return false;
    position += words.length;
    return true;
  };
  const acceptSymbol = (symbol: string): boolean => {
    if (!isSymbol(symbol)) return false;
    position += 1;
    return true;
  };
  return {
    peek,
    take,
    isWord,
    isSymbol,
    fail,
    acceptWord,
    acceptSymbol,
    expectWord: (word: string) => acceptWord(word) || fail(),
    expectSymbol: (symbol: string) => acceptSymbol(symbol) || fail(),
    /** The running number of the next `?`, from 0. */
    nextParameter: () => parameters++,
    parameterCount: () => parameters,
  };
}
