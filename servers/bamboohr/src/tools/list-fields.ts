import { compact, pageFrom, pageInput, pageOutput } from "@gatehouse/tool";
import { z } from "zod";
import { type BambooHr, defineTool } from "../bamboohr.ts";
import { FIELD_CLASSES, type FieldName, ruleOf } from "../field-classes.ts";
import { words } from "../shapes.ts";
import { plain } from "../values.ts";

export const listFields = defineTool({
  name: "bamboohr_list_fields",
  title: "List fields and tables",
  description:
    "What is recorded about people: names for bamboohr_query_workforce (kind field) or bamboohr_get_employee_history (kind " +
    "table), and who may see them. Classes: directory (everybody), contact and pay (the person, HR), work (also managers), " +
    "restricted (HR), never.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    kind: z.enum(["field", "table"]).default("field"),
    search: words.optional(),
    class: z.enum(FIELD_CLASSES).optional(),
    ...pageInput,
  }),
  output: pageOutput(
    z.object({
      name: z.string(),
      label: z.string().optional(),
      type: z.string().optional(),
      class: z.string(),
      columns: z.array(z.string()).optional(),
    }),
  ),
  example: { search: "date" },

  async handler({ api, input, page, signal }) {
    await api.access(signal);
    const listed = input.kind === "field" ? await queryable(api) : await tablesOf(api);
    const wanted = plain(input.search ?? "");
    const found = listed
      .filter((each) => input.class === undefined || each.class === input.class)
      .filter(({ name, label }) => plain(`${name} ${label ?? ""}`).includes(wanted));
    return pageFrom(found, { page, limit: input.limit }, (each) => each);
  },
});

/** Dataset fields with the types that only the field list knows. */
async function queryable(api: BambooHr) {
  const [fields, known] = await Promise.all([api.datasetFields(), api.fields()]);
  const types = new Map(known.map(({ name, type }) => [name, type]));
  return fields.map((field) => described(api, { ...field, type: types.get(field.name) }));
}

const tablesOf = async (api: BambooHr) =>
  (await api.tables()).map((table) => ({
    ...described(api, table),
    columns: table.columns.map(({ name }) => name),
  }));

const described = ({ policy }: BambooHr, { name, label, type, ...place }: FieldName) => ({
  name,
  ...compact({ label, type }),
  class: ruleOf({ name, label, type, ...place }, policy.fieldClasses).class,
});
