/** What is repeated: single letters of every class that patterns speak of, and pairs that two parts of a pattern could both take. */
const REPEATED = [
  ..."a0 -./@:%=+_({[<\\",
  "\t",
  "\n",
  "\u00a0",
  "é",
  "a@",
  "a.",
  "a-",
  "%41",
  "1.1.",
  "::",
  "0:",
  "{a}",
  "ab=c;",
  "../",
  "a,",
  "Aa",
  "2026-01-01T",
  "=?base64?",
];

/** What goes before and after: an almost right beginning, and an end that lets a match fail as late as can be. */
const FRAMES: readonly (readonly [before: string, after: string])[] = [
  ["", ""],
  ["", "!"],
  ["a", "\u0000"],
  ["x@", "@"],
  ["http://a.", "\n"],
  ["2026-01-01T00:00:00", "Z!"],
  ["=?base64?", "?"],
];

/** Texts of `length` characters made to send a backtracking pattern astray. `plain` leaves out what no header may hold. */
export function evilStrings(length: number, { plain = false } = {}): string[] {
  const isPlain = (text: string) => /^[\x20-\x7e]*$/.test(text);
  return FRAMES.flatMap(([before, after]) =>
    REPEATED.map((part) => `${before}${part.repeat(Math.ceil(length / part.length))}`)
      .map((text) => text.slice(0, length - after.length) + after)
      .filter((text) => !plain || isPlain(text)),
  );
}

/** As long, and of a kind that no pattern has trouble with. */
export const benignString = (length: number): string =>
  "benign".repeat(Math.ceil(length / 6)).slice(0, length);
