import { compact, cut, sensitive, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import type { Selection } from "./queries.ts";
import type { Salesforce } from "./salesforce.ts";
import { found, optionalNumber, optionalText } from "./shapes.ts";
import { allOf, type Columns, has, type Order, type Query } from "./soql.ts";
import { amount, moment, quantity, type Row, text } from "./values.ts";

const personal = () => sensitive("personal", z.string()).optional();

export const overviewShape = {
  id: z.string(),
  name: optionalText,
  type: optionalText,
  industry: optionalText,
  parent: optionalText,
  owner: optionalText,
  city: optionalText,
  state: optionalText,
  country: optionalText,
  website: optionalText,
  employees: optionalNumber,
  erp_id: optionalText.describe("This customer in the ERP"),
  last_activity: optionalText,
  url: z.string(),
  currency: optionalText,
  opportunities: z
    .object({
      open_count: z.int(),
      open_amount: z.number(),
      has_more: z.boolean().optional().describe("Count and amount are of the largest only"),
      top: z.array(
        z.object({
          id: z.string(),
          name: optionalText,
          stage: optionalText,
          amount: optionalNumber,
          close_date: optionalText,
          owner: optionalText,
        }),
      ),
    })
    .optional(),
  cases: z
    .object({
      open_count: z.int(),
      has_more: z.boolean().optional(),
      oldest: z.array(
        z.object({
          id: z.string(),
          number: optionalText,
          subject: optionalText,
          priority: optionalText,
          status: optionalText,
          since: optionalText,
        }),
      ),
    })
    .optional(),
  contacts: z
    .array(
      z.object({
        id: z.string(),
        name: optionalText,
        title: optionalText,
        email: personal(),
        phone: personal(),
        last_activity: optionalText,
      }),
    )
    .optional(),
  activities: z
    .array(
      z.object({
        kind: z.enum(["task", "event"]),
        id: z.string(),
        subject: optionalText,
        date: optionalText,
        owner: optionalText,
      }),
    )
    .optional(),
};

type Overview = z.input<z.ZodObject<typeof overviewShape>>;
type Part = { name: string; query: Query; limit: number };

const ACTIVITY = { id: "Id", subject: "Subject", date: "ActivityDate", owner: "Owner.Name" };
const latest = { field: "ActivityDate", direction: "desc" } as const;

/** The parts of an overview, each one query. The order is that in which they are asked, five to a call. */
function partsOf(api: Salesforce, id: string): Part[] {
  const { erpId } = api.custom;
  const here = has("AccountId", "eq", id);
  const isOpen = has("IsClosed", "eq", false);
  const part = (name: string, from: string, columns: Columns, more: Partial<Query>, limit: number): Part => ({
    name,
    query: { columns, from, where: here, ...more },
    limit,
  });
  const sorted = (...orders: Order[]) => ({ orderBy: [...orders, { field: "Id" }] });
  return [
    part(
      "account",
      "Account",
      { ...ACCOUNT, ...(erpId && { erp_id: erpId }) },
      { where: has("Id", "eq", id) },
      1,
    ),
    part(
      "opportunities",
      "Opportunity",
      {
        id: "Id",
        name: "Name",
        stage: "StageName",
        amount: "Amount",
        close_date: "CloseDate",
        owner: "Owner.Name",
      },
      { where: allOf(here, isOpen), ...sorted({ field: "Amount", direction: "desc" }) },
      LIMITS.overviewRows,
    ),
    part(
      "cases",
      "Case",
      {
        id: "Id",
        number: "CaseNumber",
        subject: "Subject",
        priority: "Priority",
        status: "Status",
        since: "CreatedDate",
      },
      { where: allOf(here, isOpen), ...sorted({ field: "CreatedDate" }) },
      LIMITS.overviewRows,
    ),
    part(
      "contacts",
      "Contact",
      {
        id: "Id",
        name: "Name",
        title: "Title",
        email: "Email",
        phone: "Phone",
        last_activity: "LastActivityDate",
      },
      sorted({ field: "LastActivityDate", direction: "desc" }),
      LIMITS.overviewShown,
    ),
    // Salesforce itself fills AccountId of an activity [recalled].
    part("tasks", "Task", ACTIVITY, sorted(latest), LIMITS.overviewShown),
    part("events", "Event", ACTIVITY, sorted(latest), LIMITS.overviewShown),
  ];
}

const ACCOUNT = {
  id: "Id",
  name: "Name",
  type: "Type",
  industry: "Industry",
  parent: "Parent.Name",
  owner: "Owner.Name",
  city: "BillingCity",
  state: "BillingState",
  country: "BillingCountry",
  website: "Website",
  employees: "NumberOfEmployees",
  last_activity: "LastActivityDate",
};

/** One customer at a glance; `not_found` where Salesforce shows none. Parts the person may not see are named. */
export async function overviewOf(
  api: Salesforce,
  id: string,
  signal: AbortSignal,
): Promise<{ overview: Overview; withheld: string[] }> {
  const parts = partsOf(api, id);
  const answers = await api.selectAll(
    parts.map(({ query, limit }) => ({ query, span: { limit } })),
    signal,
  );
  const withheld: string[] = [];
  const of = (name: string, places = `${name}.`): Selection | undefined => {
    const answer = answers[parts.findIndex((part) => part.name === name)] as Selection | ToolError;
    if (answer instanceof ToolError) {
      // A kind of record the person may not see leaves a gap; anything else is a failure of the whole.
      if (answer.code !== "not_allowed" || name === "account") throw answer;
      withheld.push(PLACES[name] ?? name);
      return undefined;
    }
    withheld.push(...answer.withheld.map((column) => `${places}${column}`));
    return answer;
  };
  const account = found(of("account", "")?.rows[0]);
  const sections = {
    opportunities: opportunitiesIn(of("opportunities", "opportunities.top[].")),
    cases: casesIn(of("cases", "cases.oldest[].")),
    contacts: of("contacts", "contacts[].")?.rows.map(contact),
    activities: activitiesIn(of("tasks", "activities[]."), of("events", "activities[].")),
  };
  return { overview: { ...profile(api, account), ...compact(sections) }, withheld: [...new Set(withheld)] };
}

/** Where in the answer a part stands. */
const PLACES: Record<string, string> = { tasks: "activities", events: "activities" };

const profile = (api: Salesforce, row: Row) => ({
  id: text(row.id) ?? "",
  ...compact({
    name: text(row.name),
    type: text(row.type),
    industry: text(row.industry),
    parent: text(row.parent),
    owner: text(row.owner),
    city: text(row.city),
    state: text(row.state),
    country: text(row.country),
    website: text(row.website),
    employees: quantity(row.employees),
    erp_id: text(row.erp_id),
    last_activity: text(row.last_activity),
    currency: api.currency,
  }),
  url: api.recordUrl("Account", text(row.id) ?? ""),
});

function opportunitiesIn(found: Selection | undefined) {
  if (found === undefined) return undefined;
  const { rows, hasMore } = found;
  const sum = rows.reduce((total, row) => total + (quantity(row.amount) ?? 0), 0);
  return {
    open_count: rows.length,
    open_amount: amount(sum) ?? 0,
    ...(hasMore && { has_more: true }),
    top: rows.slice(0, LIMITS.overviewShown).map((row) => ({
      id: text(row.id) ?? "",
      ...compact({
        name: text(row.name),
        stage: text(row.stage),
        amount: amount(row.amount),
        close_date: text(row.close_date),
        owner: text(row.owner),
      }),
    })),
  };
}

function casesIn(found: Selection | undefined) {
  if (found === undefined) return undefined;
  const { rows, hasMore } = found;
  return {
    open_count: rows.length,
    ...(hasMore && { has_more: true }),
    oldest: rows.slice(0, LIMITS.overviewShown).map((row) => ({
      id: text(row.id) ?? "",
      ...compact({
        number: text(row.number),
        subject: cut(text(row.subject), LIMITS.textCharacters),
        priority: text(row.priority),
        status: text(row.status),
        since: moment(row.since),
      }),
    })),
  };
}

const contact = (row: Row) => ({
  id: text(row.id) ?? "",
  ...compact({
    name: text(row.name),
    title: text(row.title),
    email: text(row.email),
    phone: text(row.phone),
    last_activity: text(row.last_activity),
  }),
});

function activitiesIn(tasks: Selection | undefined, events: Selection | undefined) {
  if (tasks === undefined && events === undefined) return undefined;
  const rows = [
    ...(tasks?.rows ?? []).map((row) => ({ kind: "task" as const, row })),
    ...(events?.rows ?? []).map((row) => ({ kind: "event" as const, row })),
  ].toSorted((a, b) => (String(a.row.date ?? "") > String(b.row.date ?? "") ? -1 : 1));
  return rows.slice(0, LIMITS.overviewShown).map(({ kind, row }) => ({
    kind,
    id: text(row.id) ?? "",
    ...compact({
      subject: cut(text(row.subject), LIMITS.textCharacters),
      date: text(row.date),
      owner: text(row.owner),
    }),
  }));
}
