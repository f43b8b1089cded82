import type { Content } from "../files/content.ts";

/** What somebody may do; each holds the ones before it. */
export type Role = "read" | "write" | "owner";

/** Somebody whom the directory knows. */
export type Person = {
  /** Object id of the directory, `oid` in tokens. */
  id: string;
  email: string;
  name: string;
  title: string;
  isGuest: boolean;
  /** False for those who left: their name stays on what they did, and they cannot sign in. */
  isActive: boolean;
  /** Number in every site's list of users. */
  siteUserId: number;
};

export type LinkScope = "anonymous" | "organization" | "users";

export type SharingLink = {
  type: "view" | "edit";
  scope: LinkScope;
  url: string;
  /** For scope `users` those it was made for, else those who have opened it: only they find the item by search. */
  people: string[];
};

/** One line of an access list: to a person by id, to a group of the site by its number, or to a link. */
export type Grant = {
  id: string;
  role: Role;
  person?: string;
  group?: number;
  link?: SharingLink;
  expiresAt?: string;
};

/** What is granted here; without `inherits` nothing from above holds any more. */
export type Access = { inherits: boolean; grants: Grant[] };

export type SiteGroup = { id: number; name: string; role: Role; members: ReadonlySet<string> };

export type Site = {
  /** `host,collection,web` */
  id: string;
  collectionId: string;
  webId: string;
  /** Server-relative, such as `/sites/J-24031`; empty for the root. */
  path: string;
  name: string;
  displayName: string;
  description: string;
  createdAt: string;
  groups: SiteGroup[];
  access: Access;
  libraries: Library[];
  lists: List[];
  pages: SitePage[];
};

export type Library = {
  kind: "library";
  /** The drive's id. */
  id: string;
  listId: string;
  site: Site;
  name: string;
  /** Last part of its address, such as `Shared Documents`. */
  path: string;
  createdAt: string;
  access: Access | null;
  /** Made when first looked at. */
  tree(): Tree;
  /** Back to the seed, when next looked at. */
  forget(): void;
};

export type Tree = {
  root: Item;
  items: Map<string, Item>;
  children: Map<string, Item[]>;
  /** Deleted since the seed; the site's recycle bin holds them. */
  deleted: Map<string, Item>;
};

export type Version = {
  number: number;
  modifiedAt: string;
  modifiedBy: string;
  size: number;
  content: Content;
};

export type Item = {
  id: string;
  guid: string;
  /** Its number in the library's list. */
  number: number;
  name: string;
  /** Null for the root. */
  parentId: string | null;
  isFolder: boolean;
  size: number;
  createdAt: string;
  createdBy: string;
  modifiedAt: string;
  modifiedBy: string;
  eTag: number;
  cTag: number;
  access: Access | null;
  /** Null for folders. */
  content: Content | null;
  /** Earlier ones, newest first; the present one is `versions.length + 1`. */
  versions: Version[];
  checkedOutBy: string | null;
  sensitivityLabel: string | null;
  /** Number of the change that touched it last; 0 is the seed. */
  changed: number;
  /** When it was made, moved or removed after the seed: search learns of it later. */
  touchedAt: string | null;
};

export type ColumnType =
  | { text: { allowMultipleLines: boolean } }
  | { choice: { choices: string[] } }
  | { number: { decimalPlaces: "none" | "automatic" } }
  | { currency: { locale: string } }
  | { dateTime: { format: "dateOnly" | "dateTime" } }
  | { boolean: Record<string, never> }
  | { personOrGroup: { allowMultipleSelection: boolean } }
  | { lookup: { listId: string; columnName: string } }
  | { calculated: { formula: string; outputType: string } };

export type Column = {
  id: string;
  /** Internal name, by which fields and filters go. */
  name: string;
  displayName: string;
  description: string;
  required: boolean;
  indexed: boolean;
  readOnly: boolean;
  hidden: boolean;
  type: ColumnType;
};

export type List = {
  kind: "list";
  id: string;
  site: Site;
  /** Last part of its address, such as `RFI Log`. */
  name: string;
  displayName: string;
  description: string;
  template: string;
  isHidden: boolean;
  createdAt: string;
  columns: Column[];
  access: Access | null;
  /** By number, made when first looked at. */
  rows(): Map<number, Row>;
  /** Back to the seed, when next looked at. */
  forget(): void;
};

export type FieldValue = string | number | boolean | null;

export type Row = {
  id: number;
  guid: string;
  fields: Record<string, FieldValue>;
  createdAt: string;
  createdBy: string;
  modifiedAt: string;
  modifiedBy: string;
  eTag: number;
};

export type SitePage = {
  id: string;
  site: Site;
  name: string;
  title: string;
  description: string;
  layout: "home" | "article";
  createdAt: string;
  createdBy: string;
  modifiedAt: string;
  modifiedBy: string;
  /** Text of its parts, as HTML. */
  html: string[];
};
