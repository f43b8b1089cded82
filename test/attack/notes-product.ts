import type { Product } from "@gatehouse/server";
import { defineSystem, pageInput, pageOutput, sensitive, toolFor } from "@gatehouse/tool";
import { z } from "zod";

export type Note = { id: string; text: string; iban?: string };

/** A small product of our own kind, whose notes a test writes: they come out as a vendor's texts would. */
export function notesProduct() {
  let notes: unknown[] = [];
  const defineTool = toolFor<undefined>();
  const note = z.object({
    id: z.string(),
    text: z.string(),
    iban: sensitive("bank", z.string().optional()),
  });
  const list = defineTool({
    name: "notes_list",
    title: "List notes",
    description: "Lists notes.",
    phase: 1,
    risk: "read",
    input: z.strictObject({ ...pageInput }),
    output: pageOutput(note),
    example: {},
    async handler({ input, page }) {
      const items = notes.slice(page.offset, page.offset + input.limit) as Note[];
      return page.of(items, { hasMore: page.offset + items.length < notes.length });
    },
  });
  const get = defineTool({
    name: "notes_get",
    title: "Get a note",
    description: "Returns the first note.",
    phase: 1,
    risk: "read",
    input: z.strictObject({}),
    output: note,
    example: {},
    handler: async () => notes[0] as Note,
  });
  const product: Product<undefined> = {
    system: defineSystem({
      id: "notes",
      title: "Notes",
      vendor: "Gatehouse",
      grants: {},
      scopes: { 1: [], 2: [], 3: [] },
    }),
    version: "1",
    tools: [list, get],
    api: () => undefined,
  };
  return {
    product,
    /** Whatever is given, also what no note should be. */
    write(...given: unknown[]) {
      notes = given;
    },
  };
}
