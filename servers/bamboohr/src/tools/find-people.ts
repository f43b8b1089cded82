import {
  compact,
  pageFrom,
  pageInput,
  pageOutput,
  ToolError,
  withheldAs,
  withheldShape,
} from "@gatehouse/tool";
import { z } from "zod";
import { type Access, isCalled } from "../access.ts";
import { defineTool } from "../bamboohr.ts";
import type { Person } from "../records.ts";
import { person, words } from "../shapes.ts";
import { plain } from "../values.ts";

/** What the list may keep from this identity, by the name it has there. */
const LISTED = {
  jobTitleName: "items[].title",
  departmentName: "items[].department",
  locationName: "items[].location",
  reportsToId: "items[].manager",
  workEmail: "items[].email",
  workPhone: "items[].phone",
};

export const findPeople = defineTool({
  name: "bamboohr_find_people",
  title: "Find people",
  description:
    "The company directory: people by name, title, department, location or manager, with work contact. Use it to get ids, and " +
    "where a name means several people. For numbers over many people use bamboohr_query_workforce.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    query: words.optional(),
    department: words.optional(),
    location: words.optional(),
    manager: person.optional().describe("Who reports to them"),
    status: z.enum(["active", "inactive"]).default("active").describe("inactive: HR only"),
    ...pageInput,
  }),
  output: pageOutput(
    z.object({
      id: z.string(),
      name: z.string(),
      title: z.string().optional(),
      department: z.string().optional(),
      location: z.string().optional(),
      manager: z.string().optional(),
      manager_id: z.string().optional(),
      email: z.string().optional(),
      phone: z.string().optional(),
    }),
  ).extend(withheldShape),
  example: { department: "Finance", limit: 5 },

  async handler({ api, input, page, signal }) {
    const access = await api.access(signal);
    if (input.status === "inactive" && !access.isHr)
      throw new ToolError("not_allowed", "Who has left the company is for HR; nothing was read.");
    const manager = input.manager === undefined ? undefined : access.find(input.manager);
    const found = access.people
      .filter(({ isActive }) => isActive === (input.status === "active"))
      .filter(({ managerId }) => manager === undefined || managerId === manager.id)
      .filter(({ department }) => fits(department, input.department))
      .filter(({ location }) => fits(location, input.location))
      .map((each) => ({ each, rank: rank(each, input.query) }))
      .filter(({ rank }) => rank < NO_MATCH)
      .toSorted((a, b) => a.rank - b.rank || a.each.name.localeCompare(b.each.name) || order(a.each, b.each));
    const vendor = Object.entries(LISTED).flatMap(([field, place]) =>
      access.restricted.has(field) ? place : [],
    );
    return {
      ...pageFrom(found, { page, limit: input.limit }, ({ each }) => shown(each, access)),
      ...withheldAs({ vendor }),
    };
  },
});

const shown = (
  { id, name, title, department, location, managerId, email, phone }: Person,
  access: Access,
) => {
  const manager = access.get(managerId);
  return compact({
    id,
    name,
    title,
    department,
    location,
    manager: manager?.name,
    manager_id: manager?.id,
    email,
    phone,
  });
};

const NO_MATCH = 4;
const order = (a: Person, b: Person) => Number(a.id) - Number(b.id);

const fits = (value: string | undefined, wanted: string | undefined) =>
  wanted === undefined || plain(value ?? "").includes(plain(wanted));

/** 0 for the very name, 1 for words of a name, 2 for the address, 3 for words of the title. */
function rank(person: Person, query: string | undefined): number {
  if (query === undefined) return 0;
  const wanted = plain(query);
  if (wanted === "") return NO_MATCH;
  if (person.calledBy.some((called) => plain(called) === wanted)) return 0;
  if (isCalled(person, wanted)) return 1;
  if (person.email !== undefined && plain(person.email).startsWith(wanted)) return 2;
  const title = plain(person.title ?? "").split(" ");
  return wanted.split(" ").every((word) => title.some((part) => part.startsWith(word))) ? 3 : NO_MATCH;
}
