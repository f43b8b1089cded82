import { ToolError } from "@gatehouse/tool";
import type { Thing } from "./handles.ts";
import { type Item, itemById } from "./items.ts";
import { listById } from "./lists.ts";
import { pageWithText } from "./pages.ts";
import { type ItemPlace, type Place, type World, wrongKind } from "./places.ts";

/** The place that a handle stands for, read now: a handle itself opens nothing. */
export async function placeOfThing(world: World, thing: Thing, signal: AbortSignal): Promise<Place> {
  const { calls, around } = world;
  switch (thing.kind) {
    case "document":
    case "folder":
      return placeOfItem(world, await itemById(calls, { ...thing, signal }), signal);
    case "site":
      return { kind: "site", site: await around.site(thing.siteId, signal) };
    case "library": {
      const [site, library] = await Promise.all([
        around.site(thing.siteId, signal),
        around.library(thing.driveId, thing.siteId, signal),
      ]);
      return { kind: "library", site, library };
    }
    case "page": {
      const page = await pageWithText(calls, { ...thing, signal });
      return { kind: "page", site: await around.site(thing.siteId, signal), page };
    }
    case "list":
    case "row": {
      const list = await listById(calls, { ...thing, signal });
      const site = await around.site(thing.siteId, signal);
      return thing.kind === "row"
        ? { kind: "row", site, list, rowId: thing.rowId }
        : { kind: "list", site, list };
    }
    case "changes":
      throw wrongKind("a mark of changes");
  }
}

/**
 * Reads library and site too, which a service identity may not do outside its open sites. A person to whom one file was
 * shared may open that and nothing around it: then only the file is named.
 */
export async function placeOfItem(world: World, item: Item, signal: AbortSignal): Promise<ItemPlace> {
  const { around, isTrimmed } = world;
  const { driveId, siteId = "" } = item;
  const both = Promise.all([around.library(driveId, siteId, signal), around.site(siteId, signal)]);
  try {
    const [library, site] = await both;
    return { kind: "item", site, library, item };
  } catch (error) {
    if (isTrimmed && error instanceof ToolError && error.code === "not_found") return sharedAlone(item);
    throw error;
  }
}

const sharedAlone = (item: Item): ItemPlace => {
  const { driveId, siteId = "" } = item;
  const library = { driveId, siteId, name: "", url: "" };
  const site = { id: siteId, name: "", title: "Shared with you", url: "" };
  return { kind: "item", site, library, item: { ...item, folders: [] }, isAlone: true };
};
