import type { Archive } from "../archive/archive.ts";
import { attribute, parseXml } from "../archive/xml.ts";
import { readSlide } from "./pptx-slide.ts";

/** Speaker notes: the words of the notes page, without the picture of the slide, its number and its date. */
export function readNotes(archive: Archive, path: string): string {
  return readSlide(archive, path).lines.join("\n");
}

/** A chart as the numbers it was last drawn with, one line a series (ECMA-376 part 1, 21.2). */
export function readChart(archive: Archive, path: string): string {
  type Series = { name: string; categories: string[]; values: string[] };
  const series: Series[] = [];
  let place: "name" | "categories" | "values" | undefined;
  let title = "";
  let isValue = false;
  let isTitle = false;
  parseXml(archive, path, {
    open(name) {
      if (name === "ser") series.push({ name: "", categories: [], values: [] });
      else if (name === "tx") place = "name";
      else if (name === "cat" || name === "xVal") place = "categories";
      else if (name === "val" || name === "yVal") place = "values";
      else if (name === "v") isValue = true;
      else if (name === "t") isTitle = series.length === 0;
    },
    close(name) {
      if (name === "v") isValue = false;
      else if (name === "t") isTitle = false;
      else if (["tx", "cat", "xVal", "val", "yVal"].includes(name)) place = undefined;
    },
    text(text) {
      const last = series.at(-1);
      if (isTitle) title += text;
      if (!isValue || !last || !place) return;
      if (place === "name") last.name += text;
      else last[place].push(text);
    },
  });
  const lines = series.map(({ name, categories, values }) => {
    const points = values.map((value, index) => `${categories[index] ?? index + 1} = ${value}`);
    return `${name || "series"}: ${points.join(", ")}`;
  });
  return [`[chart${title ? `: ${title}` : ""}]`, ...lines].join("\n");
}

/** Names by id: old comments number their authors, new ones give each a GUID. */
export function readAuthors(archive: Archive, paths: readonly string[]): Map<string, string> {
  const authors = new Map<string, string>();
  for (const path of paths) {
    parseXml(archive, path, {
      open(name, attributes) {
        if (name !== "cmAuthor" && name !== "author") return;
        authors.set(attribute(attributes, "id") ?? "", attribute(attributes, "name") ?? "");
      },
    });
  }
  return authors;
}

/** Comments on one slide, of the old kind (`p:text`) and the new one (`a:t`), each as `Author: text`. */
export function readSlideComments(
  archive: Archive,
  path: string,
  authors: ReadonlyMap<string, string>,
): string[] {
  const comments: { author: string; text: string }[] = [];
  let isText = false;
  parseXml(archive, path, {
    open(name, attributes) {
      if (name === "cm" || name === "reply") {
        comments.push({ author: authors.get(attribute(attributes, "authorId") ?? "") ?? "", text: "" });
      }
      isText = name === "text" || name === "t";
    },
    close: () => {
      isText = false;
    },
    text(text) {
      const last = comments.at(-1);
      if (isText && last) last.text += text;
    },
  });
  return comments
    .filter(({ text }) => text.trim() !== "")
    .map(({ author, text }) => (author ? `${author}: ${text.trim()}` : text.trim()));
}
