import { crc32 } from "node:zlib";
import { Inflate } from "fflate";
import { FIXED } from "../limits.ts";
import { Refusal, refusals } from "../refusal.ts";
import type { PackedFile } from "./admit-archive.ts";

const broken = (cause?: unknown) => new Refusal(refusals.broken("Office document"), cause);

/** Unpacks step by step and stops at the first byte beyond the declared size; a wrong checksum is found at the end. */
function* inflate({ packed, isDeflated, bytes, crc }: PackedFile): Generator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const inflater = isDeflated ? new Inflate((chunk) => ready.push(chunk)) : undefined;
  let sum = 0;
  let check = 0;
  for (let at = 0; at < packed.length; at += FIXED.inflateStepBytes) {
    const end = Math.min(at + FIXED.inflateStepBytes, packed.length);
    const step = packed.subarray(at, end);
    if (inflater) inflater.push(step, end === packed.length);
    else ready.push(step);
    for (const chunk of ready.splice(0)) {
      sum += chunk.length;
      if (sum > bytes) throw new Refusal(refusals.bomb());
      check = crc32(chunk, check);
      yield chunk;
    }
  }
  if (sum !== bytes || check !== crc) throw broken();
}

/** The files of an admitted archive, unpacked one at a time and only when read. */
export type Archive = ReturnType<typeof openArchive>;

export function openArchive(files: readonly PackedFile[]) {
  const byName = new Map(files.map((file) => [file.name.toLowerCase(), file]));
  return {
    names: files.map(({ name }) => name),
    has: (name: string) => byName.has(name.toLowerCase()),
    /** The file's bytes in steps; a missing file is a broken document. */
    *chunks(name: string): Generator<Uint8Array> {
      const file = byName.get(name.toLowerCase());
      if (!file) throw broken();
      try {
        yield* inflate(file);
      } catch (error) {
        throw error instanceof Refusal ? error : broken(error);
      }
    },
  };
}
