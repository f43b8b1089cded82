import type { Library, List, Site, SitePage } from "../store/model.ts";
import { sizeOf } from "../store/tree.ts";
import type { Tenant } from "../tenant.ts";
import { showIdentity } from "./show-identity.ts";

export const siteUrl = ({ host }: Tenant, site: Site): string => `https://${host}${site.path}`;

export const showSite = (tenant: Tenant, site: Site) => ({
  createdDateTime: site.createdAt,
  description: site.description,
  id: site.id,
  lastModifiedDateTime: site.createdAt,
  name: site.name,
  webUrl: siteUrl(tenant, site),
  displayName: site.displayName,
  root: {},
  siteCollection: { hostname: tenant.host },
});

const librarySize = 27_487_790_694_400;

export function showDrive(tenant: Tenant, library: Library) {
  const used = sizeOf(library.tree(), library.tree().root);
  return {
    createdDateTime: library.createdAt,
    description: "",
    id: library.id,
    lastModifiedDateTime: library.createdAt,
    name: library.name,
    webUrl: `${siteUrl(tenant, library.site)}/${encodeURIComponent(library.path)}`,
    driveType: "documentLibrary",
    createdBy: { user: { displayName: "System Account" } },
    owner: { group: { id: library.site.collectionId, displayName: `${library.site.displayName} Owners` } },
    quota: {
      deleted: 0,
      remaining: librarySize - used,
      state: "normal",
      total: librarySize,
      used,
    },
  };
}

export function showList(tenant: Tenant, list: List | Library) {
  const isLibrary = list.kind === "library";
  const base = siteUrl(tenant, list.site);
  const [name, displayName] = isLibrary ? [list.path, list.name] : [list.name, list.displayName];
  const id = isLibrary ? list.listId : list.id;
  return {
    "@odata.etag": `"${id},1"`,
    createdDateTime: list.createdAt,
    description: isLibrary ? "" : list.description,
    eTag: `"${id},1"`,
    id,
    lastModifiedDateTime: list.createdAt,
    name,
    webUrl: isLibrary ? `${base}/${encodeURIComponent(name)}` : `${base}/Lists/${encodeURIComponent(name)}`,
    displayName,
    createdBy: { user: { displayName: "System Account" } },
    parentReference: { siteId: list.site.id },
    list: {
      contentTypesEnabled: false,
      hidden: isLibrary ? false : list.isHidden,
      template: isLibrary ? "documentLibrary" : list.template,
    },
  };
}

export function showPage(tenant: Tenant, page: SitePage, withLayout: boolean) {
  return {
    "@odata.type": "#microsoft.graph.sitePage",
    createdDateTime: page.createdAt,
    description: page.description,
    eTag: `"{${page.id.toUpperCase()}},2"`,
    id: page.id,
    lastModifiedDateTime: page.modifiedAt,
    name: page.name,
    webUrl: `${siteUrl(tenant, page.site)}/SitePages/${page.name}`,
    title: page.title,
    pageLayout: page.layout,
    promotionKind: "page",
    showComments: true,
    showRecommendedPages: false,
    createdBy: showIdentity(tenant, page.createdBy),
    lastModifiedBy: showIdentity(tenant, page.modifiedBy),
    parentReference: { siteId: page.site.id },
    publishingState: { level: "published", versionId: "2.0" },
    reactions: { commentCount: 0, likeCount: 0, shareCount: 0 },
    ...(withLayout && { canvasLayout: canvasOf(page) }),
  };
}

const canvasOf = (page: SitePage) => ({
  horizontalSections: page.html.map((innerHtml, index) => ({
    layout: "oneColumn",
    id: String(index + 1),
    emphasis: "none",
    columns: [
      {
        id: "1",
        width: 12,
        webparts: [
          {
            "@odata.type": "#microsoft.graph.textWebPart",
            id: `${page.id.slice(0, -2)}${String(index).padStart(2, "0")}`,
            innerHtml,
          },
        ],
      },
    ],
  })),
});
