import { createRandom, type Random } from "@gatehouse/demo";
import { type Content, plannedContent } from "../files/content.ts";
import { digestOf, guidFrom, itemIdFrom, itemSeed } from "../store/identifiers.ts";
import type { Access, Item, Library, Tree, Version } from "../store/model.ts";
import { addTo, childNamed } from "../store/tree.ts";
import { cycle, type Seeding } from "./seeding.ts";

export type NewFile = {
  size: number;
  content: Content;
  access?: Access;
  /** Days before today; the last change lies between this and today. */
  age?: number;
  by?: string;
  versions?: Version[];
  checkedOutBy?: string;
  sensitivityLabel?: string;
};

/** Puts the seed's folders and files into one library; counts them, so that a library ends up with as many as planned. */
export type TreeWriter = {
  tree: Tree;
  random: Random;
  library: Library;
  count: { folders: number; files: number };
  /** The folder at this path, made with all above it where missing. */
  folder(path: string, options?: { access?: Access; age?: number }): Item;
  file(path: string, file: NewFile): Item;
};

export function createTreeWriter(seeding: Seeding, library: Library, authors: string[]): TreeWriter {
  const random = createRandom(`sharepoint ${library.site.path}/${library.path}`);
  const tree: Tree = { root: undefined as never, items: new Map(), children: new Map(), deleted: new Map() };
  const count = { folders: 0, files: 0 };
  const make = makerIn(seeding, tree, random, authors, library.id);
  tree.root = make("root", null, true, 900);
  tree.root.name = "root";
  const folder: TreeWriter["folder"] = (path, { access, age = 400 } = {}) => {
    const names = path.split("/").filter((name) => name !== "");
    let at = tree.root;
    for (const [index, name] of names.entries()) {
      const found = childNamed(tree, at, name);
      if (!found) count.folders += 1;
      at = found ?? make(names.slice(0, index + 1).join("/"), at, true, age);
    }
    if (access) at.access = access;
    return at;
  };
  return {
    tree,
    random,
    library,
    count,
    folder,
    file(path, { size, content, access, age, by, versions, checkedOutBy, sensitivityLabel }) {
      const at = path.lastIndexOf("/");
      const parent = at < 0 ? tree.root : folder(path.slice(0, at));
      const item = make(path, parent, false, age ?? random.integer(3, 700), by);
      count.files += 1;
      return Object.assign(item, {
        size,
        content,
        access: access ?? null,
        versions: versions ?? earlierVersions(item, content, size, count.files),
        checkedOutBy: checkedOutBy ?? null,
        sensitivityLabel: sensitivityLabel ?? null,
      });
    },
  };
}

/** Makes one item under its parent; who made and changed it, and when, is drawn. */
function makerIn(seeding: Seeding, tree: Tree, random: Random, authors: string[], libraryId: string) {
  return (path: string, parent: Item | null, isFolder: boolean, age: number, by?: string): Item => {
    const digest = digestOf(itemSeed(libraryId, path));
    const author = by ?? cycle(authors, random.integer(0, authors.length - 1));
    const editor =
      by ?? (random.isTrue(0.6) ? author : cycle(authors, random.integer(0, authors.length - 1)));
    const item: Item = {
      id: itemIdFrom(digest),
      guid: guidFrom(digest),
      number: tree.items.size,
      name: path.slice(path.lastIndexOf("/") + 1),
      parentId: parent?.id ?? null,
      isFolder,
      size: 0,
      createdAt: seeding.momentBefore(age, random.integer(0, 999)),
      createdBy: author,
      modifiedAt: "",
      modifiedBy: editor,
      eTag: random.integer(1, 3),
      cTag: 1,
      access: null,
      content: null,
      versions: [],
      checkedOutBy: null,
      sensitivityLabel: null,
      changed: 0,
      touchedAt: null,
    };
    item.modifiedAt = isFolder
      ? item.createdAt
      : seeding.momentBefore(Math.floor(age * random.fraction()), random.integer(0, 999));
    if (item.modifiedAt < item.createdAt) item.modifiedAt = item.createdAt;
    addTo(tree, item);
    return item;
  };
}

/** Every sixth file has one to three earlier versions: 6,000 per 18,000 files. */
function earlierVersions(item: Item, content: Content, size: number, index: number): Version[] {
  if (index % 6 !== 0) return [];
  const count = 1 + ((index / 6) % 3);
  const first = Date.parse(item.createdAt);
  const span = Date.parse(item.modifiedAt) - first;
  const versions = Array.from({ length: count }, (_, place): Version => {
    const number = count - place;
    return {
      number,
      modifiedAt: new Date(first + (span * (number - 1)) / (count + 1)).toISOString().replace(".000", ""),
      modifiedBy: item.createdBy,
      size: Math.round(size * (0.7 + 0.25 * (number / count))),
      content: earlier(item.name, content, number),
    };
  });
  item.eTag += count;
  item.cTag += count;
  return versions;
}

/** An earlier text lacks the last section and says which draft it is. */
function earlier(name: string, content: Content, number: number): Content {
  const { plan } = content;
  if (!plan) return { words: content.words, bytes: () => content.bytes() };
  return plannedContent(name, () => {
    const { sections, ...whole } = plan();
    const kept = sections.length > 1 ? sections.slice(0, -1) : sections;
    return {
      ...whole,
      sections: [...kept, { heading: "Status", paragraphs: [`Draft ${number}, not final.`] }],
    };
  });
}
