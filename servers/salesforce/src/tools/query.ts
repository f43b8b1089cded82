import { cut, pageInput, pageOutput, ToolError, withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import { filterCondition } from "../filters.ts";
import { LIMITS } from "../limits.ts";
import { OBJECTS, type ObjectName } from "../objects.ts";
import { defineTool, type Salesforce } from "../salesforce.ts";
import { fieldName } from "../shapes.ts";
import { allOf, OPERATORS } from "../soql.ts";
import { type Cell, moment } from "../values.ts";

const filter = z.strictObject({
  field: fieldName,
  op: z.enum(OPERATORS),
  value: z.string().max(255).optional(),
  values: z.array(z.string().max(255)).min(1).max(100).optional().describe("For in and not_in"),
});

const input = z.strictObject({
  object: z.enum(OBJECTS),
  fields: z.array(fieldName).min(1).max(20).describe("Such as Name or Account.Name"),
  filters: z.array(filter).max(10).default([]).describe("All must hold"),
  order_by: fieldName.optional(),
  direction: z.enum(["asc", "desc"]).default("asc"),
  ...pageInput,
});

export const query = defineTool({
  name: "salesforce_query",
  title: "List records by fields and filters",
  description:
    "For questions the other tools do not answer: chosen fields of one kind of record, filtered and sorted. Each item is a " +
    "row of texts in the order of columns, null for no value. Prefer the list tools where they fit; fields are those of " +
    "salesforce_describe_object, and how to reach a person comes only from salesforce_get_record.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(z.array(z.string().nullable())).extend({
    columns: z.array(z.string()),
    ...withheldShape,
  }),
  example: {
    object: "Opportunity",
    fields: ["Name", "Account.Name", "Amount", "StageName"],
    filters: [{ field: "Amount", op: "ge", value: "100000" }],
    order_by: "Amount",
    direction: "desc",
    limit: 5,
  },

  async handler({ api, input, page, signal }) {
    const { object, order_by } = input;
    const fields = [...new Set(input.fields)];
    const kept = fields.filter((path) => !api.objects.field(object, path).isPersonal);
    if (order_by !== undefined) refuseUnsortable(api, object, order_by);
    const found = await api.select(
      {
        columns: Object.fromEntries([...kept, "Id"].map((path) => [path, path])),
        from: object,
        where: allOf(...input.filters.map((one) => filterCondition(api.objects, object, one))),
        orderBy: [
          ...(order_by === undefined ? [] : [{ field: order_by, direction: input.direction }]),
          { field: "Id" },
        ],
      },
      { offset: page.offset, limit: input.limit, signal },
    );
    const columns = kept.filter((path) => !found.withheld.includes(path));
    const items = found.rows.map((row) => columns.map((path) => written(api, object, path, row[path])));
    const personal = fields.filter((path) => !kept.includes(path));
    return { columns, ...page.of(items, found), ...withheldAs({ vendor: found.withheld, class: personal }) };
  },
});

function refuseUnsortable(api: Salesforce, object: ObjectName, path: string): void {
  const { type, isPersonal } = api.objects.field(object, path);
  if (type === "area" || isPersonal)
    throw new ToolError("invalid_input", `Records cannot be sorted by ${path}; nothing was read.`);
}

function written(api: Salesforce, object: ObjectName, path: string, value: Cell): string | null {
  if (value === null || value === undefined || value === "") return null;
  const isMoment = api.objects.fieldOf(object, path)?.type === "datetime";
  return cut((isMoment ? moment(value) : undefined) ?? String(value), LIMITS.textCharacters) ?? null;
}
