import { reaches, roleOnItem, roleOnLibrary, roleOnList, roleOnSite } from "../access/rights.ts";
import { GraphError, itemNotFound } from "../errors.ts";
import { showList, showSite } from "../show/show-site.ts";
import type { Session } from "../signin/session.ts";
import type { Item, Library, SharingLink } from "../store/model.ts";
import { answerItem } from "./item-routes.ts";
import { showExpandedRow } from "./list-routes.ts";
import { contextOf, entity } from "./odata.ts";
import type { Opened } from "./open-link.ts";
import { type Call, route } from "./routes.ts";

const single = { units: 1, needs: "read" } as const;

/** Links lead those in whom they were made for; to find the item again without the link takes `Prefer: redeemSharingLink`. */
function openItem(call: Call, { library, item, link }: Opened): Response {
  const { session, tenant, c } = call;
  if (!library || !item || tenant.switches.vanished.includes(item.id)) throw itemNotFound();
  const isOpen = reaches(roleOnItem(session, library, item, tenant.now()), "read");
  if (!isOpen && !opens(session, link)) {
    // [recalled] A link that exists and is not for the caller is refused with 403, unlike a path that leads nowhere for them.
    throw link
      ? new GraphError(403, "accessDenied", "The sharing link is not for this user.", {
          inner: "accessDenied",
        })
      : itemNotFound();
  }
  const wantsToKeep = /\bredeemSharingLink\b/i.test(c.req.header("prefer") ?? "");
  if (!isOpen && link && session.kind === "person" && wantsToKeep)
    redeem(call, { library, item, link }, session.person.id);
  return answerItem(call, { library, item });
}

type Redeemed = { library: Library; item: Item; link: SharingLink };

/** The caller joins those who have opened the link. */
function redeem({ tenant }: Call, { library, item, link }: Redeemed, person: string): void {
  tenant.store.touchItem(library, item.id);
  const grants = (item.access?.grants ?? []).map((grant) =>
    grant.link?.url === link.url ? { ...grant, link: { ...link, people: [...link.people, person] } } : grant,
  );
  item.access = { inherits: item.access?.inherits ?? true, grants };
}

function opens(session: Session, link: SharingLink | undefined): boolean {
  if (!link || session.kind === "app") return false;
  if (link.scope === "users") return link.people.includes(session.person.id);
  return link.scope === "anonymous" || !session.person.isGuest;
}

export const shareRoutes = [
  route("GET", "share", "driveItem", single, (call, { opened }) => openItem(call, opened)),
  route("GET", "share", "root", single, (call, { opened }) => openItem(call, opened)),
  route("GET", "share", "site", single, (call, { opened: { site } }) => {
    if (!roleOnSite(call.session, site, call.tenant.now())) throw itemNotFound();
    return entity(call, "sites/$entity", showSite(call.tenant, site));
  }),
  route("GET", "share", "list", single, (call, { opened: { list, library } }) => {
    const { session, tenant } = call;
    const one = list ?? library;
    const isOpen = list
      ? roleOnList(session, list, tenant.now())
      : library && roleOnLibrary(session, library, tenant.now());
    if (!one || !isOpen) throw itemNotFound();
    return entity(call, "lists/$entity", showList(call.tenant, one));
  }),
  route("GET", "share", "listItem", single, (call, { opened: { list, row } }) => {
    if (!list || !row || !roleOnList(call.session, list, call.tenant.now())) throw itemNotFound();
    return call.c.json({
      "@odata.context": contextOf(call, "listItems/$entity"),
      ...showExpandedRow(call, list, row),
    });
  }),
];
