import type { Project } from "@gatehouse/demo";
import type { Seeding } from "./seeding.ts";
import type { SitePlan } from "./site-plans.ts";

/**
 * What a library will hold once somebody looks: the projects whose folders stand in it, or a department's papers, and how many folders and
 * files that makes. Over the company 70 libraries, 3,500 folders and 18,000 files per unit of scale.
 */
export type LibraryPlan = {
  name: string;
  path: string;
  folders: number;
  files: number;
} & (
  | { kind: "project"; project: Project }
  | { kind: "projects"; projects: Project[] }
  | { kind: "reports"; project: Project }
  | { kind: "papers"; subject: string }
);

/** Folders and files of one project: the seven that every active one has, and those below them. */
export const perProject = {
  active: { folders: 22, files: 120 },
  closed: { folders: 14, files: 70 },
  awarded: { folders: 3, files: 20 },
};
const fieldReports = { folders: 10, files: 100 };
const rootLibrary = { folders: 20, files: 60 };
const templates = { folders: 9, files: 30 };
const companyTotal = { folders: 3_500, files: 18_000 };

const documents = { name: "Documents", path: "Shared Documents" };

export function libraryPlans(seeding: Seeding, site: SitePlan): LibraryPlan[] {
  const { project, department } = site;
  switch (site.kind) {
    case "root":
      return ["Documents", "Company policies"].map((name) => papers(name, name, rootLibrary));
    case "department":
      return departmentPlans(seeding, department?.name ?? "", Number(department?.id ?? 1) - 1);
    case "project":
      return project
        ? [
            { ...documents, ...perProject.active, kind: "project", project },
            { name: "Field reports", path: "Field Reports", ...fieldReports, kind: "reports", project },
          ]
        : [];
    case "projects":
      return [
        { ...documents, ...many(seeding.small, "active"), kind: "projects", projects: seeding.small },
        {
          name: "Bids",
          path: "Bids",
          ...many(seeding.awarded, "awarded"),
          kind: "projects",
          projects: seeding.awarded,
        },
        papers("Templates", "Templates", templates),
      ];
    case "archive":
      return seeding.company.locations.map(({ id, city }) => {
        const projects = seeding.closed.filter(({ locationId }) => locationId === id);
        return { name: city, path: city, ...many(projects, "closed"), kind: "projects", projects };
      });
  }
}

/** Each project is a folder itself. */
const many = (projects: Project[], stage: keyof typeof perProject) => ({
  folders: projects.length * (1 + perProject[stage].folders),
  files: projects.length * perProject[stage].files,
});

const papers = (name: string, subject: string, count: { folders: number; files: number }): LibraryPlan => ({
  name,
  path: name === documents.name ? documents.path : name,
  ...count,
  kind: "papers",
  subject,
});

/** Three libraries each, Field Services two more; together they hold what the projects leave of the total. */
function departmentPlans(seeding: Seeding, department: string, place: number): LibraryPlan[] {
  const names = ["Documents", "Procedures", "Meetings"];
  if (department === "Field Services") names.push("Service orders", "Vehicle papers");
  const first = place * 3 + (place > 7 ? 2 : 0);
  const left = leftForDepartments(seeding);
  return names.map((name, index) =>
    papers(name, `${department} ${name}`, {
      folders: share(left.folders, first + index),
      files: share(left.files, first + index),
    }),
  );
}

const departmentLibraries = 29;
const share = (total: number, index: number): number =>
  Math.floor(total / departmentLibraries) + (index < total % departmentLibraries ? 1 : 0);

function leftForDepartments({ company, large, small, awarded, closed }: Seeding) {
  const used = [
    many(small, "active"),
    many(awarded, "awarded"),
    many(closed, "closed"),
    rootLibrary,
    rootLibrary,
    templates,
    ...large.flatMap(() => [perProject.active, fieldReports]),
  ];
  const sum = (of: "folders" | "files") => used.reduce((total, count) => total + count[of], 0);
  return {
    folders: Math.max(0, companyTotal.folders * company.scale - sum("folders")),
    files: Math.max(0, companyTotal.files * company.scale - sum("files")),
  };
}
