import type { DocumentContent } from "@gatehouse/demo";
import { makeFile } from "./make-file.ts";

/** What a file holds: words for search, bytes when somebody downloads it. */
export type Content = { words(): string; bytes(): Promise<Buffer>; plan?: () => DocumentContent };

/** A document that is made of its plan when first downloaded; its kind follows from the name's ending. */
export function plannedContent(name: string, plan: () => DocumentContent): Content {
  let made: Promise<Buffer> | undefined;
  return {
    plan,
    words: () => wordsOf(plan()),
    bytes() {
      made ??= makeFile(name, plan());
      return made;
    },
  };
}

/** Bytes that somebody uploaded; of text and the like search knows the words. */
export function uploadedContent(name: string, bytes: Buffer): Content {
  const isText = /\.(txt|csv|md|html?|json|xml)$/i.test(name);
  return { words: () => (isText ? bytes.toString() : ""), bytes: async () => bytes };
}

/** Bytes that are costly or strange, made when first downloaded; search sees nothing in them. */
export function oddContent(make: () => Promise<Buffer> | Buffer): Content {
  let made: Promise<Buffer> | undefined;
  return {
    words: () => "",
    bytes() {
      made ??= Promise.resolve(make());
      return made;
    },
  };
}

/** Of long tables the first rows will do. */
const tableRowsIndexed = 40;

const wordsOf = ({ title, sections, comments = [] }: DocumentContent): string =>
  [
    title,
    ...sections.flatMap(({ heading, paragraphs, table = [] }) => [
      heading,
      ...paragraphs,
      ...table.slice(0, tableRowsIndexed).map((row) => row.join(" ")),
    ]),
    ...comments.map(({ text }) => text),
  ].join(" ");
