import { compact } from "@gatehouse/tool";
import { z } from "zod";
import type { Access } from "../access.ts";
import { defineTool } from "../bamboohr.ts";
import { LIMITS } from "../limits.ts";
import type { Person } from "../records.ts";
import { person } from "../shapes.ts";

export const getOrgChart = defineTool({
  name: "bamboohr_get_org_chart",
  title: "Show who reports to whom",
  description:
    "The managers above somebody (up) or the tree of people below them (down), by levels from the person asked for. Only who " +
    "works here now. For one person's manager bamboohr_get_employee is enough.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    employee: person,
    direction: z.enum(["up", "down"]).default("down"),
    depth: z.int().min(1).max(3).default(2).describe("Of down; up goes to the top"),
  }),
  output: z.object({
    items: z.array(
      z.object({
        level: z.int(),
        id: z.string(),
        name: z.string(),
        title: z.string().optional(),
        department: z.string().optional(),
        manager_id: z.string().optional(),
        reports: z.int(),
      }),
    ),
    truncated: z.boolean().optional(),
    has_loop: z.boolean().optional().describe("People report to each other"),
  }),
  example: { employee: "me", direction: "down", depth: 2 },

  async handler({ api, input, signal }) {
    const access = await api.access(signal);
    const root = access.find(input.employee);
    const { people: above, isLoop } = access.above(root);
    const levels =
      input.direction === "up"
        ? [root, ...above].map((each) => [each])
        : levelsBelow(access, root, input.depth);
    const all = levels.flatMap((people, level) => people.map((each) => ({ each, level })));
    const items = all
      .slice(0, LIMITS.chartMax)
      .map(({ each: { id, name, title, department, managerId }, level }) =>
        compact({
          level,
          id,
          name,
          title,
          department,
          manager_id: access.get(managerId)?.id,
          reports: reportsOf(access, id).length,
        }),
      );
    return {
      items,
      ...(all.length > LIMITS.chartMax && { truncated: true }),
      ...(isLoop && { has_loop: true }),
    };
  },
});

const reportsOf = ({ people }: Access, id: string) =>
  people.filter((each) => each.isActive && each.managerId === id);

/** Nobody stands twice in a chart, which also ends a loop. */
function levelsBelow(access: Access, root: Person, depth: number): Person[][] {
  const seen = new Set([root.id]);
  const levels = [[root]];
  for (let level = 0; level < depth; level++) {
    const below = (levels[level] ?? []).flatMap(({ id }) => reportsOf(access, id));
    const fresh = below.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    if (fresh.length === 0) break;
    levels.push(fresh);
  }
  return levels;
}
