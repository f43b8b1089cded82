import { markedText } from "@gatehouse/tool";

const LINE_BREAK = /\r\n|[\n\r\t]/g;

/**
 * A value as one line in which nothing hides: breaks become blanks, what nobody would see is shown as on the pages, and what is
 * longer than `most` characters ends in an ellipsis.
 */
export function marked(text: string, most = 300): string {
  const line = markedText(text.replace(LINE_BREAK, " ")).replace(/ {3,}/g, "  ");
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join("")}…`;
}
