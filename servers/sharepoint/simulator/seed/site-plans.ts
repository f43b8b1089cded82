import type { Department, Project } from "@gatehouse/demo";
import { cycle, type Seeding } from "./seeding.ts";

/** A site before its libraries are made: who belongs to it and what it is called. */
export type SitePlan = {
  path: string;
  displayName: string;
  description: string;
  kind: "root" | "department" | "project" | "projects" | "archive";
  owners: string[];
  members: string[];
  visitors: string[];
  project?: Project;
  department?: Department;
};

const openDepartments = new Set(["Information Technology", "Safety and Quality"]);
const closedDepartments = new Set(["Executive", "Finance", "Human Resources"]);
const leaderOf: Record<string, string> = {
  Executive: "Chief Executive Officer",
  Finance: "Finance Manager",
  "Human Resources": "HR Director",
  "Information Technology": "IT Administrator",
  Sales: "Sales Director",
  Operations: "Operations Director",
  "Project Delivery": "Project Delivery Director",
  "Field Services": "Field Services Director",
  "Safety and Quality": "Safety and Quality Director",
};

const slugOf = (name: string): string => name.toLowerCase().replaceAll(" ", "-");

/** The 26 sites: root, nine departments, 14 large projects, the shared site of the others, and the archive. */
export function sitePlans(seeding: Seeding): SitePlan[] {
  const { company, called, directory } = seeding;
  const people = company.employees.map(({ email }) => directory.idOf(email));
  const office = company.employees
    .filter(({ hasLogin }) => hasLogin)
    .map(({ email }) => directory.idOf(email));
  const administrators = called("IT Administrator").slice(0, 1);
  return [
    {
      path: "",
      displayName: company.name,
      description: "News and rules for everybody.",
      kind: "root",
      owners: administrators,
      members: called("HR Business Partner"),
      visitors: people,
    },
    ...company.departments.map((department): SitePlan => {
      const { id, name } = department;
      const own = company.employees.filter(({ departmentId, hasLogin }) => departmentId === id && hasLogin);
      return {
        path: `/sites/${slugOf(name)}`,
        displayName: name,
        description: `Working papers of ${name}.`,
        kind: "department",
        department,
        owners: called(leaderOf[name] ?? "").slice(0, 1),
        members: own.map(({ email }) => directory.idOf(email)),
        visitors: openDepartments.has(name) ? people : closedDepartments.has(name) ? [] : office,
      };
    }),
    ...seeding.large.map((project, index) => projectSite(seeding, project, index)),
    {
      path: "/sites/projects",
      displayName: "Projects",
      description: "Active projects without a site of their own, one folder each; bids of awarded ones.",
      kind: "projects",
      owners: called("Project Delivery Director"),
      members: called("Project Manager", "Project Executive, Mountain", "Project Executive, Southwest"),
      visitors: office,
    },
    {
      path: "/sites/archive",
      displayName: "Project archive",
      description: "Closed projects by office.",
      kind: "archive",
      owners: called("Operations Director"),
      members: called("Project Executive, Mountain", "Project Executive, Southwest"),
      visitors: office,
    },
  ];
}

/** Owner is the manager; the crew writes, finance and the customer's account executive read, a subcontractor is a guest. */
function projectSite(seeding: Seeding, project: Project, index: number): SitePlan {
  const { company, called, directory } = seeding;
  const customer = company.customers.find(({ id }) => id === project.customerId);
  const seller = company.employees.find(({ id }) => id === customer?.salesRepresentativeId);
  const guest = cycle(directory.guests, index).id;
  return {
    path: `/sites/${project.number}`,
    displayName: `${project.number} ${project.name}`,
    description: `${project.name} for ${customer?.name ?? "a customer"}.`,
    kind: "project",
    project,
    owners: [seeding.managerOf(project)],
    members: [
      cycle(called("Project Engineer"), index),
      cycle(called("Superintendent"), index),
      ...called("Operations Director", "Safety Manager"),
      ...(index % 2 === 0 ? [guest] : []),
    ],
    visitors: [
      ...called("Finance Manager", "Internal Auditor", "Controller", "Chief Financial Officer"),
      ...(seller ? [directory.idOf(seller.email)] : []),
      ...(index % 2 === 1 ? [guest] : []),
    ],
  };
}
