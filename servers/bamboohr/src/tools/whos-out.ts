import { addDays, compact, date, pageFrom, pageInput, pageOutput } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../bamboohr.ts";
import { checkWindow } from "../window.ts";

/** What BambooHR itself shows where no dates are given. */
const USUAL_DAYS = 14;

export const whosOut = defineTool({
  name: "bamboohr_whos_out",
  title: "Show who is out",
  description:
    "Who is away in a window, and the company's holidays, earliest first. It never says why, and what is over it shows of the " +
    "caller and the people below them alone. For the state of requests use bamboohr_list_time_off_requests.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    start: date.optional(),
    end: date.optional().describe("Two weeks later by default"),
    team: z.boolean().default(false).describe("Only people below the caller"),
    ...pageInput,
  }),
  output: pageOutput(
    z.object({
      kind: z.enum(["out", "holiday"]),
      name: z.string(),
      id: z.string().optional(),
      from: z.string(),
      to: z.string(),
    }),
  ),
  example: { start: "2026-11-20", end: "2026-12-31" },

  async handler({ api, input, page, signal }) {
    const start = input.start ?? api.today();
    const end = input.end ?? addDays(start, USUAL_DAYS);
    checkWindow(start, end);
    const access = await api.access(signal);
    const people = input.team ? access.below(access.me) : access.people;
    const shown = new Map(people.map((each) => [each.id, each.name]));
    // Who is out concerns everybody; who was, how often and on which days, is that person's history.
    const histories = new Set(people.filter((each) => access.may(each, "work")).map(({ id }) => id));
    const isFor = (id: string, to: string) => shown.has(id) && (to >= api.today() || histories.has(id));
    const found = (await api.whosOut(start, end, signal))
      .filter(({ kind, id, to }) => kind === "holiday" || (id !== undefined && isFor(id, to)))
      .toSorted((a, b) => a.from.localeCompare(b.from) || a.name.localeCompare(b.name));
    return pageFrom(found, { page, limit: input.limit }, ({ kind, id, name, from, to }) =>
      compact({ kind, name: (id && shown.get(id)) || name, id, from, to }),
    );
  },
});
