import { pageInput, pageOutput, ToolError, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import type { Access } from "../access.ts";
import { type BambooHr, defineTool } from "../bamboohr.ts";
import { ruleOf } from "../field-classes.ts";
import { LIMITS } from "../limits.ts";
import { mayRead } from "../policy.ts";
import { type Cells, type Column, columnsOf, columnsShape, rowOf, rowShape } from "../rows.ts";
import { withheldAs, words } from "../shapes.ts";
import { plain } from "../values.ts";

export const runReport = defineTool({
  name: "bamboohr_run_report",
  title: "Run a saved report",
  description:
    "Rows of a report saved in BambooHR, by name or id; without report the list of them. Texts stand in the order of columns; " +
    "identity, bank and tax columns are left out. Under a shared sign-in for HR only: others use bamboohr_query_workforce.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ report: words.optional().describe("Name or id"), ...pageInput }),
  output: pageOutput(rowShape).extend({ columns: columnsShape, ...withheldShape }),
  example: { report: "Headcount", limit: 5 },

  async handler({ api, input, page, signal }) {
    const access = await api.access(signal);
    // What a report filters by is not told. Run for everybody with one key, its rows alone would give that away.
    if (api.identity === "service" && !access.isHr)
      throw new ToolError("not_allowed", "Saved reports are for HR here; nothing was read.", {
        next: "Ask the question with bamboohr_query_workforce.",
      });
    const reports = await api.reports(signal);
    if (input.report === undefined) {
      const items = reports
        .slice(page.offset, page.offset + input.limit)
        .map(({ id, name }) => ({ id, name, values: [] }));
      const hasMore = reports.length > page.offset + items.length;
      return { ...page.of(items, { hasMore, total: reports.length }), columns: [] };
    }
    const { id } = reportNamed(reports, input.report);
    const { offset } = page;
    const found = await api.report(id, { offset, limit: input.limit }, signal);
    const { open, closed } = await columnsIn(api, access, found.items, signal);
    if (open.some(({ rule }) => rule.label) && offset + found.items.length > LIMITS.protectedRowsMax)
      throw tooMany();
    const hidden: string[] = [];
    const items = found.items.map((row) => rowOf(open, row, (name) => hidden.push(name)));
    return {
      ...page.of(items, found),
      columns: columnsOf(open),
      ...withheldAs({ class: [...closed, ...hidden] }),
    };
  },
});

function reportNamed(reports: { id: string; name: string }[], wanted: string) {
  const exact = reports.filter(({ id, name }) => id === wanted || plain(name) === plain(wanted));
  const found = exact.length > 0 ? exact : reports.filter(({ name }) => plain(name).includes(plain(wanted)));
  const [one, another] = found;
  if (one === undefined)
    throw new ToolError("not_found", "BambooHR has no such report, or the account used may not run it.", {
      next: "Call again without report for the list.",
    });
  if (another === undefined) return one;
  const ids = found.slice(0, LIMITS.candidatesMax).map(({ id }) => id);
  throw new ToolError(
    "invalid_input",
    `Several reports are called that, with the ids ${ids.join(", ")}; nothing was read.`,
    { next: "Repeat the call with one id." },
  );
}

/**
 * The columns the caller may see. A report's columns go by the class that HR, or anybody else towards a stranger, may read:
 * its rows need not say whose they are.
 */
async function columnsIn(api: BambooHr, access: Access, rows: readonly Cells[], signal: AbortSignal) {
  const known = new Map((await api.fields(signal)).map((field) => [field.name, field]));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name): Column => {
    const field = { ...known.get(name), name };
    return { ...field, rule: ruleOf(field, api.policy.fieldClasses) };
  });
  const may = ({ rule }: Column) => mayRead(access.isHr ? "hr" : "other", rule.class, api.policy);
  return {
    open: columns.filter(may),
    closed: columns.filter((column) => !may(column)).map(({ name }) => name),
  };
}

const tooMany = () =>
  new ToolError(
    "not_allowed",
    `Of reports with protected columns the first ${LIMITS.protectedRowsMax} rows are shown; nothing was read.`,
    { next: "Run it in BambooHR, or ask for groups with bamboohr_query_workforce." },
  );
