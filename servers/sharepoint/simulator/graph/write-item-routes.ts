import { reaches, roleOnItem } from "../access/rights.ts";
import {
  accessDenied,
  invalidRequest,
  itemNotFound,
  nameAlreadyExists,
  notAllowed,
  tooLarge,
} from "../errors.ts";
import { uploadedContent } from "../files/content.ts";
import type { Item, Library } from "../store/model.ts";
import { childNamed, withDescendants } from "../store/tree.ts";
import {
  actorOf,
  addItem,
  checkLock,
  checkMatch,
  checkName,
  freeName,
  markChanged,
  moveItem,
  removeItem,
  renameItem,
  replaceContent,
  replaceWith,
} from "./change-item.ts";
import { answerItem, type ItemPlace } from "./item-routes.ts";
import { readBody } from "./odata.ts";
import { type Call, route } from "./routes.ts";

const write = { units: 2, needs: "write" } as const;
/** 250 MB by reports; older pages say 4 MB. The simulator keeps files in memory and takes less. */
const uploadBytesMax = 50 * 1_024 * 1_024;
const conflictRule = "@microsoft.graph.conflictBehavior";

/** What somebody may read may still not be written. */
export function checkWrite({ session, tenant }: Call, library: Library, item: Item): void {
  if (!reaches(roleOnItem(session, library, item, tenant.now()), "write")) throw accessDenied();
}

async function bodyOf({ c }: Call): Promise<Buffer> {
  const bytes = Buffer.from(await c.req.arrayBuffer());
  if (bytes.length > uploadBytesMax) throw tooLarge();
  return bytes;
}

async function upload(call: Call, { library, item: folder }: ItemPlace): Promise<Response> {
  const [name = ""] = call.words;
  if (!folder.isFolder) throw invalidRequest("The parent is not a folder.");
  checkName(name);
  const bytes = await bodyOf(call);
  const item = addItem(call, library, folder, {
    name,
    isFolder: false,
    content: uploadedContent(name, bytes),
    size: bytes.length,
  });
  return answerItem(call, { library, item }, 201);
}

async function replace(call: Call, { library, item }: ItemPlace): Promise<Response> {
  if (item.isFolder) throw invalidRequest("Content cannot be set on a folder.");
  // An address by name is an upload under that name; by id it always replaces.
  const isByName = !new RegExp(`/items/${item.id}/content$`).test(call.url.pathname);
  const rule = call.url.searchParams.get(conflictRule) ?? "replace";
  if (isByName && rule !== "replace") {
    const folder = library.tree().items.get(item.parentId ?? "");
    if (!folder || rule === "fail") throw nameAlreadyExists();
    const name = freeName(library, folder, item.name, rule);
    return upload({ ...call, words: [name] }, { library, item: folder });
  }
  checkMatch(call, item);
  checkLock(call, item);
  replaceContent(call, library, item, await bodyOf(call));
  return answerItem(call, { library, item });
}

async function change(call: Call, { library, item }: ItemPlace): Promise<Response> {
  const { name, parentReference } = (await readBody(call)) as {
    name?: unknown;
    parentReference?: { id?: string; driveId?: string };
  };
  if (item.parentId === null) throw notAllowed("The root cannot be changed.");
  checkMatch(call, item);
  checkLock(call, item);
  if (parentReference?.driveId !== undefined && parentReference.driveId !== library.id)
    throw invalidRequest("Moving across drives is not supported; copy instead.");
  const tree = library.tree();
  const folder = tree.items.get(parentReference?.id ?? item.parentId);
  if (!folder?.isFolder) throw itemNotFound();
  if (name !== undefined) checkName(name);
  const wanted = name ?? item.name;
  const present = childNamed(tree, folder, wanted);
  if (present && present !== item) throw nameAlreadyExists();
  if (withDescendants(tree, item).includes(folder))
    throw invalidRequest("A folder cannot be moved into itself.");
  if (folder.id !== item.parentId) {
    checkWrite(call, library, folder);
    moveItem(call, library, item, folder);
  }
  if (wanted !== item.name) renameItem(call.tenant, library, item, wanted, actorOf(call));
  return answerItem(call, { library, item });
}

export const writeItemRoutes = [
  route("POST", "item", "children", write, async (call, { library, item: folder }) => {
    const body = await readBody(call);
    if (!folder.isFolder || typeof body.folder !== "object")
      throw invalidRequest("Only folders are made here.");
    checkName(body.name);
    const name = freeName(library, folder, body.name, String(body[conflictRule] ?? "fail"));
    const item = addItem(call, library, folder, { name, isFolder: true });
    return answerItem(call, { library, item }, 201);
  }),
  route("PUT", "item", ":new/*/content", write, upload),
  route("PUT", "item", "content", write, replace),
  route("PATCH", "item", "", write, change),
  route("DELETE", "item", "", write, (call, { library, item }) => {
    if (item.parentId === null) throw notAllowed("The root cannot be deleted.");
    checkMatch(call, item);
    for (const one of withDescendants(library.tree(), item)) checkLock(call, one);
    removeItem(call, library, item);
    return call.c.body(null, 204);
  }),
  route("POST", "item", "versions/*/restoreVersion", write, (call, { library, item }) => {
    const version = item.versions.find(({ number }) => `${number}.0` === call.words[0]);
    if (!version) throw itemNotFound();
    checkLock(call, item);
    replaceWith(call, library, item, version.content, version.size);
    return call.c.body(null, 204);
  }),
  route("POST", "item", "checkout", write, (call, { library, item }) => {
    if (item.isFolder) throw invalidRequest("A folder cannot be checked out.");
    checkLock(call, item);
    setCheckout(call, library, item, actorOf(call));
    return call.c.body(null, 204);
  }),
  route("POST", "item", "checkin", write, (call, { library, item }) => endCheckout(call, library, item)),
  route("POST", "item", "discardCheckout", write, (call, { library, item }) =>
    endCheckout(call, library, item),
  ),
];

function endCheckout(call: Call, library: Library, item: Item): Response {
  if (item.checkedOutBy === null) throw invalidRequest("The file is not checked out.");
  checkLock(call, item);
  setCheckout(call, library, item, null);
  return call.c.body(null, 204);
}

function setCheckout(call: Call, library: Library, item: Item, holder: string | null): void {
  call.tenant.store.touchItem(library, item.id);
  item.checkedOutBy = holder;
  markChanged(call.tenant, library, item, actorOf(call));
}
