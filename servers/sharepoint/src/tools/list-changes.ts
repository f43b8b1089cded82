import { compact, date, pageFromStart, pageInput, pageOutput, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { changedItems } from "../changed-items.ts";
import { HANDLE } from "../handles.ts";
import { saidPath, thingOfItem, wrongKind } from "../places.ts";
import { place } from "../shapes.ts";
import { defineTool, type SharePoint } from "../sharepoint.ts";
import { mainLibrary } from "../sites.ts";
import { timeOf } from "../values.ts";

const WEEK_MS = 7 * 86_400_000;

const input = z.strictObject({
  location: place("Site or library"),
  since: z
    .string()
    .regex(/^(\d{4}-\d\d-\d\d|chg_[0-9A-Z]{10})$/)
    .refine((text) => HANDLE.test(text) || date.safeParse(text).success, "no such day")
    .optional()
    .describe("Date, or next_since of an earlier answer; a week ago unless given"),
  ...pageInput,
});

export const listChanges = defineTool({
  name: "sharepoint_list_changes",
  title: "List changes",
  description:
    "What was created, changed or deleted in a library since a date or since an earlier answer, newest first. For a site its main " +
    "library is taken. Give next_since back later to see only what is new. For the versions of one file use " +
    "sharepoint_get_document_history.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(
    z.object({
      ref: z.string().optional(),
      name: z.string().optional(),
      kind: z.string(),
      change: z.enum(["created", "changed", "deleted"]),
      when: z.string().optional(),
      by: z.string().optional(),
      in: z.string().optional().describe("Folder"),
    }),
  ).extend({
    path: z.string(),
    since: z.string(),
    next_since: z.string().optional(),
    incomplete: z.boolean().optional().describe("There were too many changes: take a later date"),
  }),
  example: { location: "operations / Documents", since: "2026-01-01", limit: 10 },

  async handler({ api, input, page, signal }) {
    const found = await libraryAt(api, input.location, signal);
    const { driveId } = found.library;
    const { link, from } = startOf(api, input.since, driveId);
    const changes = await changedItems(api.calls, { driveId, link, from, signal });
    const answer = pageFromStart(changes.items, { page, limit: input.limit }, ({ item, change, folder }) =>
      compact({
        // What is deleted cannot be opened any more.
        ref: change === "deleted" ? undefined : api.refOf(thingOfItem(item)),
        name: item.name,
        kind: item.kind,
        change,
        when: timeOf(item.modifiedAt),
        by: item.modifiedBy,
        in: folder,
      }),
    );
    const at = api.now().toISOString();
    return {
      path: saidPath(found),
      since: timeOf(from) ?? from,
      ...answer,
      ...(changes.link && { next_since: api.refOf({ kind: "changes", driveId, link: changes.link, at }) }),
      ...(changes.isCut && { incomplete: true }),
    };
  },
});

/** Changes are kept by library. */
async function libraryAt(api: SharePoint, location: string, signal: AbortSignal) {
  const found = await api.find(location, signal);
  if (found.kind === "library") return found;
  if (found.kind !== "site") throw wrongKind("no site or library");
  const library = await mainLibrary(api.calls, found.site.id, signal);
  return api.admit({ kind: "library" as const, site: found.site, library }, signal);
}

function startOf(
  api: SharePoint,
  since: string | undefined,
  driveId: string,
): { link?: string; from: string } {
  if (since === undefined) return { from: new Date(api.now().getTime() - WEEK_MS).toISOString() };
  if (!HANDLE.test(since)) return { from: `${since}T00:00:00.000Z` };
  const mark = api.thingOf(since);
  if (mark.kind === "changes" && mark.driveId === driveId) return { link: mark.link, from: mark.at };
  throw new ToolError("invalid_input", "This mark belongs to another library; nothing was read.", {
    next: "Give the library it came from, or a date.",
  });
}
