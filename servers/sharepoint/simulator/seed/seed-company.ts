import type { Company } from "@gatehouse/demo";
import { type Directory, formerEmployee } from "../store/directory.ts";
import { guidOf, itemIdOf } from "../store/identifiers.ts";
import type { Grant, Library, Role, Site, SiteGroup } from "../store/model.ts";
import { buildLibrary } from "./build-library.ts";
import { buildList, userList } from "./build-list.ts";
import { contracts, doubledOrder } from "./contract.ts";
import { libraryPlans } from "./library-plans.ts";
import { listId, listPlans } from "./list-plans.ts";
import { strangeNames } from "./odd-planted.ts";
import type { Place, Planted, PlantedFile } from "./planted.ts";
import {
  anonymousFolder,
  claimReaders,
  guestFolder,
  otherAmount,
  parkingLink,
  plantedFiles,
} from "./planted-files.ts";
import { createSeeding, host, type Seeding } from "./seeding.ts";
import { injectedPage, sitePages } from "./site-pages.ts";
import { type SitePlan, sitePlans } from "./site-plans.ts";

export type Seed = { directory: Directory; sites: Site[]; planted: Planted };

/** The company's sites, the same every time; libraries and lists are filled when somebody looks into them. */
export function seedCompany(company: Company): Seed {
  const seeding = createSeeding(company);
  const files = plantedFiles(seeding);
  const byHome = Map.groupBy(files, ({ site, library }) => `${site}/${library}`);
  const sites = sitePlans(seeding).map((plan) => buildSite(seeding, plan, byHome));
  return { directory: seeding.directory, sites, planted: plantedIn(seeding, sites, files) };
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function buildSite(seeding: Seeding, plan: SitePlan, byHome: ReadonlyMap<string, PlantedFile[]>): Site {
  const collectionId = guidOf(`collection ${plan.path}`);
  const webId = guidOf(`web ${plan.path}`);
  const groups = groupsOf(plan);
  const site: Site = {
    id: `${host},${collectionId},${webId}`,
    collectionId,
    webId,
    path: plan.path,
    name: lastPart(plan.path),
    displayName: plan.displayName,
    description: plan.description,
    createdAt: seeding.momentBefore(plan.kind === "project" ? 420 : 1_400, plan.displayName.length),
    groups,
    access: {
      inherits: false,
      grants: groups.map(({ id, role }): Grant => ({ id: `site${id}`, role, group: id })),
    },
    libraries: [],
    lists: [],
    pages: [],
  };
  const authors = [...new Set([...plan.owners, ...plan.members])];
  site.libraries = libraryPlans(seeding, plan).map((library) => {
    const planted = byHome.get(`${site.name}/${library.path}`) ?? [];
    return buildLibrary(seeding, site, library, planted, authors);
  });
  site.lists = [
    ...listPlans(seeding, plan).map((list) => buildList(seeding, site, list, authors)),
    userList(seeding, site),
  ];
  site.pages = sitePages(seeding, site, plan);
  return site;
}

function groupsOf({ displayName, owners, members, visitors }: SitePlan): SiteGroup[] {
  const group = (id: number, name: string, role: Role, people: string[]): SiteGroup => ({
    id,
    name: `${displayName} ${name}`,
    role,
    members: new Set(people),
  });
  return [
    group(3, "Owners", "owner", owners),
    group(5, "Members", "write", members),
    group(4, "Visitors", "read", visitors),
  ];
}

function plantedIn(seeding: Seeding, sites: Site[], files: PlantedFile[]): Planted {
  const find = finderIn(sites, files);
  const signed = contracts(seeding);
  const ordered = signed.find(({ order }) => order === doubledOrder);
  const anonymous = anonymousFolder(seeding);
  const { path: guestPath, guest, project } = guestFolder(seeding);
  const city = seeding.company.locations.find(({ id }) => id === project.locationId)?.city ?? "";
  const projects = find.site("projects");
  const firstLarge = find.site(seeding.large[0]?.number ?? "");
  const renamed = find.at(seeding.large[1]?.number ?? "", "Shared Documents", "Safety");
  const rfiLog = listId(firstLarge.path, "RFI Log");
  return {
    contracts: signed.map(({ project: { id, number }, vendor, amount, order }) => ({
      projectId: id,
      number,
      vendorId: vendor.id,
      amount,
      ...(order && { order }),
      place: find.file(`contract ${id}`),
    })),
    finals: {
      equal: find.file(`contract ${ordered?.project.id}`),
      other: find.file("other final"),
      amount: ordered?.amount ?? 0,
      otherAmount: otherAmount(ordered?.amount ?? 0),
      order: ordered?.order ?? "",
    },
    anonymousEdit: { ...find.at("projects", "Bids", anonymous.path), url: anonymous.url },
    guestMember: {
      siteId: firstLarge.id,
      driveId: firstLarge.libraries[0]?.id ?? "",
      email: seeding.directory.guests[0]?.email ?? "",
    },
    guestInClosed: { ...find.at("archive", city, guestPath), email: guest.email },
    restricted: { ...find.file("restricted"), readers: claimReaders },
    linkOnly: { ...find.file("link only"), url: parkingLink.url },
    abandonedCheckout: { ...find.file("checkout"), email: formerEmployee.email },
    expiredCertificates: seeding.company.vendors
      .filter(({ isActive, insuranceExpiry: end }) => isActive && end !== null && end < seeding.company.today)
      .map(({ id }) => ({ vendorId: id, place: find.file(`certificate ${id}`) })),
    scanned: find.file("scanned"),
    protectedDocument: find.file("protected"),
    archiveBomb: find.file("bomb"),
    legacyDocument: find.file("legacy"),
    largeWorkbook: find.file("workbook"),
    largeDrawing: find.file("drawing"),
    labelled: find.file("labelled"),
    oddNames: strangeNames.map((_, index) => find.file(`name ${index}`)),
    injections: {
      listItem: { siteId: firstLarge.id, listId: rfiLog, itemId: 5 },
      document: find.file("comment"),
      page: {
        siteId: projects.id,
        pageId: projects.pages.find(({ name }) => name === injectedPage)?.id ?? "",
      },
      fileName: find.file(`name ${strangeNames.length - 1}`),
    },
    largeList: {
      siteId: find.site("field-services").id,
      listId: listId(find.site("field-services").path, "Daily Reports"),
    },
    vanished: find.file("vanished"),
    renameDuringDelta: { driveId: renamed.driveId, itemId: renamed.itemId, name: "Safety and health" },
  };
}

/** Ids follow from places, so nothing need be filled to name one. */
function finderIn(sites: Site[], files: PlantedFile[]) {
  const site = (name: string): Site => {
    const found = sites.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`The demo company has no site ${name}.`);
    return found;
  };
  const at = (siteName: string, libraryPath: string, path: string): Place => {
    const library = site(siteName).libraries.find((one: Library) => one.path === libraryPath);
    if (!library) throw new Error(`The site ${siteName} has no library ${libraryPath}.`);
    return {
      driveId: library.id,
      itemId: itemIdOf(library.id, path),
      path: `${siteName}/${libraryPath}/${path}`,
    };
  };
  const byName = new Map(files.map((file) => [file.as, file]));
  return {
    site,
    at,
    file(name: string): Place {
      const file = byName.get(name);
      if (!file) throw new Error(`Nothing is planted as "${name}".`);
      return at(file.site, file.library, file.path);
    },
  };
}
