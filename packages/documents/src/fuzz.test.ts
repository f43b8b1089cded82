import { readFileSync } from "node:fs";
import { ToolError } from "@gatehouse/tool";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { readDocument } from "./read-document.ts";
import { archiveOf, type Files } from "./samples/office-file.ts";
import { readHere } from "./samples/read-here.ts";

/** The same damage in every run (mulberry32). */
function createRandom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function truncated(bytes: Buffer, random: (below: number) => number): Buffer {
  return bytes.subarray(0, random(bytes.length));
}

function flipped(bytes: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let count = 1 + random(20); count > 0; count--) {
    const at = random(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
  }
  return copy;
}

/** The directory is where a zip archive's promises stand, so it is hit harder than chance would. */
function flippedAtTheEnd(bytes: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let count = 1 + random(5); count > 0; count--) {
    copy[copy.length - 1 - random(Math.min(1_500, copy.length))] = random(256);
  }
  return copy;
}

/** Damage behind a sound checksum reaches the readers of XML themselves. */
function flippedInside(bytes: Buffer, random: (below: number) => number): Buffer {
  if (!bytes.subarray(0, 2).equals(Buffer.from("PK"))) return flipped(bytes, random);
  const files: Files = unzipSync(bytes);
  for (const [name, content] of Object.entries(files)) {
    if (content.length > 0) files[name] = flipped(Buffer.from(content), random);
  }
  return archiveOf(files);
}

const DAMAGES = [truncated, flipped, flippedAtTheEnd, flippedInside];

const SAMPLES = ["with-comments.docx", "two-sheets.xlsx", "booking.pdf", "password-protected.docx"];

/** A sample damaged in each way `times` over. */
function damagedCopies(name: string, times: number): Buffer[] {
  const sound = readFileSync(new URL(`./samples/${name}`, import.meta.url));
  const random = createRandom(name.length);
  return Array.from({ length: times }, () => DAMAGES.map((damage) => damage(sound, random))).flat();
}

test.each(SAMPLES)(
  "ends every reading of a damaged %s with an answer or a plain refusal",
  async (name) => {
    const endings = await Promise.all(
      damagedCopies(name, 1).map((bytes) =>
        readDocument({ name, bytes, limits: { extractMs: 5_000 }, signal: AbortSignal.timeout(30_000) }).then(
          () => "read",
          (error: unknown) => (error instanceof ToolError ? error.code : error),
        ),
      ),
    );
    expect(endings).toHaveLength(DAMAGES.length);
    for (const ending of endings) expect(["read", "invalid_input", "not_allowed"]).toContain(ending);
  },
  60_000,
);

// On this thread nothing stops a reader that hangs but the test's own end; so these are many, and prove that none does.
test.each(SAMPLES)(
  "reads a damaged %s to an end, in many ways",
  async (name) => {
    for (const bytes of damagedCopies(name, 10)) {
      const ending = await readHere(name, bytes).then(
        ({ text }) => text,
        (error: Error) => error.message,
      );
      expect(ending).toEqual(expect.any(String));
    }
  },
  20_000,
);
