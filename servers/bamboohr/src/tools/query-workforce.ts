import {
  type Page,
  pageFrom,
  pageInput,
  pageOutput,
  ToolError,
  withheldAs,
  withheldShape,
} from "@gatehouse/tool";
import { z } from "zod";
import type { Access } from "../access.ts";
import { type BambooHr, defineTool } from "../bamboohr.ts";
import { ruleOf } from "../field-classes.ts";
import { LIMITS } from "../limits.ts";
import { mayRead } from "../policy.ts";
import {
  type Column,
  columnsOf,
  columnsShape,
  isAboveDirectory,
  rowOf,
  rowShape,
  tooManyRows,
} from "../rows.ts";
import { fieldName } from "../shapes.ts";
import { unusable } from "../wire.ts";
import {
  type Aggregate,
  compare,
  type Filter,
  FUNCTIONS,
  grouped,
  masked,
  OPERATORS,
  passes,
  type Row,
} from "../workforce.ts";

const input = z.strictObject({
  fields: z.array(fieldName).max(12).default([]).describe("For rows; not with group_by or aggregate"),
  filters: z
    .array(
      z.strictObject({
        field: fieldName,
        op: z.enum(OPERATORS),
        values: z.array(z.string().max(100)).min(1).max(20).describe("Several for in, ne"),
      }),
    )
    .max(8)
    .default([]),
  group_by: fieldName.optional(),
  aggregate: z.strictObject({ function: z.enum(FUNCTIONS), field: fieldName.optional() }).optional(),
  sort: fieldName.optional(),
  descending: z.boolean().default(false),
  scope: z.enum(["company", "team"]).default("company").describe("team: people below the caller"),
  status: z.enum(["active", "inactive"]).default("active").describe("inactive: HR only"),
  ...pageInput,
});
type Input = z.output<typeof input>;

export const queryWorkforce = defineTool({
  name: "bamboohr_query_workforce",
  title: "Query the workforce",
  description:
    "Questions over many people at once: rows of chosen fields, or groups with a count, average or other function. Names come " +
    "from bamboohr_list_fields; texts stand in the order of columns. A field that is not for the caller over the whole scope is " +
    "withheld, and refused in filters, sort and groups; managers see more with scope team. Small groups over protected fields " +
    "are left out.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(rowShape).extend({
    columns: columnsShape,
    suppressed_groups: z.int().optional().describe("Of fewer than five people"),
    ...withheldShape,
  }),
  example: {
    fields: ["jobTitle", "location"],
    filters: [{ field: "department", op: "eq", values: ["Finance"] }],
    limit: 5,
  },

  async handler({ api, input, page, signal }) {
    const access = await api.access(signal);
    const isGrouped = input.group_by !== undefined || input.aggregate !== undefined;
    refuseUnlessSound(input, isGrouped, access);
    const catalog = await catalogOf(api);
    const plan = planOf(input, catalog, {
      mayRead: (column) => mayReadColumn(api, access, input, column),
      // What the gateway will take out of the answer must not come back as its order or its selection.
      sees: ({ rule }) => access.sees(rule.label),
    });
    const hidden: string[] = [];
    const rows = (await rowsOf(api, access, input, catalog.idField, plan.used, signal))
      .map((row) => masked(row, plan.used, (name) => hidden.push(name)))
      .filter((row) => passes(row, plan.filters));
    const withheld = withheldAs({ class: [...plan.closed, ...hidden] });
    if (isGrouped) return { ...groupsOf(rows, plan, input, page), ...withheld };
    const rowsLeft = plan.open.some(isAboveDirectory) ? LIMITS.protectedRowsMax - page.offset : rows.length;
    if (rows.length > page.offset && rowsLeft <= 0) throw tooManyRows();
    const limit = Math.min(input.limit, rowsLeft);
    const ordered = sorted(rows, plan.sort, input.descending);
    return {
      ...pageFrom(ordered, { page, limit }, ({ id, name, cells }) => ({
        id,
        name,
        ...rowOf(plan.open, cells, () => {}),
      })),
      columns: columnsOf(plan.open),
      ...withheld,
    };
  },
});

function refuseUnlessSound(
  { fields, aggregate, filters, status }: Input,
  isGrouped: boolean,
  { isHr }: Access,
) {
  const several = filters.some(({ op, values }) => values.length > 1 && op !== "in" && op !== "ne");
  const problem =
    (isGrouped === fields.length > 0 && "Give either fields, or group_by and aggregate") ||
    (aggregate && (aggregate.function === "count") === (aggregate.field !== undefined) && aggregateProblem) ||
    (several && "Only in and ne compare with several values");
  if (problem) throw new ToolError("invalid_input", `${problem}; nothing was read.`);
  if (status === "inactive" && !isHr)
    throw new ToolError("not_allowed", "Who has left the company is for HR; nothing was read.");
}

const aggregateProblem = "Every function but count needs a field, and count takes none";

type Catalog = { columns: ReadonlyMap<string, Column>; idField: string };

/** Names under which a dataset may hold the employee's id [open]. */
const ID_FIELDS = ["eeid", "employeeId", "id"];

async function catalogOf(api: BambooHr): Promise<Catalog> {
  const [fields, known] = await Promise.all([api.datasetFields(), api.fields()]);
  const types = new Map(known.map(({ name, type }) => [name, type]));
  const columns = fields.map((field): [string, Column] => {
    const typed = { ...field, type: types.get(field.name) };
    return [field.name, { ...typed, rule: ruleOf(typed, api.policy.fieldClasses) }];
  });
  const names = new Set(fields.map(({ name }) => name));
  return { columns: new Map(columns), idField: ID_FIELDS.find((name) => names.has(name)) ?? "id" };
}

/** A field counts as readable where it is for everybody of the scope: who stands out in a list must not give it away. */
function mayReadColumn(api: BambooHr, { isHr }: Access, { scope }: Input, { rule }: Column): boolean {
  const relation = isHr ? "hr" : scope === "team" ? "manager" : "other";
  return mayRead(relation, rule.class, api.policy);
}

type Plan = ReturnType<typeof planOf>;

type Rights = { mayRead(column: Column): boolean; sees(column: Column): boolean };

function planOf(input: Input, { columns }: Catalog, { mayRead: may, sees }: Rights) {
  const named = (name: string): Column => {
    const column = columns.get(name);
    if (column) return column;
    throw new ToolError("invalid_input", `There is no field ${name} to query; nothing was read.`, {
      next: "Take names from bamboohr_list_fields.",
    });
  };
  const allowed = (name: string): Column => {
    const column = named(name);
    if (may(column) && sees(column)) return column;
    throw new ToolError(
      "not_allowed",
      column.rule.class === "never"
        ? `${name} is not available through this server; nothing was read.`
        : `You may not filter, sort or group by ${name} over these people; nothing was read.`,
    );
  };
  const wanted = [...new Set(input.fields)].map(named);
  const open = wanted.filter(may);
  const filters = input.filters.map(({ field, ...rest }): Filter => ({ column: allowed(field), ...rest }));
  const by = input.group_by === undefined ? undefined : allowed(input.group_by);
  const { function: fn = "count", field } = input.aggregate ?? {};
  const aggregate: Aggregate = { fn, column: field === undefined ? undefined : allowed(field) };
  const sort = input.sort === undefined ? undefined : allowed(input.sort);
  const used = [...open, ...filters.map(({ column }) => column), by, aggregate.column, sort];
  return {
    open,
    closed: wanted.filter((column) => !may(column)).map(({ name }) => name),
    filters,
    by,
    aggregate,
    sort,
    used: [...new Set(used.filter((column) => column !== undefined))],
  };
}

async function rowsOf(
  api: BambooHr,
  access: Access,
  { scope, status }: Input,
  idField: string,
  columns: readonly Column[],
  signal: AbortSignal,
): Promise<Row[]> {
  const people = (scope === "team" ? access.below(access.me) : access.people).filter(
    ({ isActive }) => isActive === (status === "active"),
  );
  const byId = new Map(people.map((each) => [each.id, each]));
  const found = await api.dataset([...new Set([idField, ...columns.map(({ name }) => name)])], signal);
  if (found.length > 0 && found.every((cells) => cells[idField] === undefined)) throw unusable();
  return found.flatMap((cells) => {
    const each = byId.get(cells[idField] ?? "");
    return each ? [{ id: each.id, name: each.name, cells }] : [];
  });
}

/** By the field, who has none last; then by id, so that pages neither overlap nor skip. */
function sorted(rows: readonly Row[], by: Column | undefined, isDescending: boolean): Row[] {
  const order = (a: Row, b: Row) => {
    const [one, other] = by ? [a.cells[by.name], b.cells[by.name]] : [];
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined);
    return compare(one, other) * (isDescending ? -1 : 1);
  };
  return rows.toSorted((a, b) => order(a, b) || Number(a.id) - Number(b.id));
}

const COUNT: Column = { name: "people", rule: { class: "directory", isUnknown: false } };

function groupsOf(rows: readonly Row[], plan: Plan, { limit }: Input, page: Page) {
  const { by, aggregate, used } = plan;
  const { groups, suppressed } = grouped(rows, { by, aggregate, isProtected: used.some(isAboveDirectory) });
  const value = aggregate.column && { ...aggregate.column, name: `${aggregate.fn} ${aggregate.column.name}` };
  // Masked already: what is left of an unknown field may be shown.
  const columns = [by, COUNT, value]
    .filter((column) => column !== undefined)
    .map((column) => ({ ...column, rule: { ...column.rule, isUnknown: false } }));
  const answer = pageFrom(groups, { page, limit }, ({ key, people, value: result }) => {
    const cells = {
      people: String(people),
      ...(by && key !== undefined && { [by.name]: key }),
      ...(value && result !== undefined && { [value.name]: result }),
    };
    return rowOf(columns, cells, () => {});
  });
  return {
    ...answer,
    columns: columnsOf(columns),
    ...(suppressed > 0 && { suppressed_groups: suppressed }),
  };
}
