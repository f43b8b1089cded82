import { cut, money, pageInput, pageOutput, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { DATASET_IDS, type Dataset, datasets, type Parameters } from "../datasets.ts";
import { LIMITS } from "../limits.ts";
import { defineTool } from "../netsuite.ts";
import { id } from "../shapes.ts";
import { amount, type Row } from "../values.ts";

export const runDataset = defineTool({
  name: "netsuite_run_dataset",
  title: "Run a dataset",
  description:
    "Runs one prepared report; netsuite_list_datasets says what each gives and which params it takes. Each item is a row of " +
    "texts in the order of columns, null for no value.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    dataset: z.enum(DATASET_IDS),
    params: z
      .strictObject({
        days: z.int().min(0).max(3650).optional(),
        min_amount: money.optional(),
        project_id: id.optional(),
      })
      .default({}),
    ...pageInput,
  }),
  output: pageOutput(z.array(z.string().nullable())).extend({ columns: z.array(z.string()) }),
  example: { dataset: "old_receivables", params: { days: 30 }, limit: 5 },

  async handler({ api, input, page, signal }) {
    const dataset: Dataset = datasets[input.dataset];
    // Dropped in silence, a parameter would look as if it had been applied.
    const foreign = Object.keys(input.params).filter((name) => !(name in dataset.parameters));
    if (foreign.length > 0)
      throw new ToolError(
        "invalid_input",
        `This dataset does not take ${foreign.join(", ")}; nothing was read.`,
      );
    const query = dataset.query(input.params as Parameters, api);
    if (query === undefined)
      throw new ToolError(
        "not_found",
        "This dataset needs a custom field that is not set up here; nothing was read.",
      );
    const found = await api.select<string>(query, { offset: page.offset, limit: input.limit, signal });
    const items = found.rows.map((row) => dataset.columns.map((column) => cell(dataset, column, row)));
    return { columns: [...dataset.columns], ...page.of(items, found) };
  },
});

/** Rows are texts without names to leave room for more of them; null keeps the columns in their place. */
function cell({ amounts }: Dataset, column: string, row: Row<string>): string | null {
  const value = row[column];
  if (!amounts.includes(column)) return cut(value, LIMITS.memoCharacters) ?? null;
  return amount(value)?.toFixed(2) ?? null;
}
