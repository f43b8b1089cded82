import type { DocumentContent, Section, Table } from "./document-content.ts";
import { LAYOUT, MASTER, NAMESPACES, NOTES_MASTER, THEME, TREE_HEAD } from "./pptx-template.ts";
import { contentTypesXml, escapeXml, type Link, relationshipsXml, XML_HEAD } from "./xml.ts";
import { zipFiles } from "./zip-files.ts";

/** English Metric Units, 914,400 to the inch: a slide of 13.33 by 7.5 inches. */
const WIDTH = 12_192_000;
const HEIGHT = 6_858_000;
const MARGIN = 500_000;

type Box = { top: number; height: number };

const frame = (prefix: "a" | "p", { top, height }: Box) =>
  `<${prefix}:xfrm><a:off x="${MARGIN}" y="${top}"/><a:ext cx="${WIDTH - 2 * MARGIN}" cy="${height}"/></${prefix}:xfrm>`;

const paragraphXml = (text: string) =>
  `<a:p><a:r><a:rPr lang="en-GB"/><a:t>${escapeXml(text)}</a:t></a:r></a:p>`;

function shapeXml(id: number, placeholder: "title" | "body", texts: readonly string[], box: Box): string {
  const body = texts.length > 0 ? texts.map(paragraphXml).join("") : "<a:p/>";
  return (
    `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="${placeholder} ${id}"/><p:cNvSpPr/><p:nvPr><p:ph type="${placeholder}"/></p:nvPr></p:nvSpPr>` +
    `<p:spPr>${frame("a", box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>` +
    `<p:txBody><a:bodyPr/><a:lstStyle/>${body}</p:txBody></p:sp>`
  );
}

function tableXml(id: number, rows: Table, box: Box): string {
  const columns = Math.max(...rows.map((row) => row.length), 1);
  const width = Math.floor((WIDTH - 2 * MARGIN) / columns);
  const cell = (value: string | number) =>
    `<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>${paragraphXml(String(value))}</a:txBody><a:tcPr/></a:tc>`;
  const lines = rows.map((row) => {
    const padded = Array.from({ length: columns }, (_, column) => row[column] ?? "");
    return `<a:tr h="370000">${padded.map(cell).join("")}</a:tr>`;
  });
  return (
    `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="${id}" name="table ${id}"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>${frame("p", box)}` +
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">' +
    `<a:tbl><a:tblPr/><a:tblGrid>${`<a:gridCol w="${width}"/>`.repeat(columns)}</a:tblGrid>${lines.join("")}</a:tbl>` +
    "</a:graphicData></a:graphic></p:graphicFrame>"
  );
}

const treeXml = (root: string, shapes: string) =>
  `${XML_HEAD}<p:${root} ${NAMESPACES}><p:cSld><p:spTree>${TREE_HEAD}${shapes}</p:spTree></p:cSld></p:${root}>`;

function slideXml({ heading, paragraphs, table }: Section): string {
  const title = shapeXml(2, "title", [heading], { top: 300_000, height: 900_000 });
  const body = shapeXml(3, "body", paragraphs, { top: 1_400_000, height: 2_400_000 });
  return treeXml(
    "sld",
    title + body + (table ? tableXml(4, table, { top: 4_000_000, height: 2_400_000 }) : ""),
  );
}

const notesXml = (notes: string) =>
  treeXml("notes", shapeXml(2, "body", [notes], { top: 4_000_000, height: HEIGHT - 4_000_000 }));

type Files = Record<string, string>;

function slideFiles(slides: readonly Section[]): { files: Files; types: Files } {
  const files: Files = {};
  const types: Files = {};
  slides.forEach((slide, index) => {
    const number = index + 1;
    const links: Link[] = [{ type: "slideLayout", target: "../slideLayouts/slideLayout1.xml" }];
    if (slide.notes !== undefined) {
      const path = `ppt/notesSlides/notesSlide${number}.xml`;
      links.push({ type: "notesSlide", target: `../notesSlides/notesSlide${number}.xml` });
      files[path] = notesXml(slide.notes);
      types[path] = "presentationml.notesSlide";
      files[`ppt/notesSlides/_rels/notesSlide${number}.xml.rels`] = relationshipsXml([
        { type: "notesMaster", target: "../notesMasters/notesMaster1.xml" },
        { type: "slide", target: `../slides/slide${number}.xml` },
      ]);
    }
    files[`ppt/slides/slide${number}.xml`] = slideXml(slide);
    types[`ppt/slides/slide${number}.xml`] = "presentationml.slide";
    files[`ppt/slides/_rels/slide${number}.xml.rels`] = relationshipsXml(links);
  });
  return { files, types };
}

/** The notes master comes third in the presentation's own list, hence rId3. */
const presentationXml = (slides: number) =>
  `${XML_HEAD}<p:presentation ${NAMESPACES}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>` +
  '<p:notesMasterIdLst><p:notesMasterId r:id="rId3"/></p:notesMasterIdLst>' +
  `<p:sldIdLst>${Array.from({ length: slides }, (_, index) => `<p:sldId id="${256 + index}" r:id="rId${4 + index}"/>`).join("")}</p:sldIdLst>` +
  `<p:sldSz cx="${WIDTH}" cy="${HEIGHT}"/><p:notesSz cx="${HEIGHT}" cy="9144000"/></p:presentation>`;

/** A PowerPoint presentation: a title slide, then one slide a section, with its table and the speaker's notes. */
export function makePptx({ title, sections }: DocumentContent): Buffer {
  const slides = [{ heading: title, paragraphs: [] }, ...sections];
  const { files, types } = slideFiles(slides);
  return zipFiles({
    "[Content_Types].xml": contentTypesXml({
      "ppt/presentation.xml": "presentationml.presentation.main",
      "ppt/slideMasters/slideMaster1.xml": "presentationml.slideMaster",
      "ppt/slideLayouts/slideLayout1.xml": "presentationml.slideLayout",
      "ppt/notesMasters/notesMaster1.xml": "presentationml.notesMaster",
      "ppt/theme/theme1.xml": "theme",
      "ppt/theme/theme2.xml": "theme",
      ...types,
    }),
    "_rels/.rels": relationshipsXml([{ type: "officeDocument", target: "ppt/presentation.xml" }]),
    "ppt/presentation.xml": presentationXml(slides.length),
    "ppt/_rels/presentation.xml.rels": relationshipsXml([
      { type: "slideMaster", target: "slideMasters/slideMaster1.xml" },
      { type: "theme", target: "theme/theme1.xml" },
      { type: "notesMaster", target: "notesMasters/notesMaster1.xml" },
      ...slides.map((_, index) => ({ type: "slide", target: `slides/slide${index + 1}.xml` })),
    ]),
    "ppt/slideMasters/slideMaster1.xml": MASTER,
    "ppt/slideMasters/_rels/slideMaster1.xml.rels": relationshipsXml([
      { type: "slideLayout", target: "../slideLayouts/slideLayout1.xml" },
      { type: "theme", target: "../theme/theme1.xml" },
    ]),
    "ppt/slideLayouts/slideLayout1.xml": LAYOUT,
    "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relationshipsXml([
      { type: "slideMaster", target: "../slideMasters/slideMaster1.xml" },
    ]),
    "ppt/notesMasters/notesMaster1.xml": NOTES_MASTER,
    "ppt/notesMasters/_rels/notesMaster1.xml.rels": relationshipsXml([
      { type: "theme", target: "../theme/theme2.xml" },
    ]),
    "ppt/theme/theme1.xml": THEME,
    "ppt/theme/theme2.xml": THEME,
    ...files,
  });
}
