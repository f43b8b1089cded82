import type { Task } from "./extract.ts";

/** What goes to a worker as a message, everything but bytes; those go beside it, one after the other, without a copy on this side. */
export type Order = { task: Task; sizes: number[]; memoryBytesMax: number };

const NONE = new Uint8Array(0);

/** Takes a task apart; the parts are views of the document. */
export function pack(task: Task, memoryBytesMax: number): { order: Order; parts: Uint8Array[] } {
  const { input } = task;
  const parts = "bytes" in input ? [input.bytes] : input.files.map(({ packed }) => packed);
  const empty =
    "bytes" in input ? { bytes: NONE } : { files: input.files.map((file) => ({ ...file, packed: NONE })) };
  const sizes = parts.map(({ length }) => length);
  return { order: { task: { ...task, input: empty }, sizes, memoryBytesMax }, parts };
}

/** The task again, from all of its parts in one buffer. */
export function unpack({ task, sizes }: Order, all: Uint8Array): Task {
  const { input } = task;
  if ("bytes" in input) return { ...task, input: { bytes: all } };
  let at = 0;
  const files = input.files.map((file, index) => {
    const start = at;
    at += sizes[index] ?? 0;
    return { ...file, packed: all.subarray(start, at) };
  });
  return { ...task, input: { files } };
}
