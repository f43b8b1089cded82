import type { Archive } from "../archive/archive.ts";
import { relationshipsOf } from "../archive/relationships.ts";
import { attribute, parseXml } from "../archive/xml.ts";

type Comment = { cell: string; author: string; text: string };

/** Notes of the old kind: authors in a list, comments that point into it (ECMA-376 part 1, 18.7). */
function readNotes(archive: Archive, path: string): Comment[] {
  const authors: string[] = [];
  const comments: Comment[] = [];
  let target: "author" | "text" | undefined;
  parseXml(archive, path, {
    open(name, attributes) {
      if (name === "author") {
        authors.push("");
        target = "author";
      } else if (name === "comment") {
        const author = authors[Number(attribute(attributes, "authorId"))] ?? "";
        comments.push({ cell: attribute(attributes, "ref") ?? "?", author, text: "" });
      } else if (name === "t") target = "text";
    },
    close(name) {
      if (name === "author" || name === "t") target = undefined;
    },
    text(text) {
      const last = comments.at(-1);
      if (target === "author") authors.push((authors.pop() ?? "") + text);
      else if (target === "text" && last) last.text += text;
    },
  });
  return comments;
}

/** Threaded comments name their people in a file of the workbook (MS-XLSX 2.6.201 to 2.6.205). */
function readThread(archive: Archive, path: string, people: ReadonlyMap<string, string>): Comment[] {
  const comments: Comment[] = [];
  let isText = false;
  parseXml(archive, path, {
    open(name, attributes) {
      if (name === "threadedComment") {
        const author = people.get(attribute(attributes, "personId") ?? "") ?? "";
        comments.push({ cell: attribute(attributes, "ref") ?? "?", author, text: "" });
      }
      isText = name === "text";
    },
    close: () => {
      isText = false;
    },
    text(text) {
      const last = comments.at(-1);
      if (isText && last) last.text += text;
    },
  });
  return comments;
}

export function readPeople(archive: Archive, paths: readonly string[]): Map<string, string> {
  const people = new Map<string, string>();
  for (const path of paths) {
    parseXml(archive, path, {
      open(name, attributes) {
        if (name !== "person") return;
        people.set(attribute(attributes, "id") ?? "", attribute(attributes, "displayName") ?? "");
      },
    });
  }
  return people;
}

/** A sheet's comments as lines `Budget!B4 Author: text`. A thread replaces the note that repeats it for old programs. */
export function sheetComments(
  archive: Archive,
  sheet: { name: string; path: string },
  people: ReadonlyMap<string, string>,
): string[] {
  const related = relationshipsOf(archive, sheet.path).filter(({ path }) => archive.has(path));
  const of = (type: string) => related.filter((each) => each.type === type).map(({ path }) => path);
  const threads = of("threadedComment").flatMap((path) => readThread(archive, path, people));
  const threaded = new Set(threads.map(({ cell }) => cell));
  const notes = of("comments")
    .flatMap((path) => readNotes(archive, path))
    .filter(({ cell }) => !threaded.has(cell));
  return [...threads, ...notes].map(
    ({ cell, author, text }) => `${sheet.name}!${cell}${author ? ` ${author}` : ""}: ${text.trim()}`,
  );
}
