import { loginNameOf } from "../store/directory.ts";
import { shareIdOf } from "../store/identifiers.ts";
import type { Grant, Item, Library, Person } from "../store/model.ts";
import { pathOf } from "../store/tree.ts";
import type { Tenant } from "../tenant.ts";

function showUser({ company }: Tenant, person: Person) {
  return {
    user: {
      "@odata.type": "#microsoft.graph.sharePointIdentity",
      id: person.id,
      displayName: person.name,
      email: person.email,
    },
    siteUser: {
      id: String(person.siteUserId),
      displayName: person.name,
      email: person.email,
      loginName: loginNameOf(person, company.mailDomain),
    },
  };
}

/** One grant; `from` is where it was given, when that is above the item. */
export function showPermission(
  tenant: Tenant,
  library: Library,
  grant: Grant,
  from: Item | Library | undefined,
) {
  const { directory } = tenant;
  const { id, role, person, group, link, expiresAt } = grant;
  const granted = person === undefined ? undefined : directory.byId(person);
  const siteGroup = library.site.groups.find((one) => one.id === group);
  return {
    id,
    roles: [role],
    ...(granted && { grantedToV2: showUser(tenant, granted) }),
    ...(siteGroup && {
      grantedToV2: {
        siteGroup: { id: String(siteGroup.id), displayName: siteGroup.name, loginName: siteGroup.name },
      },
    }),
    ...(link && {
      shareId: shareIdOf(link.url),
      hasPassword: false,
      link: { scope: link.scope, type: link.type, webUrl: link.url, preventsDownload: false },
      ...(link.people.length > 0 && {
        grantedToIdentitiesV2: link.people.flatMap((one) => {
          const opener = directory.byId(one);
          return opener ? [showUser(tenant, opener)] : [];
        }),
      }),
    }),
    ...(expiresAt !== undefined && { expirationDateTime: expiresAt }),
    ...(from && { inheritedFrom: inheritedFrom(library, from) }),
  };
}

function inheritedFrom(library: Library, from: Item | Library) {
  const tree = library.tree();
  const item = "guid" in from ? from : tree.root;
  const path = pathOf(tree, item)
    .map((name) => `/${encodeURI(name)}`)
    .join("");
  return { driveId: library.id, id: item.id, path: `/drives/${library.id}/root:${path}` };
}
