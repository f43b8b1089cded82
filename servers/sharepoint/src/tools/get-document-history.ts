import { compact, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { versionsOf } from "../items.ts";
import { LIMITS } from "../limits.ts";
import { type ItemPlace, saidPath, wrongKind } from "../places.ts";
import { place } from "../shapes.ts";
import { defineTool, type SharePoint } from "../sharepoint.ts";
import { differences } from "../text-diff.ts";
import { nameOf, numberOf, textOf, timeOf } from "../values.ts";

export const getDocumentHistory = defineTool({
  name: "sharepoint_get_document_history",
  title: "Get a document's history",
  description:
    "The versions of one document, newest first: when, by whom, how large. With compare_with_version also the lines of text that " +
    "differ between that version and the present one. For what changed in a whole library use sharepoint_list_changes.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    ref: place("Document"),
    compare_with_version: z
      .string()
      .regex(/^\d{1,6}\.\d{1,4}$/)
      .optional()
      .describe("Such as 2.0"),
    limit: z.int().min(1).max(LIMITS.versionsMax).default(20),
  }),
  output: z.object({
    path: z.string(),
    items: z.array(
      z.object({
        version: z.string(),
        modified: z.string().optional(),
        by: z.string().optional(),
        size: z.number().optional(),
      }),
    ),
    has_more: z.boolean(),
    differences: z
      .array(z.object({ change: z.enum(["added", "removed"]), text: z.string() }))
      .optional()
      .describe("Of the present text against the version"),
    incomplete: z.boolean().optional().describe("Not all differences are shown"),
  }),
  example: { ref: "J-25033 / Documents / Contract / Contract J-25033 FINAL.docx" },

  async handler({ api, input, signal }) {
    const found = await api.find(input.ref, signal);
    if (found.kind !== "item" || found.item.kind !== "document") throw wrongKind("no document");
    const at = { driveId: found.item.driveId, itemId: found.item.id, signal };
    const { items } = await versionsOf(api.calls, at, input.limit + 1);
    const versions = items.map((row) => ({
      version: textOf(row.id) ?? "",
      ...compact({
        modified: timeOf(row.lastModifiedDateTime),
        by: nameOf(row.lastModifiedBy),
        size: numberOf(row.size),
      }),
    }));
    const other = input.compare_with_version;
    const compared =
      other === undefined
        ? undefined
        : await compare(api, found, { other, current: versions[0]?.version }, signal);
    return {
      path: saidPath(found),
      items: versions.slice(0, input.limit),
      has_more: versions.length > input.limit,
      ...(compared && { differences: compared.items }),
      ...(compared?.isCut && { incomplete: true }),
    };
  },
});

type Versions = { other: string; current: string | undefined };

async function compare(
  api: SharePoint,
  { item }: ItemPlace,
  { other, current }: Versions,
  signal: AbortSignal,
) {
  if (other === current)
    throw new ToolError("invalid_input", "This is the present version; nothing was compared.", {
      next: "Name an earlier one.",
    });
  const ask = { maxCharacters: LIMITS.comparedCharacters };
  const [before, after] = await Promise.all([
    api.readFile({ item, version: other, ask, signal }),
    api.readFile({ item, ask, signal }),
  ]);
  const found = differences(before.text, after.text);
  const isLonger = before.nextOffset !== undefined || after.nextOffset !== undefined;
  return { items: found.items, isCut: found.isCut || isLonger };
}
