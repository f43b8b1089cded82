import type { Calls } from "./calls.ts";
import { LIMITS } from "./limits.ts";
import { type Fields, fields, textOf } from "./values.ts";

/** `name` is the last part of its address, `title` what people call it. */
export type Site = { id: string; name: string; title: string; url: string };

/** A document library, which Graph calls a drive. */
export type Library = { driveId: string; siteId: string; name: string; url: string };

const SITE = "id,name,displayName,webUrl";
const LIBRARY = "id,name,webUrl,driveType";

/** The site at a server-relative path such as `/sites/J-24031`; the root site for no names. */
export async function siteAt(
  calls: Calls,
  { host, names, signal }: { host: string; names: readonly string[]; signal: AbortSignal },
): Promise<Site> {
  const path = names.length === 0 ? ["sites", host] : ["sites", `${host}:`, ...names];
  return readSite(await calls.get({ path, query: { $select: SITE }, units: 1, signal }));
}

export const siteById = async (calls: Calls, siteId: string, signal: AbortSignal): Promise<Site> =>
  readSite(await calls.get({ path: ["sites", siteId], query: { $select: SITE }, units: 1, signal }));

/** Sites whose name or address matches, as Graph finds them; a single `*` finds all [recalled]. */
export async function findSites(calls: Calls, text: string, wanted: number, signal: AbortSignal) {
  const found = await calls.walk({ path: ["sites"], query: { search: text }, units: 2, signal }, wanted);
  return { sites: found.items.map(readSite), isCut: found.isCut };
}

export async function librariesOf(calls: Calls, siteId: string, signal: AbortSignal): Promise<Library[]> {
  const { items } = await calls.walk(
    { path: ["sites", siteId, "drives"], query: { $select: LIBRARY }, units: 2, signal },
    LIMITS.librariesMax,
  );
  return items.map((row) => readLibrary(row, siteId));
}

/** The library that a site calls its own, most often named Documents. */
export const mainLibrary = async (calls: Calls, siteId: string, signal: AbortSignal): Promise<Library> =>
  readLibrary(
    await calls.get({ path: ["sites", siteId, "drive"], query: { $select: LIBRARY }, units: 1, signal }),
    siteId,
  );

export const libraryById = async (
  calls: Calls,
  { driveId, siteId, signal }: { driveId: string; siteId: string; signal: AbortSignal },
): Promise<Library> =>
  readLibrary(
    await calls.get({ path: ["drives", driveId], query: { $select: LIBRARY }, units: 1, signal }),
    siteId,
  );

function readSite(row: Fields): Site {
  const { id, name, displayName, webUrl } = fields(row);
  const title = textOf(displayName) ?? textOf(name) ?? "";
  return { id: textOf(id) ?? "", name: textOf(name) ?? title, title, url: textOf(webUrl) ?? "" };
}

const readLibrary = (row: Fields, siteId: string): Library => ({
  driveId: textOf(row.id) ?? "",
  siteId,
  name: textOf(row.name) ?? "",
  url: textOf(row.webUrl) ?? "",
});
