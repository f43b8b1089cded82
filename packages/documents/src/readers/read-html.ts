import type { Reading, Selection } from "../reading.ts";
import { htmlTokens } from "./html-tokens.ts";
import { createSections, readSections } from "./sections.ts";

/** Elements without an end tag (WHATWG HTML 13.1.2). */
const VOID = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));
const UNSEEN = new Set("script style template noscript svg iframe object title".split(" "));
const BLOCKS = new Set(
  "p div section article header footer main aside nav ul ol table thead tbody blockquote pre address form fieldset dl dt dd figure figcaption hr".split(
    " ",
  ),
);
/** Elements that end where one of these begins, though nobody closed them (WHATWG HTML 13.1.2.4); `p` ends at any block. */
const ENDED_BY: Record<string, readonly string[]> = {
  li: ["li"],
  td: ["td", "th", "tr"],
  th: ["td", "th", "tr"],
  tr: ["tr"],
};
const HIDING_STYLE =
  /display\s*:\s*none|visibility\s*:\s*hidden|(font-size|opacity)\s*:\s*0(px|pt|em|rem|%)?\s*(;|$)/i;

/** Hidden by its own attributes; what a style sheet hides is not found out. */
function isHiding(attributes: string): boolean {
  const style = /(?:^|\s)style\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))/i.exec(attributes);
  const bare = attributes.replace(/"[^"]*"|'[^']*'/g, "");
  return (
    HIDING_STYLE.test(style?.[1] ?? style?.[2] ?? style?.[3] ?? "") || /(^|\s)hidden(\s|=|\/|$)/i.test(bare)
  );
}

type Element = { name: string; isUnseen: boolean };

function createState() {
  return {
    open: [] as Element[],
    /** How many of each name are open: a page of end tags for nothing would otherwise be searched through for each. */
    openNames: new Map<string, number>(),
    unseenDepth: 0,
    line: "",
    heading: 0,
    /** The cells of the row that is open. */
    row: undefined as string[] | undefined,
    hasHidden: false,
    hasComments: false,
  };
}

type State = ReturnType<typeof createState>;
type Sections = ReturnType<typeof createSections>;

function endLine(state: State, sections: Sections): void {
  const text = state.line.replace(/\s+/g, " ").trim();
  state.line = "";
  if (text === "") return;
  if (state.row) state.row.push(text);
  else if (state.heading > 0) sections.heading(state.heading, text);
  else sections.line(text);
}

function endRow(state: State, sections: Sections): void {
  endLine(state, sections);
  if (state.row && state.row.length > 0) sections.line(state.row.join(" | "));
  state.row = undefined;
}

function close(state: State, sections: Sections, name: string): void {
  // An end tag closes everything opened since its start tag; one without a start tag closes nothing.
  if (state.openNames.get(name)) {
    const index = state.open.findLastIndex((element) => element.name === name);
    for (const element of state.open.splice(index)) {
      state.openNames.set(element.name, (state.openNames.get(element.name) ?? 0) - 1);
      if (element.isUnseen) state.unseenDepth--;
    }
  }
  if (state.unseenDepth > 0) return;
  if (name === "td" || name === "th") {
    // An empty cell keeps its place.
    state.row?.push(state.line.replace(/\s+/g, " ").trim());
    state.line = "";
  } else if (name === "tr" || name === "table") endRow(state, sections);
  else if (/^h[1-6]$/.test(name)) {
    endLine(state, sections);
    state.heading = 0;
  } else if (name === "li" || (BLOCKS.has(name) && !state.row)) endLine(state, sections);
}

function endUnclosed(state: State, sections: Sections, opening: string): void {
  const last = state.open.at(-1)?.name ?? "";
  const isBlock = BLOCKS.has(opening) || /^(h[1-6]|li|tr)$/.test(opening);
  if (ENDED_BY[last]?.includes(opening) || (last === "p" && isBlock)) close(state, sections, last);
  // A row also ends where the next one begins inside its last cell.
  if (opening === "tr" && state.open.at(-1)?.name === "tr") close(state, sections, "tr");
}

function open(
  state: State,
  sections: Sections,
  name: string,
  attributes: string,
  isSelfClosing: boolean,
): void {
  endUnclosed(state, sections, name);
  const isHidden = isHiding(attributes);
  if (isHidden) state.hasHidden = true;
  if (!VOID.has(name) && !isSelfClosing) {
    const isUnseen = isHidden || UNSEEN.has(name);
    state.open.push({ name, isUnseen });
    state.openNames.set(name, (state.openNames.get(name) ?? 0) + 1);
    if (isUnseen) state.unseenDepth++;
  }
  if (state.unseenDepth > 0) return;
  if (name === "br") endLine(state, sections);
  else if (name === "tr") {
    endRow(state, sections);
    state.row = [];
  } else if (name === "td" || name === "th") {
    if (!state.row) state.row = [];
    state.line = "";
  } else if (name === "li") {
    endLine(state, sections);
    state.line = "- ";
  } else if (/^h[1-6]$/.test(name)) {
    endLine(state, sections);
    state.heading = Number(name[1]);
  } else if (BLOCKS.has(name) && !state.row) endLine(state, sections);
  else if (BLOCKS.has(name)) state.line += " ";
}

/** What a browser would show of an HTML page, by its headings; links as their words alone. */
export function readHtml(html: string, selection: Selection): Reading {
  const state = createState();
  const sections = createSections();
  for (const token of htmlTokens(html)) {
    if (token.type === "comment") state.hasComments = true;
    else if (token.type === "open") open(state, sections, token.name, token.attributes, token.isSelfClosing);
    else if (token.type === "close") close(state, sections, token.name);
    else if (state.unseenDepth === 0) state.line += token.text;
  }
  state.row ? endRow(state, sections) : endLine(state, sections);
  const reading = readSections(sections.sections, [], selection, "An HTML page");
  if (state.hasHidden) reading.warnings.add("Text that the page hides was left out.");
  if (state.hasComments) reading.warnings.add("Comments in the page's source were left out.");
  return reading;
}
