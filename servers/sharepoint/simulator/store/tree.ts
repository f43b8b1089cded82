import type { Item, Library, Tree } from "./model.ts";

/** Items under a folder in the order of their names, as SharePoint lists them; folders first. */
export const childrenOf = (tree: Tree, id: string): Item[] => tree.children.get(id) ?? [];

export function inOrder(items: Item[]): Item[] {
  return [...items].sort((a, b) =>
    a.isFolder === b.isFolder ? compareNames(a.name, b.name) : a.isFolder ? -1 : 1,
  );
}

export const compareNames = (a: string, b: string): number => {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return first < second ? -1 : first > second ? 1 : 0;
};

export const parentOf = (tree: Tree, item: Item): Item | undefined =>
  item.parentId === null ? undefined : tree.items.get(item.parentId);

/** Names from below the root down to the item itself. */
export function pathOf(tree: Tree, item: Item): string[] {
  const names: string[] = [];
  for (let at: Item | undefined = item; at && at.parentId !== null; at = parentOf(tree, at))
    names.unshift(at.name);
  return names;
}

export const childNamed = (tree: Tree, folder: Item, name: string): Item | undefined =>
  childrenOf(tree, folder.id).find((child) => child.name.toLowerCase() === name.toLowerCase());

/** The item at a path below `from`; undefined where a name leads nowhere. */
export function follow(tree: Tree, from: Item, names: string[]): Item | undefined {
  let at: Item | undefined = from;
  for (const name of names) at = at && childNamed(tree, at, name);
  return at;
}

export function addTo(tree: Tree, item: Item): void {
  tree.items.set(item.id, item);
  if (item.parentId === null) return;
  const siblings = tree.children.get(item.parentId);
  if (siblings) siblings.push(item);
  else tree.children.set(item.parentId, [item]);
}

export function takeFrom(tree: Tree, item: Item): void {
  tree.items.delete(item.id);
  if (item.parentId === null) return;
  const siblings = childrenOf(tree, item.parentId);
  tree.children.set(
    item.parentId,
    siblings.filter((sibling) => sibling !== item),
  );
}

/** The item and everything below it, parents first. */
export function withDescendants(tree: Tree, item: Item): Item[] {
  return [item, ...childrenOf(tree, item.id).flatMap((child) => withDescendants(tree, child))];
}

/** Bytes in a folder and all below it. */
export const sizeOf = (tree: Tree, item: Item): number =>
  item.isFolder ? childrenOf(tree, item.id).reduce((sum, child) => sum + sizeOf(tree, child), 0) : item.size;

const encoded = (names: string[]): string => names.map(encodeURIComponent).join("/");

/** Where a browser would find the item. */
export const folderUrl = (host: string, library: Library, names: string[]): string =>
  `https://${host}${library.site.path}/${encoded([library.path, ...names])}`;
