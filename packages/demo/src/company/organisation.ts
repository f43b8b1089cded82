import type { Department, Location, Subsidiary } from "./company.ts";

export const subsidiaries: Subsidiary[] = [
  { id: "1", name: "Halden General Contracting", country: "US", currency: "USD" },
  { id: "2", name: "Halden Field Services", country: "US", currency: "USD" },
  { id: "3", name: "Halden Equipment Canada", country: "CA", currency: "CAD" },
];

export const departments: Department[] = [
  { id: "1", name: "Executive" },
  { id: "2", name: "Finance" },
  { id: "3", name: "Human Resources" },
  { id: "4", name: "Information Technology" },
  { id: "5", name: "Sales" },
  { id: "6", name: "Operations" },
  { id: "7", name: "Project Delivery" },
  { id: "8", name: "Field Services" },
  { id: "9", name: "Safety and Quality" },
];

const location = (id: string, city: string, region: string, subsidiaryId: string): Location => ({
  id,
  name: `${city} ${id === "1" ? "Headquarters" : "Office"}`,
  city,
  region,
  country: subsidiaryId === "3" ? "CA" : "US",
  subsidiaryId,
});

export const locations: Location[] = [
  location("1", "Denver", "CO", "1"),
  location("2", "Phoenix", "AZ", "1"),
  location("3", "Salt Lake City", "UT", "1"),
  location("4", "Austin", "TX", "2"),
  location("5", "Kansas City", "MO", "2"),
  location("6", "Albuquerque", "NM", "1"),
  location("7", "Portland", "OR", "2"),
  location("8", "Calgary", "AB", "3"),
];

/** The department called `name`; a misspelt one is a mistake in this package. */
export function departmentId(name: string): string {
  const department = departments.find((candidate) => candidate.name === name);
  if (!department) throw new Error(`The demo company has no department ${name}.`);
  return department.id;
}
