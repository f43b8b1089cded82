import type { DemoPerson } from "@gatehouse/demo";

/** So many people of the company's finance group, each with a name of their own. */
export const crowdOf = (count: number): DemoPerson[] =>
  Array.from({ length: count }, (_, index) => ({
    email: `person-${index}@halden.example`,
    given_name: "Person",
    family_name: String(index),
    title: "Accountant",
    groups: ["gatehouse-finance"],
  })) as unknown as DemoPerson[];
