import { z } from "zod";
import { DATASET_IDS, type Dataset, datasets } from "../datasets.ts";
import { defineTool } from "../netsuite.ts";

export const listDatasets = defineTool({
  name: "netsuite_list_datasets",
  title: "List datasets",
  description:
    "The prepared reports of this server and the parameters each takes. Run one with netsuite_run_dataset.",
  phase: 1,
  risk: "read",
  input: z.strictObject({}),
  output: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        description: z.string(),
        parameters: z.array(z.object({ name: z.string(), description: z.string() })),
        columns: z.array(z.string()),
      }),
    ),
  }),
  example: {},

  async handler({ api }) {
    // One that lacks its custom field here gives no query: it is not offered.
    const known = DATASET_IDS.map((id) => ({ id, ...(datasets[id] as Dataset) }));
    const available = known.filter(({ query }) => query({}, api) !== undefined);
    return {
      items: available.map(({ id, title, description, parameters, columns }) => ({
        id,
        title,
        description,
        parameters: Object.entries(parameters).map(([name, text]) => ({ name, description: text })),
        columns: [...columns],
      })),
    };
  },
});
