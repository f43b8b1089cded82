import {
  compact,
  cut,
  detail,
  pageInput,
  pageOutput,
  ToolError,
  withheldAs,
  withheldShape,
} from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { ownedBy } from "../owners.ts";
import { defineTool, type Salesforce } from "../salesforce.ts";
import { id, inItems, optionalNumber, optionalText, owner } from "../shapes.ts";
import { allOf, has } from "../soql.ts";
import { hoursBetween, moment, type Row, text } from "../values.ts";

const input = z.strictObject({
  state: z.enum(["open", "closed", "any"]).default("open"),
  status: z.array(z.string().min(1).max(60)).min(1).max(10).optional().describe("Names of statuses"),
  priority: z.array(z.string().min(1).max(40)).min(1).max(5).optional().describe("Such as High"),
  account_id: id("001").optional(),
  owner: owner.default("any").describe("me, team (me and all below me), any, or a user's id"),
  breached: z.boolean().optional().describe("true: open past the time promised"),
  detail,
  ...pageInput,
});
type Input = z.output<typeof input>;

const item = z.object({
  id: z.string(),
  number: optionalText,
  subject: optionalText,
  account: optionalText,
  priority: optionalText,
  status: optionalText,
  age_h: optionalNumber.describe("Hours since it came, or until it was closed"),
  sla_due: optionalText,
  breached: z.boolean().optional(),
  owner: optionalText,
  url: z.string(),
  account_id: optionalText,
  contact_id: optionalText,
  origin: optionalText,
  type: optionalText,
  job_site: optionalText,
  description: optionalText,
});

const COLUMNS = {
  id: "Id",
  number: "CaseNumber",
  subject: "Subject",
  account: "Account.Name",
  priority: "Priority",
  status: "Status",
  created: "CreatedDate",
  closed: "ClosedDate",
  is_closed: "IsClosed",
  owner: "Owner.Name",
};
const MORE = {
  account_id: "AccountId",
  contact_id: "ContactId",
  origin: "Origin",
  type: "Type",
  description: "Description",
};

export const listCases = defineTool({
  name: "salesforce_list_cases",
  title: "List cases",
  description:
    "Service cases by state, priority, account or owner, with age and the time promised, oldest first. Use breached for " +
    "those past that time. For one case in full use salesforce_get_record, for its calls and tasks salesforce_list_activities.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(item).extend(withheldShape),
  example: { state: "open", limit: 5 },

  async handler({ api, input, page, signal }) {
    const { slaDue, jobSite } = api.custom;
    const columns: Record<string, string> = {
      ...COLUMNS,
      ...(slaDue && { sla_due: slaDue }),
      ...(input.detail === "full" && { ...MORE, ...(jobSite && { job_site: jobSite }) }),
    };
    const found = await api.select(
      {
        columns,
        from: "Case",
        where: allOf(...conditions(api, input), await ownedBy(api, input.owner, signal)),
        // Sorting by a field that is hidden would refuse the whole list, so only what was asked for by it is.
        orderBy: [
          slaDue !== undefined && input.breached ? { field: slaDue } : { field: "CreatedDate" },
          { field: "Id" },
        ],
      },
      { offset: page.offset, limit: input.limit, signal },
    );
    const items = found.rows.map((row) => shown(api, row));
    return { ...page.of(items, found), ...withheldAs({ vendor: inItems(found.withheld) }) };
  },
});

function conditions(api: Salesforce, { state, status, priority, account_id, breached }: Input) {
  const { slaDue } = api.custom;
  if (breached !== undefined && slaDue === undefined)
    throw new ToolError(
      "invalid_input",
      "No time promised is set up for cases here, so none is breached; nothing was read.",
      { next: "Leave breached out." },
    );
  const now = { moment: api.now() };
  return [
    state !== "any" && has("IsClosed", "eq", state === "closed"),
    status && has("Status", "in", status),
    priority && has("Priority", "in", priority),
    account_id !== undefined && has("AccountId", "eq", account_id),
    breached === true && allOf(has("IsClosed", "eq", false), has(slaDue as string, "lt", now)),
    breached === false && {
      any: [
        has("IsClosed", "eq", true),
        has(slaDue as string, "ge", now),
        has(slaDue as string, "is_null", true),
      ],
    },
  ];
}

function shown(api: Salesforce, row: Row) {
  const due = moment(row.sla_due);
  const isOpen = row.is_closed === false;
  return {
    id: text(row.id) ?? "",
    ...compact({
      number: text(row.number),
      subject: cut(text(row.subject), LIMITS.textCharacters),
      account: text(row.account),
      priority: text(row.priority),
      status: text(row.status),
      age_h: hoursBetween(moment(row.created), isOpen ? api.now() : moment(row.closed)),
      sla_due: due,
      breached: (isOpen && due !== undefined && Date.parse(due) < Date.parse(api.now())) || undefined,
      owner: text(row.owner),
      account_id: text(row.account_id),
      contact_id: text(row.contact_id),
      origin: text(row.origin),
      type: text(row.type),
      job_site: text(row.job_site),
      description: cut(text(row.description), LIMITS.textCharacters),
    }),
    url: api.recordUrl("Case", text(row.id) ?? ""),
  };
}
