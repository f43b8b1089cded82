import { expect, test } from "vitest";
import { type Indexed, parseKql, termsOf, wordsIn } from "./kql.ts";

const thing: Indexed = {
  title: wordsIn("Contract J-26001.docx"),
  text: wordsIn("The retaining wall is ordered by PO-10001."),
  url: "https://halden.sharepoint.com/sites/projects/Shared Documents/Contract J-26001.docx",
  ending: "docx",
  author: "Tomás Rivera",
  modifiedAt: "2026-10-02T09:11:00Z",
  createdAt: "2026-01-05T09:11:00Z",
  isDocument: true,
  contentClass: "STS_ListItem_DocumentLibrary",
};

test.each([
  "contract",
  "Retaining WALL",
  '"retaining wall"',
  "PO-10001",
  "retain*",
  "roof OR wall",
  "wall NOT roof",
  "wall -roof",
  "(roof OR wall) AND contract",
  "filetype:pdf filetype:docx",
  "filetype:docx isDocument=true",
  'path:"https://halden.sharepoint.com/sites/projects"',
  'author:"Tomás Rivera"',
  "LastModifiedTime>=2026-01-01",
  "LastModifiedTime:2026-10-02",
  "LastModifiedTime<=2026-10-02",
  "created:2026-01-01..2026-01-31",
  "title:contract",
  "*",
])("%s is found", (query) => {
  expect(parseKql(query)(thing)).toBe(true);
});

test.each([
  "roof",
  '"wall retaining"',
  "retain",
  "wall roof",
  "wall NOT contract",
  "filetype:pdf",
  "path:https://halden.sharepoint.com/sites/archive",
  "author:Solberg",
  "LastModifiedTime>2026-10-02",
  "mistyped:docx",
  "wall isDocument=false",
])("%s is not found", (query) => {
  expect(parseKql(query)(thing)).toBe(false);
});

test.each(['"left open', "(left open", "closed)", "AND NOT", "created>=soon"])("%s is refused", (query) => {
  expect(() => parseKql(query)(thing)).toThrow("not valid KQL");
});

test("Terms are the words that stand alone", () => {
  expect(termsOf('"Retaining wall" filetype:pdf OR PO-10001')).toEqual(["retaining", "wall", "po", "10001"]);
});
