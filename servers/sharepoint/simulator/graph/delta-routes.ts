import { roleOnItem } from "../access/rights.ts";
import { GraphError, invalidRequest, resyncRequired } from "../errors.ts";
import { parentReference, showItem } from "../show/show-item.ts";
import type { Item, Library } from "../store/model.ts";
import { withDescendants } from "../store/tree.ts";
import { renameItem } from "./change-item.ts";
import { type ItemPlace, itemContext } from "./item-routes.ts";
import { contextOf, select } from "./odata.ts";
import { type Call, route } from "./routes.ts";

/** A mark of changes: those after `since`, and `offset` into them while a list is being paged through. */
type Mark = {
  drive: string;
  generation: number;
  since: number;
  upTo: number;
  offset: number;
  after?: string;
};

const pageSize = 200;

/** `delta`, `delta(token='…')` and `?token=…` are the same; `latest` gives only the mark, and a moment stands for a mark [vendor page]. */
function readMark(call: Call, { library }: ItemPlace): Mark | "latest" {
  const { tenant, url, argument } = call;
  const { store } = tenant;
  const token = /^token='(.*)'$/s.exec(argument)?.[1] ?? url.searchParams.get("token");
  const fresh: Mark = {
    drive: library.id,
    generation: store.generation(),
    since: -1,
    upTo: store.sequence(),
    offset: 0,
  };
  if (token === null) return fresh;
  if (token === "latest") return "latest";
  if (!Number.isNaN(Date.parse(token))) return { ...fresh, after: token };
  const mark = tenant.tickets.open<Mark>(token);
  if (mark?.drive !== library.id) throw invalidRequest("The provided token is not valid.");
  if (tenant.switches.deltaTokensExpired || mark.generation !== store.generation())
    throw resyncRequired(`${url.origin}${withoutFunction(url)}`);
  return mark.offset === 0 ? { ...mark, upTo: store.sequence() } : mark;
}

const withoutFunction = ({ pathname }: URL): string => pathname.replace(/delta(\(.*\))?$/s, "delta");

const linkTo = (call: Call, mark: Mark): string =>
  `${call.url.origin}${withoutFunction(call.url)}?token=${encodeURIComponent(call.tenant.tickets.seal(mark))}`;

/** Present items, changed ones and the deleted, oldest change first: a parent comes before what lies in it. */
function changedSince(library: Library, from: Item, mark: Mark): Item[] {
  const tree = library.tree();
  const present = withDescendants(tree, from);
  if (mark.after !== undefined) {
    const after = mark.after;
    return present.filter(({ modifiedAt }) => modifiedAt >= after);
  }
  if (mark.since < 0) return present;
  const gone = [...tree.deleted.values()];
  return [...present, ...gone]
    .filter(({ changed }) => changed > mark.since && changed <= mark.upTo)
    .sort((a, b) => a.changed - b.changed);
}

function showChange({ tenant }: Call, library: Library, item: Item): Record<string, unknown> {
  if (library.tree().items.has(item.id)) return showItem(tenant, library, item, { withPath: false });
  const { driveType, driveId, siteId } = parentReference(library, item, false);
  return {
    id: item.id,
    deleted: { state: "deleted" },
    parentReference: { driveType, driveId, siteId, ...(item.parentId !== null && { id: item.parentId }) },
  };
}

function delta(call: Call, place: ItemPlace): Response {
  const { library, item } = place;
  const { tenant, session } = call;
  if (!item.isFolder) throw new GraphError(400, "invalidRequest", "Delta is only supported on folders.");
  const mark = readMark(call, place);
  const context = contextOf(call, `Collection(${itemContext(place)})`);
  const last = (upTo: number) =>
    linkTo(call, { drive: library.id, generation: tenant.store.generation(), since: upTo, upTo, offset: 0 });
  if (mark === "latest") {
    return call.c.json({
      "@odata.context": context,
      "@odata.deltaLink": last(tenant.store.sequence()),
      value: [],
    });
  }
  const changed = changedSince(library, item, mark);
  const size = Math.min(Number(call.url.searchParams.get("$top") ?? pageSize) || pageSize, 1_000);
  // A page begins with the last item of the one before: the same item may come twice, and the later one holds.
  const start = Math.max(0, mark.offset - 1);
  const end = mark.offset + size;
  const value = changed
    .slice(start, end)
    .filter((one) => roleOnItem(session, library, one, tenant.now()) !== undefined)
    .map((one) => select(call, showChange(call, library, one)));
  const hasNext = end < changed.length;
  const link = hasNext
    ? { "@odata.nextLink": linkTo(call, { ...mark, offset: end }) }
    : { "@odata.deltaLink": last(mark.upTo) };
  if (hasNext) renameMeanwhile(call);
  return call.c.json({ "@odata.context": context, ...link, value });
}

/** Plays somebody who renames a folder while its changes are being listed. */
function renameMeanwhile({ tenant }: Call): void {
  const { renameDuringDelta } = tenant.switches;
  if (!renameDuringDelta) return;
  const { driveId, itemId, name } = renameDuringDelta;
  const library = tenant.store.library(driveId);
  const item = library?.tree().items.get(itemId);
  tenant.switches.renameDuringDelta = null;
  if (library && item) renameItem(tenant, library, item, name, item.modifiedBy);
}

export const deltaRoutes = [route("GET", "item", "delta", { units: 1, needs: "read" }, delta)];
