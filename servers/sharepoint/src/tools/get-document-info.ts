import { compact } from "@gatehouse/tool";
import { z } from "zod";
import { versionsOf } from "../items.ts";
import { LIMITS } from "../limits.ts";
import { saidPath, thingOfItem, wrongKind } from "../places.ts";
import { place } from "../shapes.ts";
import { defineTool } from "../sharepoint.ts";
import { textOf, timeOf } from "../values.ts";

export const getDocumentInfo = defineTool({
  name: "sharepoint_get_document_info",
  title: "Get a document's facts",
  description:
    "Facts of one document or folder without its content: size, who made and changed it, version, who has it checked out, " +
    "sensitivity label, the url for people, and whether sharepoint_read_document can read it. Earlier versions are under " +
    "sharepoint_get_document_history, who may open it under sharepoint_get_access.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ ref: place("Document or folder") }),
  output: z.object({
    ref: z.string(),
    name: z.string(),
    path: z.string(),
    kind: z.string(),
    url: z.string().optional(),
    size: z.number().optional(),
    entries: z.number().optional(),
    type: z.string().optional(),
    created: z.string().optional(),
    created_by: z.string().optional(),
    modified: z.string().optional(),
    modified_by: z.string().optional(),
    version: z.string().optional(),
    versions: z.number().optional(),
    checked_out_by: z.string().optional(),
    label: z.string().optional().describe("Id of its sensitivity label"),
    shared: z.string().optional().describe("Whom links or grants of its own reach"),
    readable: z.boolean(),
    why_not: z.string().optional(),
  }),
  example: { ref: "J-25033 / Documents / Contract / Contract J-25033 FINAL.docx" },

  async handler({ api, input, signal }) {
    const found = await api.find(input.ref, signal);
    if (found.kind !== "item") throw wrongKind("no document or folder");
    const { item } = found;
    const at = { driveId: item.driveId, itemId: item.id, signal };
    const isFile = item.kind === "document";
    const [versions, { label, obstacle }] = await Promise.all([
      isFile ? versionsOf(api.calls, at, LIMITS.versionsMax).then(({ items }) => items) : [],
      api.look(item, signal),
    ]);
    return {
      ref: api.refOf(thingOfItem(item)),
      name: item.name,
      path: saidPath(found),
      kind: item.kind,
      readable: obstacle === undefined,
      ...compact({
        url: item.url,
        size: item.size,
        entries: item.childCount,
        type: item.mediaType,
        created: timeOf(item.createdAt),
        created_by: item.createdBy,
        modified: timeOf(item.modifiedAt),
        modified_by: item.modifiedBy,
        version: textOf(versions[0]?.id),
        versions: versions.length || undefined,
        checked_out_by: item.checkedOutBy,
        label,
        shared: item.sharedWith,
        why_not: obstacle?.message,
      }),
    };
  },
});
