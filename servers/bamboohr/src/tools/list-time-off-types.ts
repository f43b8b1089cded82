import { compact } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../bamboohr.ts";

export const listTimeOffTypes = defineTool({
  name: "bamboohr_list_time_off_types",
  title: "List types of time off",
  description:
    "The kinds of time off, such as vacation, with ids and units. Use it to filter bamboohr_list_time_off_requests.",
  phase: 1,
  risk: "read",
  input: z.strictObject({}),
  output: z.object({
    items: z.array(z.object({ id: z.string(), name: z.string(), unit: z.string().optional() })),
  }),
  example: {},

  async handler({ api, signal }) {
    await api.access(signal);
    // What a shared identity may ask for says nothing about the caller: then all types are listed.
    const types = await api.timeOffTypes(api.identity === "person", signal);
    return { items: types.map(({ id, name, unit }) => ({ id, name, ...compact({ unit }) })) };
  },
});
