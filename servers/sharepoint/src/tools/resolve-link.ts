import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { saidPath, thingOf } from "../places.ts";
import { DEMO_SITE, defineTool } from "../sharepoint.ts";

export const resolveLink = defineTool({
  name: "sharepoint_resolve_link",
  title: "Resolve a link",
  description:
    "What a pasted SharePoint address leads to: a site, library, folder, document, page, list or list row, with the ref and path " +
    "for the other tools. Takes sharing links too. Only addresses of this company; the other tools take an address themselves.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ url: z.string().trim().min(1).max(LIMITS.urlCharacters) }),
  output: z.object({
    ref: z.string(),
    kind: z.enum(["site", "library", "folder", "document", "page", "list", "row"]),
    path: z.string(),
  }),
  example: { url: `${DEMO_SITE}/Shared%20Documents/Contract` },

  async handler({ api, input, signal }) {
    const place = await api.find(input.url, signal);
    const thing = thingOf(place);
    return {
      ref: api.refOf(thing),
      // A mark of changes is no place, so no address leads to one.
      kind: thing.kind as Exclude<typeof thing.kind, "changes">,
      path: saidPath(place),
    };
  },
});
