import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { invalidRequest, itemNotFound } from "../errors.ts";
import type { Item, Library } from "../store/model.ts";
import { childrenOf, inOrder } from "../store/tree.ts";
import { addItem, checkName, freeName } from "./change-item.ts";
import { visible } from "./item-routes.ts";
import { readBody } from "./odata.ts";
import { type Call, route } from "./routes.ts";
import { checkWrite } from "./write-item-routes.ts";

type Monitor = { polls: number; resourceId: string };
export type Monitors = Map<string, Monitor>;

const monitorPath = "/_api/v2.0/monitor/:id";

/** Copies at once and says so only at the second question, as a real copy takes its time. */
export const copyRoutes = (monitors: Monitors) => [
  route("POST", "item", "copy", { units: 2, needs: "read" }, async (call, { library, item }) => {
    const { parentReference, name } = (await readBody(call)) as {
      parentReference?: { driveId?: string; id?: string };
      name?: unknown;
    };
    const target = call.tenant.store.library(parentReference?.driveId ?? library.id);
    const folder = target?.tree().items.get(parentReference?.id ?? item.parentId ?? "");
    if (!target || !folder?.isFolder) throw itemNotFound();
    if (item.parentId === null) throw invalidRequest("The root cannot be copied.");
    checkWrite(call, target, folder);
    if (name !== undefined) checkName(name);
    const rule = call.url.searchParams.get("@microsoft.graph.conflictBehavior") ?? "fail";
    const copy = copyTo(
      call,
      library,
      item,
      target,
      folder,
      freeName(target, folder, name ?? item.name, rule),
    );
    const id = randomUUID();
    monitors.set(id, { polls: 0, resourceId: copy.id });
    const origin = call.tenant.origins.files ?? call.url.origin;
    return call.c.body(null, 202, { Location: `${origin}${monitorPath.replace(":id", id)}` });
  }),
];

/** What the caller cannot see is not copied; access is not either. */
function copyTo(call: Call, from: Library, item: Item, to: Library, folder: Item, name: string): Item {
  const below = item.isFolder ? visible(call, from, inOrder(childrenOf(from.tree(), item.id))) : [];
  const copy = addItem(call, to, folder, {
    name,
    isFolder: item.isFolder,
    size: item.size,
    ...(item.content && { content: item.content }),
  });
  for (const child of below) copyTo(call, from, child, to, copy, child.name);
  return copy;
}

/** The monitor lies on the second origin and asks for no token. Its final status is [open]; here it is 200. */
export function monitorRoute(monitors: Monitors) {
  return new Hono().get(monitorPath, (c) => {
    const monitor = monitors.get(c.req.param("id"));
    if (!monitor)
      return c.json({ error: { code: "itemNotFound", message: "The operation is not known." } }, 404);
    monitor.polls += 1;
    if (monitor.polls === 1) return c.json({ status: "inProgress", percentageComplete: 27.8 }, 202);
    return c.json({ status: "completed", percentageComplete: 100, resourceId: monitor.resourceId });
  });
}
