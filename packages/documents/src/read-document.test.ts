import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import type { DocumentAsk } from "./document.ts";
import type { DocumentLimits } from "./limits.ts";
import { readDocument } from "./read-document.ts";
import { archiveOf, docxFile, docxHeading, docxParagraph } from "./samples/office-file.ts";
import { pdfFile } from "./samples/pdf-file.ts";
import { isRunning, startedProcesses } from "./samples/started-processes.ts";

const MiB = 1024 * 1024;

type Options = { ask?: DocumentAsk; limits?: Partial<DocumentLimits>; signal?: AbortSignal };

const read = (name: string, bytes: Uint8Array, options: Options = {}) =>
  readDocument({ name, bytes, signal: AbortSignal.timeout(30_000), ...options });

async function errorOf(reading: Promise<unknown>): Promise<ToolError> {
  const error = await reading.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ToolError);
  return error as ToolError;
}

const sample = (name: string) => readFileSync(new URL(`./samples/${name}`, import.meta.url));

/** Takes the worker a second or more: paragraphs that the directory's limits let pass. */
const slow = docxFile(docxParagraph("word").repeat(300_000));
const PATIENT = { archiveRatioMax: 5_000 };

test("reads a document in a process of its own and leaves the bytes as they were", async () => {
  const bytes = sample("two-sheets.xlsx");
  const copy = Buffer.from(bytes);
  const answer = await read("budget.xlsx", bytes, { ask: { sheet: "sheet=Sheet1", range: "A1:B2" } });
  expect(answer).toEqual({
    kind: "xlsx",
    outline: [
      { label: "Sheet1", part: "sheet=Sheet1" },
      { label: "09060124-b5e7-4717-9d07-3c046eb", part: "sheet=09060124-b5e7-4717-9d07-3c046eb" },
    ],
    text: 'Sheet "Sheet1", columns A to B\n1: Alpha | Beta\n2: 89 | 82',
    warnings: [],
  });
  expect(bytes.equals(copy)).toBe(true);
});

test("warns of macros", async () => {
  const bytes = docxFile(docxParagraph("words"), { "word/vbaProject.bin": "x" });
  expect((await read("a.docm", bytes)).warnings).toEqual([
    "The document contains macros; they were not read and not run.",
  ]);
});

test.each<
  [what: string, name: string, bytes: () => Buffer, code: string, sentence: string, options?: Options]
>([
  ["an archive bomb", "a.docx", () => sample("archive-bomb.docx"), "not_allowed", "would unpack to far more"],
  ["a password", "a.docx", () => sample("password-protected.docx"), "not_allowed", "protected by a password"],
  ["an old format", "a.rtf", () => Buffer.from("{\\rtf1}"), "invalid_input", "an RTF document"],
  ["a broken file", "a.docx", () => Buffer.from("PK\u0003\u0004"), "invalid_input", "damaged or incomplete"],
  ["a broken PDF", "a.pdf", () => Buffer.from("%PDF-1.7\n"), "invalid_input", "This PDF is damaged"],
  [
    "a large file",
    "a.txt",
    () => Buffer.alloc(11, "x"),
    "not_allowed",
    "up to 1 MB",
    { limits: { bytesMax: 10 } },
  ],
  ["a place that is none", "a.txt", () => Buffer.from("x"), "invalid_input", "", { ask: { offset: -1 } }],
  [
    "a length that is none",
    "a.txt",
    () => Buffer.from("x"),
    "invalid_input",
    "",
    { ask: { maxCharacters: 0 } },
  ],
  [
    "nothing to find",
    "a.txt",
    () => Buffer.from("x"),
    "invalid_input",
    "words to find",
    { ask: { find: " " } },
  ],
])(
  "answers %s with a code, a sentence and a way forward",
  async (_, name, bytes, code, sentence, options) => {
    const error = await errorOf(read(name, bytes(), options));
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
    expect(error.message).toMatch(/\.$/);
    expect(error.next.length).toBeGreaterThan(10);
  },
);

test("stops an extraction that takes too long", async () => {
  const start = performance.now();
  const error = await errorOf(read("a.docx", slow, { limits: { ...PATIENT, extractMs: 200 } }));
  expect(error.code).toBe("not_allowed");
  expect(error.message).toContain("takes too much time");
  expect(performance.now() - start).toBeLessThan(5_000);
});

test("stops an extraction that fills the heap, and this process lives on", async () => {
  const bytes = docxFile(docxHeading("a").repeat(100_000));
  const error = await errorOf(read("a.docx", bytes, { limits: { ...PATIENT, memoryBytesMax: 40 * MiB } }));
  expect(error.message).toContain("takes too much memory");
});

/** More than a sound PDF takes, as the first of these shows. */
const NARROW = { memoryBytesMax: 64 * MiB };

test("reads a PDF within a narrow limit on memory", async () => {
  const bytes = pdfFile([{ lines: ["within it"] }]);
  expect((await read("a.pdf", bytes, { limits: NARROW })).text).toContain("within it");
});

test.each([1, 2] as const)(
  "stops a PDF that unpacks, %i times over, to buffers beyond the limit",
  async (times) => {
    const bytes = pdfFile([{ packed: { operators: Buffer.alloc(90 * MiB, " "), times } }]);
    const before = process.memoryUsage.rss();
    const error = await errorOf(read("a.pdf", bytes, { limits: NARROW }));
    expect(error.message).toContain("takes too much memory");
    expect(process.memoryUsage.rss() - before).toBeLessThan(48 * MiB);
  },
);

test("ends the process when the caller gives up, and frees its turn", async () => {
  const processes = startedProcesses();
  const caller = new AbortController();
  const readings = [1, 2, 3, 4].map(() => read("a.docx", slow, { limits: PATIENT, signal: caller.signal }));
  const settled = Promise.allSettled(readings);
  await expect.poll(() => processes.length).toBe(2);
  caller.abort(new Error("gone"));
  for (const result of await settled) {
    expect(result).toMatchObject({ status: "rejected", reason: { message: "gone" } });
  }
  expect(processes.filter(isRunning)).toEqual([]);
  expect(processes).toHaveLength(2);
  expect((await read("a.txt", Buffer.from("free"))).text).toBe("free");
});

test("refuses at once, though others are being read", async () => {
  const caller = new AbortController();
  const busy = [1, 2, 3].map(() => read("a.docx", slow, { limits: PATIENT, signal: caller.signal }));
  const settled = Promise.allSettled(busy);
  const start = performance.now();
  await errorOf(read("a.docx", sample("archive-bomb.docx")));
  expect(performance.now() - start).toBeLessThan(1_000);
  caller.abort();
  await settled;
});

test("reads from files of nearly 100 MB with little memory beside them", async () => {
  const picture = Buffer.alloc(95 * MiB, "picture");
  const bytes = archiveOf(
    { "word/document.xml": '<w:document xmlns:w="w"/>', "word/a.jpg": picture },
    "stored",
  );
  const log = Buffer.alloc(95 * MiB, "2026-11-20 pump on\n");
  const limits = { bytesMax: 100 * MiB };
  const before = process.memoryUsage.rss();
  await read("a.docx", bytes, { limits });
  const { text } = await read("a.txt", log, { limits, ask: { maxCharacters: 19 } });
  expect(text).toBe("2026-11-20 pump on\n");
  expect(process.memoryUsage.rss() - before).toBeLessThan(48 * MiB);
}, 30_000);
