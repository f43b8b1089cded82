import type { DocumentContent, Section, Table } from "./document-content.ts";
import { escapeXml } from "./xml.ts";

const csvField = (value: string | number) => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The first table of the document as RFC 4180 has it; without one, headings and paragraphs as two columns. */
export function makeCsv({ sections }: DocumentContent): Buffer {
  const words = sections.flatMap(({ heading, paragraphs }) => paragraphs.map((text) => [heading, text]));
  const rows: Table = sections.find(({ table }) => table)?.table ?? [["Section", "Text"], ...words];
  return Buffer.from(rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join(""));
}

function markdownTable([head = [], ...rows]: Table): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Markdown with a heading of level 2 for each section. Paragraphs stand as they are: Markdown in them is Markdown. */
export function makeMarkdown({ title, sections }: DocumentContent): Buffer {
  const blocks = sections.flatMap(({ heading, paragraphs, table, hidden }) => [
    `## ${heading}`,
    ...paragraphs,
    ...(hidden === undefined ? [] : [`<!-- ${hidden} -->`]),
    ...(table ? [markdownTable(table)] : []),
  ]);
  return Buffer.from(`${[`# ${title}`, ...blocks].join("\n\n")}\n`);
}

function sectionHtml({ heading, paragraphs, table, hidden }: Section): string {
  const row = (cells: readonly (string | number)[], tag: "th" | "td") =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeXml(String(cell))}</${tag}>`).join("")}</tr>`;
  const rows = table?.map((cells, index) => row(cells, index === 0 ? "th" : "td")) ?? [];
  return [
    `<h2>${escapeXml(heading)}</h2>`,
    ...paragraphs.map((text) => `<p>${escapeXml(text)}</p>`),
    ...(hidden === undefined ? [] : [`<p style="display:none">${escapeXml(hidden)}</p>`]),
    ...(rows.length > 0 ? ["<table>", ...rows, "</table>"] : []),
  ].join("\n");
}

export function makeHtml({ title, sections }: DocumentContent): Buffer {
  const head = `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${escapeXml(title)}</title></head>`;
  const body = [`<h1>${escapeXml(title)}</h1>`, ...sections.map(sectionHtml)].join("\n");
  return Buffer.from(`${head}\n<body>\n${body}\n</body>\n</html>\n`);
}

export function makeText({ title, sections }: DocumentContent): Buffer {
  const blocks = sections.flatMap(({ heading, paragraphs, table = [] }) => [
    heading,
    ...paragraphs,
    ...table.map((row) => row.join("\t")),
  ]);
  return Buffer.from(`${[title, ...blocks].join("\n\n")}\n`);
}
