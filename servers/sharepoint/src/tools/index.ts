import { findSites } from "./find-sites.ts";
import { getAccess } from "./get-access.ts";
import { getDocumentHistory } from "./get-document-history.ts";
import { getDocumentInfo } from "./get-document-info.ts";
import { listChanges } from "./list-changes.ts";
import { listFolder } from "./list-folder.ts";
import { listLists } from "./list-lists.ts";
import { queryListItems } from "./query-list-items.ts";
import { readDocument } from "./read-document.ts";
import { resolveLink } from "./resolve-link.ts";
import { search } from "./search.ts";

/** In the order a model reads them: what finds comes first. */
export const tools = [
  search,
  findSites,
  resolveLink,
  listFolder,
  readDocument,
  getDocumentInfo,
  getDocumentHistory,
  listChanges,
  listLists,
  queryListItems,
  getAccess,
];
