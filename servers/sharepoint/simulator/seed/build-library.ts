import { driveIdOf, guidOf } from "../store/identifiers.ts";
import type { Library, Site, Tree } from "../store/model.ts";
import { type LibraryPlan, perProject } from "./library-plans.ts";
import { lineAccess } from "./line-access.ts";
import { fillPapers, fillReports } from "./paper-files.ts";
import type { PlantedFile } from "./planted.ts";
import { fillProject } from "./project-files.ts";
import { projectFolder, type Seeding } from "./seeding.ts";
import { createTreeWriter, type TreeWriter } from "./tree-writer.ts";

/** A library whose folders and files are made when it is first looked at. */
export function buildLibrary(
  seeding: Seeding,
  site: Site,
  plan: LibraryPlan,
  planted: readonly PlantedFile[],
  authors: string[],
): Library {
  const listId = guidOf(`library ${site.path} ${plan.path}`);
  let tree: Tree | undefined;
  const library: Library = {
    kind: "library",
    id: driveIdOf(site.collectionId, site.webId, listId),
    listId,
    site,
    name: plan.name,
    path: plan.path,
    createdAt: site.createdAt,
    access: null,
    tree() {
      if (!tree) {
        const writer = createTreeWriter(seeding, library, authors);
        for (const { path, ...file } of planted) writer.file(path, file);
        fill(seeding, writer, plan);
        lineAccess(seeding, writer, plan);
        tree = writer.tree;
      }
      return tree;
    },
    forget() {
      tree = undefined;
    },
  };
  return library;
}

function fill(seeding: Seeding, writer: TreeWriter, plan: LibraryPlan): void {
  switch (plan.kind) {
    case "project":
      fillProject(seeding, writer, plan.project, "", plan);
      break;
    case "projects":
      for (const [index, project] of plan.projects.entries()) {
        const { folders, files } = perProject[project.stage];
        fillProject(seeding, writer, project, projectFolder(project), {
          folders,
          files: files * (index + 1),
        });
      }
      break;
    case "reports":
      fillReports(seeding, writer, plan.project, plan);
      break;
    case "papers":
      fillPapers(seeding, writer, plan.subject, plan);
      break;
  }
}
