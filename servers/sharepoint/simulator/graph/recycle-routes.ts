import { itemNotFound, nameAlreadyExists } from "../errors.ts";
import { showIdentity } from "../show/show-identity.ts";
import type { Item, Library, Site } from "../store/model.ts";
import { addTo, childNamed } from "../store/tree.ts";
import { actorOf, markChanged } from "./change-item.ts";
import { contextOf, page } from "./odata.ts";
import { type Call, route } from "./routes.ts";

const deletedIn = (site: Site): { library: Library; item: Item }[] =>
  site.libraries.flatMap((library) =>
    [...library.tree().deleted.values()].map((item) => ({ library, item })),
  );

export const recycleRoutes = [
  route("GET", "site", "recycleBin/items", { units: 2, needs: "write" }, (call, { site }) =>
    page(call, {
      of: `sites('${encodeURIComponent(site.id)}')/recycleBin/items`,
      rows: deletedIn(site),
      show: ({ library, item }) => ({
        id: item.guid,
        name: item.name,
        size: item.size,
        createdDateTime: item.createdAt,
        deletedDateTime: item.touchedAt,
        deletedFromLocation: `${library.site.path.slice(1)}/${library.path}`,
        createdBy: showIdentity(call.tenant, item.createdBy),
        lastModifiedBy: showIdentity(call.tenant, item.modifiedBy),
      }),
    }),
  ),
  // Documented for personal drives; for sites it is [open].
  route("POST", "site", "recycleBin/items/*/restore", { units: 2, needs: "write" }, (call, { site }) => {
    const found = deletedIn(site).find(({ item }) => item.guid === call.words[0]);
    if (!found) throw itemNotFound();
    restore(call, found.library, found.item);
    return call.c.json({
      "@odata.context": contextOf(call, "recycleBinItem"),
      id: found.item.guid,
      name: found.item.name,
    });
  }),
];

/** Back to where it lay, with what lay in it. */
function restore(call: Call, library: Library, item: Item): void {
  const tree = library.tree();
  const parent = tree.items.get(item.parentId ?? "");
  if (!parent) throw itemNotFound();
  if (childNamed(tree, parent, item.name)) throw nameAlreadyExists();
  const below = [...tree.deleted.values()].filter(({ parentId }) => parentId === item.id);
  call.tenant.store.touchItem(library, item.id);
  tree.deleted.delete(item.id);
  addTo(tree, item);
  markChanged(call.tenant, library, item, actorOf(call));
  for (const child of below) restore(call, library, child);
}
