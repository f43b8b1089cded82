import { pageFromStart, pageInput, pageOutput } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../sharepoint.ts";

export const findSites = defineTool({
  name: "sharepoint_find_sites",
  title: "Find sites",
  description:
    "Sites by a word of their name, such as a project number or a department; without query all that may be opened. Gives the " +
    "ref to start from. For files by content use sharepoint_search, for what a site holds sharepoint_list_folder.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ query: z.string().trim().min(1).max(100).optional(), ...pageInput }),
  output: pageOutput(z.object({ ref: z.string(), name: z.string(), url: z.string() })),
  example: { query: "J-", limit: 10 },

  async handler({ api, input, page, signal }) {
    const { limit } = input;
    const { sites } = await api.directory.find(input.query, page.offset + limit + 1, signal);
    return pageFromStart(sites, { page, limit }, ({ id, title, url }) => ({
      ref: api.refOf({ kind: "site", siteId: id }),
      name: title,
      url,
    }));
  },
});
