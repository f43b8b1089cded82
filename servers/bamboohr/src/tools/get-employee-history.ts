import { pageFrom, pageInput, pageOutput, ToolError, withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import { type BambooHr, defineTool } from "../bamboohr.ts";
import { ruleOf } from "../field-classes.ts";
import { cellsOf, type Table } from "../records.ts";
import { type Column, columnsOf, columnsShape, rowOf, rowShape } from "../rows.ts";
import { fieldName, person } from "../shapes.ts";

/** The three histories every account has, by their names in BambooHR. */
const HISTORIES: Record<string, string> = {
  job: "jobInfo",
  status: "employmentStatus",
  compensation: "compensation",
};

export const getEmployeeHistory = defineTool({
  name: "bamboohr_get_employee_history",
  title: "Get a person's history",
  description:
    "How somebody's job, employment status or pay changed, latest first, future rows included; or the rows of a table of the " +
    "company's own, such as certificates (bamboohr_list_fields with kind table). job and status are for the person, their " +
    "managers and HR, compensation for the person and HR, own tables for HR.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    employee: person,
    table: fieldName.describe("job, status, compensation, or a table's name"),
    ...pageInput,
  }),
  output: pageOutput(rowShape).extend({ columns: columnsShape, ...withheldShape }),
  example: { employee: "tomas.rivera@halden.example", table: "job", limit: 5 },

  async handler({ api, input, page, signal }) {
    const access = await api.access(signal);
    const found = access.find(input.employee);
    const table = await tableNamed(api, HISTORIES[input.table] ?? input.table);
    const classes = api.policy.fieldClasses;
    const columns = table.columns.map((column): Column => {
      const place = { ...column, table: table.name };
      return { ...place, rule: ruleOf(place, classes) };
    });
    const may = ({ rule }: Column) => access.may(found, rule.class);
    const open = columns.filter(may);
    if (!access.may(found, ruleOf(table, classes).class) || open.length === 0)
      throw new ToolError(
        "not_allowed",
        "This history of this person is not for you to see; nothing was read.",
      );
    const rows = (await api.table(found.id, table.name, signal)).map((row) => ({
      id: String(row.id ?? ""),
      cells: cellsOf(row),
    }));
    const date = open.find(({ type }) => type === "date")?.name;
    const sorted = rows.toSorted(
      (a, b) =>
        (date ? (b.cells[date] ?? "").localeCompare(a.cells[date] ?? "") : 0) || Number(b.id) - Number(a.id),
    );
    const hidden: string[] = [];
    const answer = pageFrom(sorted, { page, limit: input.limit }, ({ cells }) =>
      rowOf(open, cells, (name) => hidden.push(name)),
    );
    const closed = columns.filter((column) => !may(column)).map(({ name }) => name);
    return {
      ...answer,
      columns: columnsOf(open),
      ...withheldAs({ class: [...closed, ...hidden] }),
    };
  },
});

async function tableNamed(api: BambooHr, name: string): Promise<Table> {
  const found = (await api.tables()).find((table) => table.name === name);
  if (found) return found;
  throw new ToolError("not_found", "BambooHR has no table of that name; nothing was read.", {
    next: "See the tables with bamboohr_list_fields and kind table.",
  });
}
