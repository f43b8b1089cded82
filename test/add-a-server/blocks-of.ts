/** One fenced block of a page, with the path that the paragraph before it begins with. */
export type Block = { language: string; file: string | undefined; lines: string[] };

/** The fenced blocks of one section, in order. Headings inside a block end no section. */
export function blocksOf(page: string, heading: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let said = "";
  let before = "";
  let isInside = false;
  for (const line of page.split("\n")) {
    if (open && line === "```") open = undefined;
    else if (open) open.lines.push(line);
    else if (line.startsWith("## ")) isInside = line === heading;
    else if (isInside && line.startsWith("```")) {
      open = { language: line.slice(3), file: /^`([^`]+)`/.exec(said)?.[1], lines: [] };
      blocks.push(open);
    } else if (line !== "" && before === "") said = line;
    before = line;
  }
  return blocks;
}
