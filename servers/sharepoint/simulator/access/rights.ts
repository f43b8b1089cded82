import type { Session } from "../signin/session.ts";
import type { Access, Grant, Item, Library, List, Role, Site } from "../store/model.ts";
import { parentOf } from "../store/tree.ts";

const ranks: Record<Role, number> = { read: 1, write: 2, owner: 3 };

export const reaches = (held: Role | undefined, needed: Role): boolean =>
  held !== undefined && ranks[held] >= ranks[needed];

const higher = (a: Role | undefined, b: Role | undefined): Role | undefined =>
  a === undefined || (b !== undefined && ranks[b] > ranks[a]) ? b : a;
const lower = (a: Role | undefined, b: Role | undefined): Role | undefined =>
  a === undefined || b === undefined ? undefined : ranks[a] < ranks[b] ? a : b;

/** Permissions that end at files do not open lists and pages. */
export type Area = "files" | "site";

const appliesTo: [prefix: string, area: Area | "both"][] = [
  ["Sites", "both"],
  ["Files", "files"],
];

/** What the app's permissions allow on a site at most: for a person, whatever they may themselves comes on top of it. */
function ceiling(session: Session, site: Site, area: Area): Role | undefined {
  const names = session.kind === "app" ? session.roles : session.scopes;
  let held: Role | undefined;
  for (const [prefix, covers] of appliesTo) {
    if (covers !== "both" && covers !== area) continue;
    if (names.includes(`${prefix}.Read.All`)) held = higher(held, "read");
    if (names.includes(`${prefix}.ReadWrite.All`)) held = higher(held, "write");
  }
  if (names.includes("Sites.Manage.All")) held = higher(held, "write");
  if (names.includes("Sites.FullControl.All")) held = higher(held, "owner");
  if (names.includes("Sites.Selected")) held = higher(held, session.client.sites?.[site.name || "root"]);
  return held;
}

/** What an access list gives a person. A link counts for those it was made for or who have opened it. */
function roleFrom(access: Access | null, site: Site, personId: string, now: Date): Role | undefined {
  let held: Role | undefined;
  for (const grant of access?.grants ?? []) {
    if (grant.expiresAt !== undefined && Date.parse(grant.expiresAt) <= now.getTime()) continue;
    if (isFor(grant, site, personId)) held = higher(held, grant.role);
  }
  return held;
}

function isFor({ person, group, link }: Grant, site: Site, personId: string): boolean {
  if (person !== undefined) return person === personId;
  if (link) return link.people.includes(personId);
  return site.groups.find(({ id }) => id === group)?.members.has(personId) ?? false;
}

/** The access lists that hold for an item, from itself up to the nearest place that inherits nothing. */
export function accessChain(
  library: Library,
  item: Item | null,
): { access: Access; at: Item | Library | Site }[] {
  const chain: { access: Access; at: Item | Library | Site }[] = [];
  const tree = item && library.tree();
  for (let at = item ?? undefined; at && tree; at = parentOf(tree, at)) {
    if (at.access) chain.push({ access: at.access, at });
    if (at.access?.inherits === false) return chain;
  }
  if (library.access) chain.push({ access: library.access, at: library });
  if (library.access?.inherits === false) return chain;
  return [...chain, { access: library.site.access, at: library.site }];
}

export function roleOnSite(session: Session, site: Site, now: Date): Role | undefined {
  const most = ceiling(session, site, "site");
  if (session.kind === "app") return most;
  return lower(most, roleFrom(site.access, site, session.person.id, now));
}

export function roleOnLibrary(session: Session, library: Library, now: Date): Role | undefined {
  return roleAlong(session, library.site, "files", accessChain(library, null), now);
}

export function roleOnItem(session: Session, library: Library, item: Item, now: Date): Role | undefined {
  if (session.kind === "app") return ceiling(session, library.site, "files");
  return roleAlong(session, library.site, "files", accessChain(library, item), now);
}

export function roleOnList(session: Session, list: List, now: Date): Role | undefined {
  const above = { access: list.site.access };
  const chain = list.access ? [{ access: list.access }, ...(list.access.inherits ? [above] : [])] : [above];
  return roleAlong(session, list.site, "site", chain, now);
}

function roleAlong(
  session: Session,
  site: Site,
  area: Area,
  chain: { access: Access }[],
  now: Date,
): Role | undefined {
  const most = ceiling(session, site, area);
  if (session.kind === "app" || most === undefined) return most;
  const { id } = session.person;
  return lower(
    most,
    chain.reduce<Role | undefined>(
      (held, { access }) => higher(held, roleFrom(access, site, id, now)),
      undefined,
    ),
  );
}
