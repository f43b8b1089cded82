import {
  compact,
  cut,
  date,
  pageInput,
  pageOutput,
  ToolError,
  withheldAs,
  withheldShape,
} from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { ownedBy } from "../owners.ts";
import type { Selection } from "../queries.ts";
import { defineTool, type Salesforce } from "../salesforce.ts";
import { id, inItems, optionalText, owner } from "../shapes.ts";
import { allOf, type Condition, has } from "../soql.ts";
import { moment, type Row, text } from "../values.ts";

const input = z.strictObject({
  related_to: id().optional().describe("Account, opportunity, case or contact; without it, the caller's own"),
  owner: owner.optional().describe("me, team, any, or a user's id"),
  kinds: z
    .array(z.enum(["task", "event"]))
    .min(1)
    .max(2)
    .default(["task", "event"]),
  since: date.optional(),
  include_archived: z.boolean().default(false).describe("Also those older than about a year"),
  ...pageInput,
});
type Input = z.output<typeof input>;

const item = z.object({
  kind: z.enum(["task", "event"]),
  id: z.string(),
  subject: optionalText,
  type: optionalText,
  status: optionalText,
  who: optionalText,
  what: optionalText,
  date: optionalText,
  owner: optionalText,
  snippet: optionalText,
  archived: z.boolean().optional(),
  url: z.string(),
});

const COMMON = {
  id: "Id",
  subject: "Subject",
  who: "Who.Name",
  what: "What.Name",
  owner: "Owner.Name",
  day: "ActivityDate",
  snippet: "Description",
  is_archived: "IsArchived",
};

const KINDS = {
  task: { from: "Task", columns: { ...COMMON, type: "TaskSubtype", status: "Status" } },
  event: { from: "Event", columns: { ...COMMON, type: "EventSubtype", start: "StartDateTime" } },
} as const;
type Kind = keyof typeof KINDS;

export const listActivities = defineTool({
  name: "salesforce_list_activities",
  title: "List calls, tasks and meetings",
  description:
    "What was done and planned around one account, deal, case or contact, or by the caller, latest first: calls, e-mails, " +
    "tasks and meetings with the beginning of their notes. Older ones need include_archived. Find ids with salesforce_search.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(item).extend(withheldShape),
  example: { owner: "any", limit: 5 },

  async handler({ api, input, page, signal }) {
    // Two lists are merged, so each is read from its beginning to where this page ends.
    const reach = page.offset + input.limit;
    if (reach > LIMITS.offset)
      throw new ToolError("invalid_input", `This list ends after ${LIMITS.offset} rows; nothing was read.`, {
        next: "Narrow it with since or related_to.",
      });
    const where = await conditions(api, input, signal);
    const found = await Promise.all(
      input.kinds.map(async (kind) => {
        const query = {
          ...KINDS[kind],
          columns: KINDS[kind].columns as Record<string, string>,
          where,
          orderBy: [{ field: "ActivityDate", direction: "desc" as const }, { field: "Id" }],
          withArchived: input.include_archived,
        };
        return { kind, found: await api.select(query, { limit: reach, signal }) };
      }),
    );
    const merged = found
      .flatMap(({ kind, found: { rows } }) => rows.map((row) => ({ kind, row })))
      .toSorted((a, b) => latestFirst(a.row, b.row));
    const items = merged.slice(page.offset, reach).map(({ kind, row }) => shown(api, kind, row));
    const hasMore = merged.length > reach || found.some(({ found }) => found.hasMore);
    return {
      ...page.of(items, { hasMore }),
      ...withheldAs({ vendor: inItems(namesOf(found.map(({ found }) => found))) }),
    };
  },
});

const namesOf = (found: readonly Selection[]) => [...new Set(found.flatMap(({ withheld }) => withheld))];

async function conditions(api: Salesforce, input: Input, signal: AbortSignal) {
  const { related_to, since, include_archived } = input;
  const whose = input.owner ?? (related_to === undefined ? "me" : "any");
  return allOf(
    related_to !== undefined && about(related_to),
    await ownedBy(api, whose, signal),
    since !== undefined && has("ActivityDate", "ge", { day: since }),
    // What shows archived rows shows deleted ones too.
    include_archived && has("IsDeleted", "eq", false),
  );
}

/** A person stands in one field, everything else in another; an account's are also those of its deals, cases and people. */
function about(record: string): Condition {
  if (/^(003|00Q)/.test(record)) return has("WhoId", "eq", record);
  const direct = has("WhatId", "eq", record);
  // Salesforce itself fills AccountId of an activity [recalled].
  return record.startsWith("001") ? { any: [direct, has("AccountId", "eq", record)] } : direct;
}

/** As the queries sort each list: what has no date comes last, and the id decides between equals. */
function latestFirst(a: Row, b: Row): number {
  const [dayA = "", dayB = ""] = [text(a.day), text(b.day)];
  if (dayA !== dayB) return dayA > dayB ? -1 : 1;
  return String(a.id) < String(b.id) ? -1 : 1;
}

const shown = (api: Salesforce, kind: Kind, row: Row) => ({
  kind,
  id: text(row.id) ?? "",
  ...compact({
    subject: cut(text(row.subject), LIMITS.textCharacters),
    type: text(row.type),
    status: text(row.status),
    who: text(row.who),
    what: text(row.what),
    date: moment(row.start) ?? text(row.day),
    owner: text(row.owner),
    snippet: cut(text(row.snippet), LIMITS.textCharacters),
    archived: row.is_archived === true || undefined,
  }),
  url: api.recordUrl(KINDS[kind].from, text(row.id) ?? ""),
});
