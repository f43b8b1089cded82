import { roleOnItem } from "../access/rights.ts";
import { GraphError, invalidRequest, itemNotFound, notSupported } from "../errors.ts";
import { downloadUrl } from "../files/download-url.ts";
import { convertible, endingOf } from "../files/media-types.ts";
import { cTagOf, eTagOf, showHidden, showItem, showVersions, versionOf } from "../show/show-item.ts";
import type { Item, Library } from "../store/model.ts";
import { childrenOf, inOrder, sizeOf } from "../store/tree.ts";
import { downloadUrlName, entity, namesIn, ordered, page, select } from "./odata.ts";
import { type Call, route } from "./routes.ts";

const list = { units: 2, needs: "read" } as const;
const single = { units: 1, needs: "read" } as const;

export type ItemPlace = { library: Library; item: Item };

export const itemContext = ({ library }: Pick<ItemPlace, "library">): string =>
  `drives('${encodeURIComponent(library.id).replace("!", "%21")}')/items`;

/** An item with the address of its content, as single reads and lists of children show it. */
function showWithUrl({ tenant, url }: Call, { library, item }: ItemPlace): Record<string, unknown> {
  const shown = showItem(tenant, library, item);
  if (item.isFolder) return shown;
  return { [downloadUrlName]: downloadUrl(tenant, url.origin, library, item), ...shown };
}

export function answerItem(call: Call, place: ItemPlace, status = 200): Response {
  const of = `${itemContext(place)}/$entity`;
  if (status === 201) {
    call.c.header("etag", eTagOf(place.item));
    call.c.header("location", `${call.url.origin}/v1.0/${itemContext(place)}('${place.item.id}')`);
  }
  const shown = { ...showWithUrl(call, place), ...expanded(call, place) };
  return entity(call, of, shown, () => showHidden(call.tenant, place.library, place.item), status);
}

function expanded(call: Call, { library, item }: ItemPlace): Record<string, unknown> {
  const names = namesIn(call.url.searchParams.get("$expand")).map((name) => name.replace(/\(.*/s, ""));
  const tree = library.tree();
  return {
    ...(names.includes("children") && {
      children: visible(call, library, inOrder(childrenOf(tree, item.id))).map((child) =>
        showWithUrl(call, { library, item: child }),
      ),
    }),
    ...(names.includes("versions") && !item.isFolder && { versions: showVersions(call.tenant, item) }),
    ...(names.includes("thumbnails") && { thumbnails: [] }),
  };
}

export const visible = ({ session, tenant }: Call, library: Library, items: Item[]): Item[] =>
  items.filter((item) => roleOnItem(session, library, item, tenant.now()) !== undefined);

export const itemRoutes = [
  route("GET", "item", "", single, (call, place) => answerItem(call, place)),
  route("GET", "item", "children", list, (call, { library, item }) => {
    if (!item.isFolder) throw invalidRequest("The item is not a folder.");
    const tree = library.tree();
    const rows = ordered(call, inOrder(childrenOf(tree, item.id)), {
      name: ({ name }) => name.toLowerCase(),
      size: (child) => sizeOf(tree, child),
      lastModifiedDateTime: ({ modifiedAt }) => modifiedAt,
    });
    return page(call, {
      of: `${itemContext({ library })}('${item.id}')/children`,
      rows,
      isVisible: (child) => roleOnItem(call.session, library, child, call.tenant.now()) !== undefined,
      show: (child) =>
        select(call, { ...showWithUrl(call, { library, item: child }), ...thumbnails(call) }, () =>
          showHidden(call.tenant, library, child),
        ),
    });
  }),
  route("GET", "item", "content", single, (call, { library, item }) => {
    if (item.isFolder) throw invalidRequest("You cannot get content for a folder.");
    const format = call.url.searchParams.get("format");
    if (format !== null && (format !== "pdf" || !convertible.has(endingOf(item.name)))) throw notSupported();
    const known = call.c.req.header("if-none-match");
    if (known !== undefined && [eTagOf(item), cTagOf(item)].includes(known)) return call.c.body(null, 304);
    const more = format === "pdf" ? { asPdf: true } : {};
    return call.c.redirect(downloadUrl(call.tenant, call.url.origin, library, item, more), 302);
  }),
  route("GET", "item", "versions", list, (call, { library, item }) => {
    if (item.isFolder) throw notSupported("Versions are not supported on folders.");
    return page(call, {
      of: `${itemContext({ library })}('${item.id}')/versions`,
      rows: showVersions(call.tenant, item),
      show: (version) => select(call, version),
    });
  }),
  route("GET", "item", "versions/*", single, (call, { library, item }) => {
    const version = showVersions(call.tenant, item).find(({ id }) => id === call.words[0]);
    if (!version || item.isFolder) throw itemNotFound();
    return entity(call, `${itemContext({ library })}('${item.id}')/versions/$entity`, version);
  }),
  route("GET", "item", "versions/*/content", single, (call, { library, item }) => {
    const [id] = call.words;
    if (id === versionOf(item))
      throw new GraphError(400, "invalidRequest", "You cannot get the content of the current version.");
    const version = item.versions.find(({ number }) => `${number}.0` === id);
    if (!version) throw itemNotFound();
    const more = { version: version.number };
    return call.c.redirect(downloadUrl(call.tenant, call.url.origin, library, item, more), 302);
  }),
  route("POST", "item", "extractSensitivityLabels", single, (call, { item }) =>
    entity(call, "microsoft.graph.extractSensitivityLabelsResult", {
      labels:
        item.sensitivityLabel === null
          ? []
          : [
              {
                sensitivityLabelId: item.sensitivityLabel,
                assignmentMethod: "standard",
                tenantId: call.tenant.id,
              },
            ],
    }),
  ),
];

const thumbnails = ({ url }: Call) =>
  namesIn(url.searchParams.get("$expand")).includes("thumbnails") ? { thumbnails: [] } : {};
