import { type DocumentContent, type MadeKind, makeDocument } from "@gatehouse/demo";
import { type DocumentAsk, type DocumentKind, readDocument } from "@gatehouse/documents";
import { expect, test } from "vitest";

/** Simulators make their files with one package and servers read them with the other: what goes in must come out. */
const content: DocumentContent = {
  title: "Riverside: plan & cost",
  sections: [
    {
      heading: "Scope of work",
      paragraphs: ["Drainage for Tomás, behind the “north” wall.", "Concrete is < 30 MPa & poured in June."],
    },
    {
      heading: "Costs 2026",
      paragraphs: ["All sums are in dollars."],
      table: [
        ["Item", "Due", "Amount"],
        ["Pump, large", "2026-11-20", 1200.5],
        ["Pipe", "2026-12-04", 318_400],
      ],
    },
  ],
};

/** Every kind that can be made, and what it is read as. */
const kinds: Record<MadeKind, DocumentKind> = {
  docx: "docx",
  xlsx: "xlsx",
  pptx: "pptx",
  pdf: "pdf",
  scan: "pdf",
  csv: "csv",
  md: "md",
  html: "html",
  text: "text",
};
const all = Object.entries(kinds) as [MadeKind, DocumentKind][];
const without = (...left: MadeKind[]) => all.filter(([kind]) => !left.includes(kind));

/** How the part with the costs is asked for; a presentation begins with a slide for its title. */
const costs: [MadeKind, DocumentAsk][] = [
  ["docx", { section: "Costs 2026" }],
  ["xlsx", { sheet: "Costs 2026" }],
  ["pptx", { pages: "3" }],
  ["pdf", { pages: "2" }],
  ["md", { section: "Costs 2026" }],
  ["html", { section: "Costs 2026" }],
];

const extensionOf = (kind: MadeKind) => ({ scan: "pdf", text: "txt" })[kind as string] ?? kind;
const read = async (kind: MadeKind, ask: DocumentAsk = {}) =>
  readDocument({
    name: `made.${extensionOf(kind)}`,
    bytes: await makeDocument(kind, content),
    ask,
    signal: AbortSignal.timeout(20_000),
  });

test.each(without("scan"))(
  "a made %s is read as %s, its table whole and nothing to warn of",
  async (kind, as) => {
    const { kind: found, text, warnings } = await read(kind);
    expect(found).toBe(as);
    for (const value of ["Pump, large", "2026-11-20", "1200.5", "318400", "Amount"])
      expect(text).toContain(value);
    expect(warnings).toEqual([]);
  },
);

test("a made scan has pages and no text, and the answer says so", async () => {
  const { kind, text, warnings } = await read("scan");
  expect([kind, text.trim()]).toEqual([kinds.scan, ""]);
  expect(warnings.join(" ")).toMatch(/scan|picture|image/i);
});

// A table of values has no words around it.
test.each(without("scan", "csv"))(
  "a made %s says every heading and paragraph as it was given",
  async (kind) => {
    const text = (await read(kind)).text.replaceAll(/\s+/g, " ");
    for (const { heading, paragraphs } of content.sections)
      for (const words of [heading, ...paragraphs]) expect(text).toContain(words);
  },
);

test.each(costs)("a made %s gives the part with the costs alone", async (kind, ask) => {
  const { text, outline } = await read(kind, ask);
  expect(outline.length).toBeGreaterThan(1);
  expect(text).toContain("318400");
  expect(text).not.toContain("Drainage");
});
