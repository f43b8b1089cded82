import { addDays } from "@gatehouse/demo";
import { guidOf } from "../store/identifiers.ts";
import type { List, Row, Site } from "../store/model.ts";
import { systemColumns } from "./columns.ts";
import { type ListPlan, listId } from "./list-plans.ts";
import { cycle, type Seeding } from "./seeding.ts";

/** A list whose rows are made when it is first opened. */
export function buildList(seeding: Seeding, site: Site, plan: ListPlan, authors: string[]): List {
  let rows: Map<number, Row> | undefined;
  const { name, displayName, description, columns } = plan;
  return {
    kind: "list",
    id: listId(site.path, name),
    site,
    name,
    displayName,
    description,
    template: "genericList",
    isHidden: false,
    createdAt: site.createdAt,
    columns: [...columns, ...systemColumns],
    access: null,
    rows() {
      rows ??= rowsOf(seeding, site, plan, authors);
      return rows;
    },
    forget() {
      rows = undefined;
    },
  };
}

function rowsOf(
  { company, directory, momentBefore }: Seeding,
  site: Site,
  plan: ListPlan,
  authors: string[],
) {
  const numbers = authors.map((id) => directory.byId(id)?.siteUserId ?? 0);
  const help = {
    person: (index: number) => cycle(numbers, index),
    day: (before: number) => `${addDays(company.today, -before)}T00:00:00Z`,
  };
  const rows = new Map<number, Row>();
  for (let index = 0; index < plan.count; index++) {
    const id = index + 1;
    const modifiedAt = momentBefore(1 + ((index * 17) % 180), index);
    rows.set(id, {
      id,
      guid: guidOf(`row ${site.path} ${plan.name} ${id}`),
      fields: plan.fields(index, help),
      createdAt: momentBefore(190 + ((index * 7) % 300), index),
      createdBy: cycle(authors, index),
      modifiedAt,
      modifiedBy: cycle(authors, index + 1),
      eTag: 1 + (index % 4),
    });
  }
  return rows;
}

/** The hidden list in which each site keeps the people whom its person columns name. */
export function userList(seeding: Seeding, site: Site): List {
  let rows: Map<number, Row> | undefined;
  return {
    kind: "list",
    id: listId(site.path, "users"),
    site,
    name: "users",
    displayName: "User Information List",
    description: "",
    template: "userInformation",
    isHidden: true,
    createdAt: site.createdAt,
    columns: systemColumns,
    access: null,
    rows() {
      rows ??= new Map(
        seeding.directory.people.map(({ siteUserId, id, name, email, title }) => [
          siteUserId,
          {
            id: siteUserId,
            guid: guidOf(`site user ${site.path} ${id}`),
            fields: { Title: name, Name: `i:0#.f|membership|${email}`, EMail: email, JobTitle: title },
            createdAt: site.createdAt,
            createdBy: id,
            modifiedAt: site.createdAt,
            modifiedBy: id,
            eTag: 1,
          },
        ]),
      );
      return rows;
    },
    forget() {
      rows = undefined;
    },
  };
}
