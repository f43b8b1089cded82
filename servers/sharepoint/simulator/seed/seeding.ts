import { addDays, type Company, type Employee, type Project, projectsBySite } from "@gatehouse/demo";
import { createDirectory, type Directory } from "../store/directory.ts";

export const host = "halden.sharepoint.com";

/** What every part of the seed works with. */
export type Seeding = {
  company: Company;
  directory: Directory;
  /** Active projects with a site of their own. */
  large: Project[];
  /** Active projects that are folders of the shared site. */
  small: Project[];
  awarded: Project[];
  closed: Project[];
  /** Ids of people with one of these titles, in the order of the chart. */
  called(...titles: string[]): string[];
  managerOf(project: Project): string;
  /** A moment of the working day that lies `days` before today. */
  momentBefore(days: number, seed: number): string;
};

export function createSeeding(company: Company): Seeding {
  const directory = createDirectory(company);
  const idOf = ({ email }: Employee) => directory.idOf(email);
  const called = (...titles: string[]) =>
    titles.flatMap((title) => company.employees.filter((person) => person.title === title).map(idOf));
  const byNumber = new Map(company.employees.map((person) => [person.id, person]));
  return {
    company,
    directory,
    ...projectsBySite(company),
    awarded: company.projects.filter(({ stage }) => stage === "awarded"),
    closed: company.projects.filter(({ stage }) => stage === "closed"),
    called,
    managerOf(project) {
      const manager = byNumber.get(project.managerId ?? "");
      return manager ? idOf(manager) : directory.idOf("ingrid.solberg@halden.example");
    },
    momentBefore(days, seed) {
      const hour = String(7 + (seed % 11)).padStart(2, "0");
      const minute = String((seed * 7) % 60).padStart(2, "0");
      const second = String((seed * 13) % 60).padStart(2, "0");
      return `${addDays(company.today, -Math.max(1, days))}T${hour}:${minute}:${second}Z`;
    },
  };
}

/** The element at `index`, counted round. */
export function cycle<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from in an empty list.");
  return item;
}

/** A folder of a project in a site that it shares with others; names may hold what a folder's may not. */
export const projectFolder = ({ number, name }: Project): string =>
  `${number} ${name.replace(/["*:<>?/\\|]/g, " ").trim()}`;
