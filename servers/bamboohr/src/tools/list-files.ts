import {
  compact,
  pageFrom,
  pageInput,
  pageOutput,
  ToolError,
  withheldAs,
  withheldShape,
} from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../bamboohr.ts";
import { refOf, visibleFiles } from "../files.ts";
import { person } from "../shapes.ts";

export const listFiles = defineTool({
  name: "bamboohr_list_files",
  title: "List files",
  description:
    "Files of the company, such as handbook and policies, or of one person, with a ref for bamboohr_read_file. People see those " +
    "of their own that are shared with them; other people's are for HR.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    scope: z.enum(["company", "employee"]).default("company"),
    employee: person.optional().describe("me unless given"),
    ...pageInput,
  }),
  output: pageOutput(
    z.object({
      ref: z.string(),
      name: z.string(),
      category: z.string(),
      bytes: z.number().optional(),
      created: z.string().optional(),
    }),
  ).extend(withheldShape),
  example: { scope: "company" },

  async handler({ api, input, page, signal }) {
    if (input.scope === "company" && input.employee !== undefined)
      throw new ToolError("invalid_input", "Company files belong to no employee; nothing was read.", {
        next: "Leave employee out, or use scope employee.",
      });
    const access = await api.access(signal);
    const owner = input.scope === "employee" ? access.find(input.employee ?? "me") : undefined;
    const { files, isNeverHidden } = await visibleFiles(api, access, owner, signal);
    const sorted = files.toSorted(
      (a, b) =>
        a.category.localeCompare(b.category) || a.name.localeCompare(b.name) || Number(a.id) - Number(b.id),
    );
    return {
      ...pageFrom(sorted, { page, limit: input.limit }, (file) => ({
        ref: refOf(owner, file),
        name: file.name,
        category: file.category,
        ...compact({ bytes: file.bytes, created: file.created }),
      })),
      ...withheldAs({ class: isNeverHidden ? ["items[] (tax, bank and identity papers)"] : [] }),
    };
  },
});
