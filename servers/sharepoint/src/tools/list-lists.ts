import { compact } from "@gatehouse/tool";
import { z } from "zod";
import { COLUMN_TYPES, ownColumns } from "../columns.ts";
import { LIMITS } from "../limits.ts";
import { columnsOf, isForPeople, type List, listsOf } from "../lists.ts";
import { wrongKind } from "../places.ts";
import { place } from "../shapes.ts";
import { defineTool, type SharePoint } from "../sharepoint.ts";

const column = z.object({
  name: z.string(),
  type: z.enum(COLUMN_TYPES),
  choices: z.array(z.string()).optional(),
  required: z.boolean().optional(),
  indexed: z.boolean().optional(),
});

export const listLists = defineTool({
  name: "sharepoint_list_lists",
  title: "List lists",
  description:
    "The lists of a site, such as an RFI log, and with include_columns their columns: names, types, choices. Read rows with " +
    "sharepoint_query_list_items. Libraries of files are under sharepoint_list_folder.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ site: place("Site"), include_columns: z.boolean().default(false) }),
  output: z.object({
    items: z.array(
      z.object({
        ref: z.string(),
        name: z.string(),
        description: z.string().optional(),
        columns: z.array(column).optional(),
      }),
    ),
    incomplete: z.boolean().optional().describe("There are more lists"),
  }),
  example: { site: "operations", include_columns: true },

  async handler({ api, input, signal }) {
    const found = await api.find(input.site, signal);
    if (found.kind !== "site") throw wrongKind("no site");
    const all = (await listsOf(api.calls, found.site.id, signal)).filter(isForPeople);
    const most = input.include_columns ? LIMITS.describedListsMax : LIMITS.listsMax;
    const items = await Promise.all(
      all.slice(0, most).map(async (list) => ({
        ref: api.refOf({ kind: "list", siteId: list.siteId, listId: list.id }),
        name: list.title,
        ...compact({ description: list.description }),
        ...(input.include_columns && { columns: await describe(api, list, signal) }),
      })),
    );
    return { items, ...(all.length > most && { incomplete: true }) };
  },
});

async function describe(api: SharePoint, { siteId, id: listId }: List, signal: AbortSignal) {
  const columns = ownColumns(await columnsOf(api.calls, { siteId, listId, signal }));
  return columns.slice(0, LIMITS.columnsMax).map(({ title, type, choices, isRequired, isIndexed }) =>
    compact({
      name: title,
      type,
      choices,
      required: isRequired || undefined,
      indexed: isIndexed || undefined,
    }),
  );
}
