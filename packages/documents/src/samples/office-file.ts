import { strToU8, type Zippable, zipSync } from "fflate";

/** Office files at their smallest, so that a test says only what it is about. */
const relationships = (links: readonly [type: string, target: string][]) =>
  `<Relationships>${links
    .map(
      ([type, target], index) =>
        `<Relationship Id="rId${index + 1}" Type="http://x/${type}" Target="${target}"/>`,
    )
    .join("")}</Relationships>`;

export type Files = Record<string, string | Uint8Array>;

/** A deflated zip archive; `stored` puts the files in as they are. */
export function archiveOf(files: Files, how: "deflated" | "stored" = "deflated"): Buffer {
  const zippable: Zippable = {};
  for (const [name, content] of Object.entries(files)) {
    zippable[name] = typeof content === "string" ? strToU8(content) : content;
  }
  return Buffer.from(zipSync(zippable, { level: how === "stored" ? 0 : 6 }));
}

const rootOf = (target: string) => ({ "_rels/.rels": relationships([["officeDocument", target]]) });

/** WordprocessingML of a body; other files of the document and their relationship types beside it. */
export function docxFile(
  body: string,
  more: Files = {},
  links: [type: string, target: string][] = [],
): Buffer {
  return archiveOf({
    ...rootOf("word/document.xml"),
    "word/document.xml": `<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`,
    "word/_rels/document.xml.rels": relationships(links),
    ...more,
  });
}

export const docxParagraph = (text: string, properties = "") =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;

export const docxHeading = (text: string, level = 1) =>
  docxParagraph(text, `<w:outlineLvl w:val="${level - 1}"/>`);

export type SampleSheet = { name: string; rows: string; state?: string; links?: [string, string][] };

/** A workbook of sheets whose rows are SpreadsheetML; shared strings and styles likewise. */
export function xlsxFile(sheets: readonly SampleSheet[], more: Files = {}, workbookProperties = ""): Buffer {
  const list = sheets.map(
    ({ name, state = "visible" }, index) => `<sheet name="${name}" state="${state}" r:id="rId${index + 1}"/>`,
  );
  const links: [string, string][] = [
    ...sheets.map((_, index): [string, string] => ["worksheet", `worksheets/sheet${index + 1}.xml`]),
    ["sharedStrings", "sharedStrings.xml"],
    ["styles", "styles.xml"],
    ["person", "persons/person.xml"],
  ];
  const files: Files = {
    ...rootOf("xl/workbook.xml"),
    "xl/workbook.xml": `<workbook>${workbookProperties}<sheets>${list.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relationships(links),
    ...more,
  };
  sheets.forEach(({ rows, links: own = [] }, index) => {
    files[`xl/worksheets/sheet${index + 1}.xml`] = `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
    files[`xl/worksheets/_rels/sheet${index + 1}.xml.rels`] = relationships(own);
  });
  return archiveOf(files);
}

export type SampleSlide = { shapes: string; isHidden?: boolean; links?: [string, string][] };

export const pptxShape = (text: string, placeholder = "") =>
  `<p:sp><p:nvPr>${placeholder && `<p:ph type="${placeholder}"/>`}</p:nvPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;

export function pptxFile(slides: readonly SampleSlide[], more: Files = {}): Buffer {
  const list = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`);
  const links: [string, string][] = [
    ...slides.map((_, index): [string, string] => ["slide", `slides/slide${index + 1}.xml`]),
    ["commentAuthors", "commentAuthors.xml"],
  ];
  const files: Files = {
    ...rootOf("ppt/presentation.xml"),
    "ppt/presentation.xml": `<p:presentation><p:sldIdLst>${list.join("")}</p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": relationships(links),
    ...more,
  };
  slides.forEach(({ shapes, isHidden = false, links: own = [] }, index) => {
    const name = `slide${index + 1}.xml`;
    files[`ppt/slides/${name}`] = `<p:sld show="${isHidden ? 0 : 1}"><p:spTree>${shapes}</p:spTree></p:sld>`;
    files[`ppt/slides/_rels/${name}.rels`] = relationships(own);
  });
  return archiveOf(files);
}
