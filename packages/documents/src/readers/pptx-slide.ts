import type { Archive } from "../archive/archive.ts";
import { attribute, parseXml } from "../archive/xml.ts";

export type SlideText = { title: string; lines: string[]; isHidden: boolean };

/** Shapes that repeat what every slide carries: number, date, page header and footer. */
const FURNITURE = new Set(["sldNum", "dt", "hdr", "ftr"]);

/**
 * The words of one slide in the order of its file, which is back to front: shapes, tables by row, and what pictures are said to show
 * (ECMA-376 part 1, 19.3 and 21.1). The title is apart.
 */
export function readSlide(archive: Archive, path: string): SlideText {
  const slide: SlideText = { title: "", lines: [], isHidden: false };
  let placeholder = "";
  let paragraph = "";
  let cell: string[] | undefined;
  let row: string[] = [];
  let isText = false;
  let skipDepth = 0;

  const endParagraph = () => {
    const text = paragraph.trim();
    paragraph = "";
    if (text === "" || FURNITURE.has(placeholder)) return;
    if (cell) cell.push(text.replaceAll("\n", " "));
    else if (placeholder === "title" || placeholder === "ctrTitle") {
      slide.title = `${slide.title} ${text.replaceAll("\n", " ")}`.trim();
    } else slide.lines.push(text);
  };
  parseXml(archive, path, {
    open(name, attributes) {
      if (skipDepth > 0 || name === "Fallback") skipDepth++;
      else if (name === "sld") slide.isHidden = /^(0|false)$/.test(attribute(attributes, "show") ?? "");
      else if (name === "sp" || name === "pic" || name === "graphicFrame") placeholder = "";
      else if (name === "ph") placeholder = attribute(attributes, "type") ?? "body";
      else if (name === "t") isText = true;
      else if (name === "br") paragraph += "\n";
      else if (name === "tr") row = [];
      else if (name === "tc") cell = [];
      else if (name === "cNvPr" && attribute(attributes, "descr")) {
        slide.lines.push(`[picture: ${attribute(attributes, "descr")}]`);
      }
    },
    close(name) {
      if (skipDepth > 0) skipDepth--;
      else if (name === "t") isText = false;
      else if (name === "p") endParagraph();
      else if (name === "tc") {
        row.push(cell?.join(" ") ?? "");
        cell = undefined;
      } else if (name === "tr") slide.lines.push(row.join(" | "));
    },
    text(text) {
      if (isText && skipDepth === 0) paragraph += text;
    },
  });
  return slide;
}
