import { compact, sensitive } from "@gatehouse/tool";
import { z } from "zod";
import { accessIn } from "../grants.ts";
import { itemAt, permissionsOf } from "../items.ts";
import { LIMITS } from "../limits.ts";
import { type Place, saidPath, wrongKind } from "../places.ts";
import { place } from "../shapes.ts";
import { defineTool, type SharePoint } from "../sharepoint.ts";

export const getAccess = defineTool({
  name: "sharepoint_get_access",
  title: "Get who has access",
  description:
    "Who may open a document, folder or library, in which role, and why: granted directly, through a group of the site, or by a " +
    "sharing link; whether that comes from above, and who is from outside the company. Groups are not opened. It costs SharePoint " +
    "much, so ask for the one place that matters.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ ref: place("Document, folder or library") }),
  output: z.object({
    path: z.string(),
    items: z.array(
      z.object({
        who: z.string(),
        email: sensitive("personal", z.string().optional()),
        role: z.string(),
        via: z.enum(["direct", "group", "link"]),
        inherited: z.boolean(),
        external: z.boolean(),
        expires: z.string().optional(),
      }),
    ),
    open_to_anybody: z.boolean().describe("A link needs no sign-in"),
    incomplete: z.boolean().optional().describe("There are more"),
  }),
  example: { ref: "J-25033 / Documents / Contract" },

  async handler({ api, input, signal }) {
    const found = await api.find(input.ref, signal);
    const at = { ...(await itemOf(api, found, signal)), signal };
    const { items, isCut } = await permissionsOf(api.calls, at, LIMITS.permissionsMax);
    const grants = items.flatMap(accessIn);
    return {
      path: saidPath(found),
      items: grants
        .slice(0, LIMITS.permissionsMax)
        .map(({ isInherited, isExternal, who, role, via, email, expires }) => ({
          who,
          role,
          via,
          inherited: isInherited,
          external: isExternal,
          ...compact({ email, expires }),
        })),
      open_to_anybody: items.some(({ link }) => (link as { scope?: unknown } | null)?.scope === "anonymous"),
      ...((isCut || grants.length > LIMITS.permissionsMax) && { incomplete: true }),
    };
  },
});

async function itemOf(api: SharePoint, found: Place, signal: AbortSignal) {
  if (found.kind === "item") return { driveId: found.item.driveId, itemId: found.item.id };
  if (found.kind !== "library") throw wrongKind("no document, folder or library");
  const { driveId } = found.library;
  return { driveId, itemId: (await itemAt(api.calls, { driveId, names: [], signal })).id };
}
