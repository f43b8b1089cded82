import type { Reading, Selection } from "../reading.ts";
import { createSections, readSections } from "./sections.ts";

/** HTML comments are invisible wherever Markdown is shown; so are they here. */
function withoutComments(text: string): { text: string; hasComments: boolean } {
  const pieces: string[] = [];
  let at = 0;
  for (let start = text.indexOf("<!--"); start !== -1; start = text.indexOf("<!--", at)) {
    pieces.push(text.slice(at, start));
    const end = text.indexOf("-->", start + 4);
    at = end === -1 ? text.length : end + 3;
  }
  pieces.push(text.slice(at));
  return { text: pieces.join(""), hasComments: pieces.length > 1 };
}

const DATA_URL = /data:[\w/+.-]{1,80}(;[\w=-]{1,40})?;base64,[A-Za-z0-9+/=]{40,}/g;

/** Markdown as it is written, by its headings (`#` to `######`); what only a program would see is left out. */
export function readMarkdown(source: string, selection: Selection): Reading {
  const { text, hasComments } = withoutComments(source);
  const { sections, line, heading } = createSections();
  let fence = "";
  for (const each of text.replace(DATA_URL, "[embedded data]").split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(each)?.[1] ?? "";
    if (mark !== "" && (fence === "" || mark.startsWith(fence))) fence = fence === "" ? mark : "";
    const match = fence === "" ? /^ {0,3}(#{1,6})[ \t]+(.*)$/.exec(each) : null;
    const label = (match?.[2] ?? "").replace(/[ \t]+#+[ \t]*$/, "").trim();
    if (match?.[1] && label !== "") heading(match[1].length, label);
    else line(each);
  }
  const reading = readSections(sections, [], selection, "A Markdown file");
  if (hasComments) reading.warnings.add("Comments that Markdown hides were left out.");
  return reading;
}
