import { type Calls, unusable } from "./calls.ts";
import { isSameName } from "./names.ts";
import { type Fields, fields, textOf } from "./values.ts";

/** A page of a site. */
export type Page = {
  id: string;
  siteId: string;
  name: string;
  title: string;
  url: string | undefined;
  modifiedAt: string | undefined;
};

const kind = "microsoft.graph.sitePage";
const at = (siteId: string, ...rest: string[]) => ["sites", siteId, "pages", ...rest];

/** The page of this file name, such as `Safety-rules.aspx`; undefined where the site shows none. */
export async function pageNamed(
  calls: Calls,
  { siteId, name, signal }: { siteId: string; name: string; signal: AbortSignal },
): Promise<Page | undefined> {
  const isIt = (row: Fields) => isSameName(textOf(row.name), name);
  const { items } = await calls.walk({ path: at(siteId, kind), units: 2, signal }, 1, isIt);
  return items[0] && readPage(items[0], siteId);
}

/** A page with its text as HTML: the inner HTML of its text parts, in their order (sitePage, `canvasLayout`). */
export async function pageWithText(
  calls: Calls,
  { siteId, pageId, signal }: { siteId: string; pageId: string; signal: AbortSignal },
): Promise<Page & { html: string }> {
  const query = { $expand: "canvasLayout" };
  const row = await calls.get({ path: at(siteId, pageId, kind), query, units: 1, signal });
  if (textOf(row.id) === undefined) throw unusable();
  const page = readPage(row, siteId);
  return { ...page, html: `<h1>${escaped(page.title)}</h1>\n${textsIn(row.canvasLayout).join("\n")}` };
}

function readPage(row: Fields, siteId: string): Page {
  const name = textOf(row.name) ?? "";
  return {
    id: textOf(row.id) ?? "",
    siteId,
    name,
    title: textOf(row.title) ?? name,
    url: textOf(row.webUrl),
    modifiedAt: textOf(row.lastModifiedDateTime),
  };
}

/** Sections, columns and parts are nested differently for full-width and side sections, so every level is looked into. */
function textsIn(layout: unknown, depth = 0): string[] {
  if (depth > 8) return [];
  if (Array.isArray(layout)) return layout.flatMap((part) => textsIn(part, depth + 1));
  if (typeof layout !== "object" || layout === null) return [];
  const own = textOf(fields(layout).innerHtml);
  return own === undefined ? Object.values(layout).flatMap((part) => textsIn(part, depth + 1)) : [own];
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);
