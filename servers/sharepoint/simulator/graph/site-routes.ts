import { roleOnLibrary, roleOnList, roleOnSite } from "../access/rights.ts";
import { itemNotFound } from "../errors.ts";
import { showDrive, showList, showPage, showSite } from "../show/show-site.ts";
import type { Library } from "../store/model.ts";
import { compareNames } from "../store/tree.ts";
import { entity, namesIn, page, select } from "./odata.ts";
import { type Call, route } from "./routes.ts";

const list = { units: 2, needs: "read" } as const;
const single = { units: 1, needs: "read" } as const;

const sitesPerPage = 10;

export const siteRoutes = [
  route("GET", "service", "sites", list, (call) => {
    const { tenant, session, url } = call;
    const words = (url.searchParams.get("search") ?? "").toLowerCase().replaceAll("*", "").split(/\s+/);
    const found = tenant.store
      .sites()
      .filter((site) => roleOnSite(session, site, tenant.now()) !== undefined)
      .filter(({ name, displayName, description }) => {
        const text = `${name} ${displayName} ${description}`.toLowerCase();
        return words.every((word) => text.includes(word));
      });
    return page(call, {
      of: "sites",
      rows: found,
      show: (site) => select(call, showSite(tenant, site)),
      top: sitesPerPage,
    });
  }),
  route("GET", "site", "", single, (call, { site }) =>
    entity(call, "sites/$entity", showSite(call.tenant, site)),
  ),
  route("GET", "site", "sites", list, (call, { site }) => {
    const { tenant, session } = call;
    const below = site.path === "" ? tenant.store.sites().filter(({ path }) => path !== "") : [];
    return page(call, {
      of: "sites",
      rows: below,
      isVisible: (one) => roleOnSite(session, one, tenant.now()) !== undefined,
      show: (one) => select(call, showSite(tenant, one)),
    });
  }),
  route("GET", "site", "drives", list, (call, { site }) =>
    page(call, {
      of: "drives",
      rows: site.libraries,
      isVisible: (library) => roleOnLibrary(call.session, library, call.tenant.now()) !== undefined,
      show: (library) => select(call, showDrive(call.tenant, library)),
    }),
  ),
  route("GET", "library", "", single, (call, { library }) =>
    entity(call, "drives/$entity", showDrive(call.tenant, library)),
  ),
  route("GET", "library", "list", single, (call, { library }) =>
    entity(call, "lists/$entity", showList(call.tenant, library)),
  ),
  route("GET", "site", "lists", list, (call, { site }) => {
    const all = [...site.libraries, ...site.lists].sort((a, b) => compareNames(a.name, b.name));
    return page(call, {
      of: `sites('${encodeURIComponent(site.id)}')/lists`,
      rows: all,
      isVisible: (one) =>
        (one.kind === "library"
          ? roleOnLibrary(call.session, one, call.tenant.now())
          : roleOnList(call.session, one, call.tenant.now())) !== undefined,
      show: (one) => select(call, { ...showList(call.tenant, one), ...expandedDrive(call, one) }),
    });
  }),
  route("GET", "site", "pages", list, sitePages),
  route("GET", "site", "pages/microsoft.graph.sitePage", list, sitePages),
  route("GET", "page", "", single, showOnePage),
  route("GET", "page", "microsoft.graph.sitePage", single, showOnePage),
];

function expandedDrive(call: Call, one: { kind: string }) {
  const wants = namesIn(call.url.searchParams.get("$expand")).includes("drive");
  return wants && one.kind === "library" ? { drive: showDrive(call.tenant, one as Library) } : {};
}

const wantsLayout = ({ url }: Call): boolean =>
  namesIn(url.searchParams.get("$expand")).includes("canvasLayout");

function sitePages(call: Call, { site }: { site: Parameters<typeof showSite>[1] }): Response {
  return page(call, {
    of: `sites('${encodeURIComponent(site.id)}')/pages/microsoft.graph.sitePage`,
    rows: site.pages,
    show: (one) => select(call, showPage(call.tenant, one, wantsLayout(call))),
  });
}

function showOnePage(call: Call, { page: one }: { page: Parameters<typeof showPage>[1] }): Response {
  if (roleOnSite(call.session, one.site, call.tenant.now()) === undefined) throw itemNotFound();
  return entity(call, "pages/$entity", showPage(call.tenant, one, wantsLayout(call)));
}
