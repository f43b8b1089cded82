import { listDefinitions } from "../fields/list-definitions.ts";
import type { Seeding } from "./seeding.ts";

/** Options of every list: those of the company come from its people, one department of which is archived. */
export function seedLists({ store, people, company, planted }: Seeding): void {
  let nextId = 1;
  const isArchived = (list: string, name: string) =>
    list === "department" && name === planted.archivedDepartment.name;
  const values: Record<string, string[]> = {
    department: [...company.departments.map(({ name }) => name), planted.archivedDepartment.name],
    division: company.subsidiaries.map(({ name }) => name.replace("Halden ", "")),
    location: company.locations.map(({ name }) => name),
    jobTitle: [...new Set(people.map(({ title }) => title)), "Apprentice", "Helper", "Trainee"],
  };
  for (const { alias, options } of listDefinitions) {
    for (const name of values[alias] ?? options) {
      const archived = isArchived(alias, name);
      store.options.seed({
        id: String(nextId++),
        list: alias,
        name,
        isArchived: archived,
        archivedDate: archived ? "2024-06-30" : null,
      });
    }
  }
}
