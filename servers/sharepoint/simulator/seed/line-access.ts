import { viewerOf } from "../files/media-types.ts";
import { digestOf } from "../store/identifiers.ts";
import type { Access, Grant, Item, SharingLink, SiteGroup } from "../store/model.ts";
import { contractFolder } from "./contract.ts";
import type { LibraryPlan } from "./library-plans.ts";
import { anonymousFolder, guestFolder } from "./planted-files.ts";
import { host, projectFolder, type Seeding } from "./seeding.ts";
import type { TreeWriter } from "./tree-writer.ts";

/** 40 folders with access of their own, and 120 links; written once a library's folders and files stand. */
export function lineAccess(seeding: Seeding, writer: TreeWriter, plan: LibraryPlan): void {
  switch (plan.kind) {
    case "project":
      breakAt(writer, "Contract", contractGrants(seeding, writer));
      breakAt(writer, "Closeout", groupGrants(writer, ["owner", "write"]));
      linkFiles(writer, 6);
      break;
    case "projects":
      lineShared(seeding, writer, plan.name);
      break;
    case "papers":
      lineDepartment(writer, plan);
      break;
    case "reports":
      break;
  }
}

/** The root site's own papers are open throughout. */
function lineDepartment(writer: TreeWriter, { name, subject }: LibraryPlan & { kind: "papers" }): void {
  if (name === "Documents" && subject !== "Documents") {
    breakAt(writer, "Audits", groupGrants(writer, ["owner"]));
    if (!subject.startsWith("Human Resources")) linkFiles(writer, 1);
  }
  if (name === "Procedures" && !/^(Finance|Human)/.test(subject)) linkFiles(writer, 1);
}

function lineShared(seeding: Seeding, writer: TreeWriter, library: string): void {
  const { small, closed, called } = seeding;
  if (library === "Documents") {
    // The first one's is open: there the claim alone is kept from those who may read what lies around it.
    for (const project of small.slice(1, 3)) {
      breakAt(writer, contractFolder(seeding, project), contractGrants(seeding, writer));
    }
    for (const project of small.slice(3, 22)) {
      const folder = writer.folder(projectFolder(project));
      addLink(folder, newLink(writer, folder, "view", "organization"));
    }
  }
  if (library === "Bids") {
    const { path, url } = anonymousFolder(seeding);
    const link: SharingLink = { type: "edit", scope: "anonymous", url, people: [] };
    const grants = groupGrants(writer, ["owner", "write", "read"]);
    breakAt(writer, path, [...grants, { id: idOf(url), role: "write", link }]);
  }
  const { project, path, guest } = guestFolder(seeding);
  const city = seeding.company.locations.find(({ id }) => id === project.locationId)?.city;
  if (closed.length > 0 && library === city) {
    const owner = called("Operations Director")[0];
    writer.folder(path).access = {
      inherits: true,
      grants: [
        { id: idOf(`guest ${guest.id}`), role: "write", person: guest.id },
        ...(owner ? [{ id: idOf(`owner ${owner}`), role: "write" as const, person: owner }] : []),
      ],
    };
  }
}

const idOf = (seed: string): string => digestOf(seed).toString("base64url");

/** Whoever runs a project reads its contracts, and the few of finance and operations who must. */
function contractGrants({ called }: Seeding, writer: TreeWriter): Grant[] {
  const readers = called(
    "Finance Manager",
    "Operations Director",
    "Chief Financial Officer",
    "Internal Auditor",
  );
  return [
    ...groupGrants(writer, ["owner"]),
    ...called(
      "Project Delivery Director",
      ...(writer.library.site.path === "/sites/projects" ? ["Project Manager"] : []),
    ).map((person): Grant => ({ id: idOf(`writer ${person}`), role: "write", person })),
    ...readers.map((person): Grant => ({ id: idOf(`reader ${person}`), role: "read", person })),
  ];
}

const groupGrants = ({ library }: TreeWriter, roles: SiteGroup["role"][]): Grant[] =>
  library.site.groups
    .filter(({ role }) => roles.includes(role))
    .map(({ id, role }) => ({ id: idOf(`group ${library.site.path} ${id}`), role, group: id }));

function breakAt(writer: TreeWriter, path: string, grants: Grant[]): void {
  writer.folder(path).access = { inherits: false, grants };
}

/** The first files of a library are shared by links of every kind but the anonymous one. */
function linkFiles(writer: TreeWriter, count: number): void {
  const files = [...writer.tree.items.values()].filter(
    ({ isFolder, access }) => !isFolder && access === null,
  );
  for (const [index, file] of files.slice(-count).entries()) {
    const type = index % 3 === 2 ? "edit" : "view";
    addLink(file, newLink(writer, file, type, index % 3 === 1 ? "users" : "organization"));
  }
}

function newLink(
  { library }: TreeWriter,
  item: Item,
  type: SharingLink["type"],
  scope: SharingLink["scope"],
): SharingLink {
  const site = library.site.path.split("/").at(-1) ?? "";
  const url = `https://${host}/:${item.isFolder ? "f" : viewerOf(item.name)}:/s/${site}/E${idOf(`link ${item.id}`)}`;
  const owners = library.site.groups.flatMap(({ role, members }) => (role === "owner" ? [...members] : []));
  return { type, scope, url, people: scope === "users" ? owners.slice(0, 1) : [] };
}

function addLink(item: Item, link: SharingLink): void {
  const grant: Grant = { id: idOf(link.url), role: link.type === "edit" ? "write" : "read", link };
  const access: Access = item.access ?? { inherits: true, grants: [] };
  item.access = { ...access, grants: [...access.grants, grant] };
}
