import { pageFrom, pageInput, pageOutput, ToolError, withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import type { Access } from "../access.ts";
import { type BambooHr, defineTool } from "../bamboohr.ts";
import { ruleOf } from "../field-classes.ts";
import { LIMITS } from "../limits.ts";
import { mayRead } from "../policy.ts";
import {
  type Cells,
  type Column,
  columnsOf,
  columnsShape,
  isAboveDirectory,
  rowOf,
  rowShape,
  tooManyRows,
} from "../rows.ts";
import { words } from "../shapes.ts";
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
      const answer = pageFrom(reports, { page, limit: input.limit }, (one) => ({ ...one, values: [] }));
      return { ...answer, columns: [] };
    }
    const { id } = reportNamed(reports, input.report);
    const { offset } = page;
    const found = await api.report(id, { offset, limit: input.limit }, signal);
    const { open, closed } = await columnsIn(api, access, found.items);
    const rowsLeft = open.some(isAboveDirectory) ? LIMITS.protectedRowsMax - offset : found.items.length;
    if (found.items.length > 0 && rowsLeft <= 0) throw tooManyRows();
    const hidden: string[] = [];
    const items = found.items.slice(0, rowsLeft).map((row) => rowOf(open, row, (name) => hidden.push(name)));
    const hasMore = found.hasMore || items.length < found.items.length;
    return {
      ...page.of(items, { ...found, hasMore }),
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
async function columnsIn(api: BambooHr, access: Access, rows: readonly Cells[]) {
  const known = new Map((await api.fields()).map((field) => [field.name, field]));
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
