/**
 * A text after an edit that is written as people read one: lines with `+` are new, those with `-` go, and the others say
 * where, each looked for after the one before. Throws for a line that is not there.
 */
export function edited(text: string, edit: readonly string[]): string {
  const lines = text.split("\n");
  let at = 0;
  for (const line of edit) {
    const content = line.slice(1);
    if (line.startsWith("+")) {
      lines.splice(at++, 0, content);
      continue;
    }
    const found = lines.indexOf(content, at);
    if (found < 0) throw new Error(`There is no line "${content}" to edit at.`);
    if (line.startsWith("-")) lines.splice(found, 1);
    at = line.startsWith("-") ? found : found + 1;
  }
  return lines.join("\n");
}
