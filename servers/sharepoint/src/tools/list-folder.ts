import { compact, pageFromStart, pageInput, pageOutput } from "@gatehouse/tool";
import { z } from "zod";
import { entriesBelow, SORT_NAMES } from "../folder-entries.ts";
import { itemAt } from "../items.ts";
import { type Place, saidPath, thingOfItem, wrongKind } from "../places.ts";
import { fileTypes, place } from "../shapes.ts";
import { defineTool, type SharePoint } from "../sharepoint.ts";
import { timeOf } from "../values.ts";

const item = z.object({
  ref: z.string(),
  name: z.string(),
  kind: z.enum(["library", "folder", "document", "package", "shortcut"]),
  in: z.string().optional().describe("Folder below the location"),
  size: z.number().optional(),
  entries: z.number().optional(),
  modified: z.string().optional(),
  by: z.string().optional(),
});

export const listFolder = defineTool({
  name: "sharepoint_list_folder",
  title: "List a folder",
  description:
    "What lies in a folder or library, or the libraries of a site: names, sizes, last changes. recursive_depth opens folders below " +
    "it too, and file_types leaves out folders. Read a document with sharepoint_read_document. To find by content use " +
    "sharepoint_search; lists of rows are under sharepoint_list_lists.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    location: place("Site, library or folder"),
    recursive_depth: z.int().min(0).max(2).default(0),
    file_types: fileTypes,
    sort: z.enum(SORT_NAMES).default("name"),
    ...pageInput,
  }),
  output: pageOutput(item).extend({
    path: z.string(),
    incomplete: z.boolean().optional().describe("Not all entries were looked at: narrow it down"),
  }),
  example: { location: "J-25033 / Documents", recursive_depth: 1, file_types: ["docx", "pdf"], limit: 10 },

  async handler({ api, input, page, signal }) {
    const found = await api.find(input.location, signal);
    const path = saidPath(found);
    const asked = { page, limit: input.limit };
    if (found.kind === "site") {
      const libraries = await librariesOf(api, found, signal);
      return { path, ...pageFromStart(libraries, asked, (library) => library) };
    }
    const folder = await folderOf(api, found, signal);
    const { entries, isCut } = await entriesBelow(
      api.calls,
      { ...folder, signal },
      {
        depth: input.recursive_depth,
        fileTypes: input.file_types,
        sort: input.sort,
        wanted: page.offset + input.limit + 1,
        mayOpen: (below) => api.isOpen(below, signal),
      },
    );
    const answer = pageFromStart(entries, asked, ({ item: row, below }) =>
      compact({
        ref: api.refOf(thingOfItem(row)),
        name: row.name,
        kind: row.kind,
        in: below.join(" / "),
        size: row.kind === "folder" ? undefined : row.size,
        entries: row.childCount,
        modified: timeOf(row.modifiedAt),
        by: row.modifiedBy,
      }),
    );
    return { path, ...answer, ...(isCut && { incomplete: true }) };
  },
});

async function librariesOf(api: SharePoint, { site }: Extract<Place, { kind: "site" }>, signal: AbortSignal) {
  const libraries = await api.directory.libraries(site.id, signal);
  return libraries.map(({ driveId, name }) => ({
    ref: api.refOf({ kind: "library", siteId: site.id, driveId }),
    name,
    kind: "library" as const,
  }));
}

/** The folder that stands for a place; a library's is its root. */
async function folderOf(api: SharePoint, found: Place, signal: AbortSignal) {
  if (found.kind === "library") {
    const { driveId } = found.library;
    const root = await itemAt(api.calls, { driveId, names: [], signal });
    return { driveId, itemId: root.id };
  }
  if (found.kind !== "item") throw wrongKind("no place that holds files");
  const { kind, driveId, id } = found.item;
  if (kind !== "folder") throw wrongKind("a file and no folder");
  return { driveId, itemId: id };
}
