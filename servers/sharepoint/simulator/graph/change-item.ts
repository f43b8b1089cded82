import { randomBytes } from "node:crypto";
import { invalidPath, itemLocked, nameAlreadyExists, resourceModified } from "../errors.ts";
import { type Content, uploadedContent } from "../files/content.ts";
import { cTagOf, eTagOf } from "../show/show-item.ts";
import { guidFrom, itemIdFrom } from "../store/identifiers.ts";
import type { Item, Library, Version } from "../store/model.ts";
import { addTo, childNamed, pathOf, takeFrom, withDescendants } from "../store/tree.ts";
import { secondOf, type Tenant } from "../tenant.ts";
import type { Call } from "./routes.ts";

const pathMaximum = 400;

/** Names that SharePoint refuses, by what it says about them. */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== "string" || name.trim() === "") throw invalidPath("The name is missing.");
  if (/["*:<>?/\\|]/.test(name))
    throw invalidPath("The provided name contains characters that are not allowed.");
  if (name !== name.trim() || name.startsWith("~") || name.endsWith("."))
    throw invalidPath("The provided name is not valid.");
}

function checkLength(library: Library, folder: Item, name: string): void {
  const path = [library.site.path, library.path, ...pathOf(library.tree(), folder), name].join("/");
  if (path.length > pathMaximum) throw invalidPath("The path is too long.");
}

/** Who a write is by; an app acts under its own name, which nobody in the directory has. */
export const actorOf = ({ session }: Call): string =>
  session.kind === "person" ? session.person.id : session.client.clientId;

/** `If-Match` takes an eTag or a cTag; a stale one stops the write. */
export function checkMatch({ c }: Call, item: Item): void {
  const given = c.req.header("if-match");
  if (given !== undefined && given !== "*" && given !== eTagOf(item) && given !== cTagOf(item))
    throw resourceModified();
}

/** Nobody but whoever checked a file out may change it. */
export function checkLock(call: Call, { checkedOutBy }: Item): void {
  if (checkedOutBy !== null && checkedOutBy !== actorOf(call)) throw itemLocked();
}

/** The name something gets under a conflict rule: `rename` counts on, the number after a space [recorded 2026]. */
export function freeName(library: Library, folder: Item, name: string, rule: string): string {
  const tree = library.tree();
  if (!childNamed(tree, folder, name)) return name;
  if (rule !== "rename") throw nameAlreadyExists();
  const [, stem = name, ending = ""] = /^(.*?)(\.[^.]+)?$/s.exec(name) ?? [];
  for (let number = 1; ; number++) {
    const free = `${stem} ${number}${ending}`;
    if (!childNamed(tree, folder, free)) return free;
  }
}

type NewItem = { name: string; isFolder: boolean; content?: Content; size?: number };

/** A new item under a folder, made by the caller at this moment. */
export function addItem(
  call: Call,
  library: Library,
  folder: Item,
  { name, isFolder, content, size = 0 }: NewItem,
): Item {
  checkName(name);
  checkLength(library, folder, name);
  const { tenant } = call;
  const tree = library.tree();
  const bytes = randomBytes(20);
  const now = secondOf(tenant.now());
  const id = itemIdFrom(bytes);
  const changed = tenant.store.touchItem(library, id);
  const item: Item = {
    id,
    guid: guidFrom(bytes),
    number: Math.max(...[...tree.items.values()].map(({ number }) => number)) + 1,
    name,
    parentId: folder.id,
    isFolder,
    size,
    createdAt: now,
    createdBy: actorOf(call),
    modifiedAt: now,
    modifiedBy: actorOf(call),
    eTag: 1,
    cTag: 1,
    access: null,
    content: content ?? null,
    versions: [],
    checkedOutBy: null,
    sensitivityLabel: null,
    changed,
    touchedAt: now,
  };
  addTo(tree, item);
  return item;
}

/** What every change of an item moves along. */
export function markChanged(tenant: Tenant, library: Library, item: Item, by: string): void {
  item.changed = tenant.store.touchItem(library, item.id);
  item.eTag += 1;
  item.modifiedAt = secondOf(tenant.now());
  item.modifiedBy = by;
}

export function replaceContent(call: Call, library: Library, item: Item, bytes: Buffer): void {
  replaceWith(call, library, item, uploadedContent(item.name, bytes), bytes.length);
}

/** The former content becomes a version. */
export function replaceWith(call: Call, library: Library, item: Item, content: Content, size: number): void {
  call.tenant.store.touchItem(library, item.id);
  const former: Version = {
    number: (item.versions[0]?.number ?? 0) + 1,
    modifiedAt: item.modifiedAt,
    modifiedBy: item.modifiedBy,
    size: item.size,
    content: item.content as Content,
  };
  item.versions = [former, ...item.versions];
  item.content = content;
  item.size = size;
  item.cTag += 1;
  markChanged(call.tenant, library, item, actorOf(call));
}

export function renameItem(tenant: Tenant, library: Library, item: Item, name: string, by: string): void {
  tenant.store.touchItem(library, item.id);
  item.name = name;
  markChanged(tenant, library, item, by);
}

export function moveItem(call: Call, library: Library, item: Item, folder: Item): void {
  const tree = library.tree();
  call.tenant.store.touchItem(library, item.id);
  takeFrom(tree, item);
  item.parentId = folder.id;
  addTo(tree, item);
  markChanged(call.tenant, library, item, actorOf(call));
}

/** To the recycle bin, with everything below. */
export function removeItem({ tenant }: Pick<Call, "tenant">, library: Library, item: Item): void {
  const tree = library.tree();
  const now = secondOf(tenant.now());
  for (const one of withDescendants(tree, item).reverse()) {
    one.changed = tenant.store.touchItem(library, one.id);
    one.touchedAt = now;
    takeFrom(tree, one);
    tree.deleted.set(one.id, one);
  }
}
