/** Controls, default-ignorable code points (tag characters among them), and separators that begin a line (UAX 44, UAX 9). */
const INVISIBLE = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb\u2800]/gu;
const LINE_BREAK = /\r\n|[\n\r\t]/g;

const codeOf = (character: string): string =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;

/**
 * A value as one line in which nothing hides: breaks become blanks, every invisible character is shown as `[U+202E]`, and what is
 * longer than `most` characters ends in an ellipsis. Joiners of scripts that need them are marked as well: whoever decides must
 * rather see too much.
 */
export function marked(text: string, most = 300): string {
  const line = text
    .toWellFormed()
    .replace(LINE_BREAK, " ")
    .replace(INVISIBLE, codeOf)
    .replace(/ {3,}/g, "  ");
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join("")}…`;
}
