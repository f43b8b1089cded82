import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";
import type { Selection } from "./queries.ts";
import type { Salesforce } from "./salesforce.ts";
import { allOf, has, type Query } from "./soql.ts";
import { amount, type Row, text } from "./values.ts";

/** One decision that waits for somebody. */
export type Waiting = {
  id: string;
  object: string;
  recordId: string;
  record: string | undefined;
  since: string | undefined;
  instanceId: string;
  submitterId: string | undefined;
  actorId: string | undefined;
};

/** Paths of the work item's relations are [recalled]. */
const COLUMNS = {
  id: "Id",
  since: "CreatedDate",
  instance: "ProcessInstanceId",
  record_id: "ProcessInstance.TargetObjectId",
  record: "ProcessInstance.TargetObject.Name",
  object: "ProcessInstance.TargetObject.Type",
  submitter: "ProcessInstance.SubmittedById",
  actor: "ActorId",
};
/** Columns that the tool calls by other names. */
const NAMES: Record<string, string> = {
  since: "submitted_at",
  submitter: "submitted_by",
  actor: "waits_for",
};

/** Work items that wait for one of these users, groups or queues, oldest first. */
export async function listWaiting(
  api: Salesforce,
  actorIds: readonly string[],
  { offset, limit, signal }: { offset: number; limit: number; signal: AbortSignal },
): Promise<{ waiting: Waiting[]; hasMore: boolean; withheld: string[] }> {
  const { rows, hasMore, withheld } = await api.select(
    {
      columns: COLUMNS,
      from: "ProcessInstanceWorkitem",
      where: allOf(has("ActorId", "in", actorIds), has("ProcessInstance.Status", "eq", "Pending")),
      orderBy: [{ field: "CreatedDate" }, { field: "Id" }],
    },
    { offset, limit, signal },
  );
  const waiting = rows.map((row) => ({
    id: text(row.id) ?? "",
    object: text(row.object) ?? "",
    recordId: text(row.record_id) ?? "",
    record: text(row.record),
    since: text(row.since),
    instanceId: text(row.instance) ?? "",
    submitterId: text(row.submitter),
    actorId: text(row.actor),
  }));
  return { waiting, hasMore, withheld: withheld.map((name) => NAMES[name] ?? name) };
}

/** Queues and groups the user belongs to, directly. */
export async function groupsOf(api: Salesforce, userId: string, signal: AbortSignal): Promise<string[]> {
  const query = {
    columns: { group: "GroupId" },
    from: "GroupMember",
    where: has("UserOrGroupId", "eq", userId),
  };
  const { rows } = await api.select(query, { limit: LIMITS.overviewRows, signal });
  return rows.flatMap(({ group }) => text(group) ?? []);
}

export type Surroundings = {
  nameOf(id: string | undefined): string | undefined;
  amountOf(recordId: string): number | undefined;
  commentsOf(instanceId: string): string | undefined;
  /** What of these Salesforce hides from the identity used, as the tool calls it. */
  withheld: string[];
};

/** What each of the queries below is asked for, in their order. */
const ASKED_FOR = [["submitted_by", "waits_for"], ["waits_for"], ["amount"], ["comments"]];

/** What a list of work items does not say itself: people's and queues' names, amounts, what the submitter wrote. */
export async function surroundings(
  api: Salesforce,
  waiting: readonly Waiting[],
  signal: AbortSignal,
): Promise<Surroundings> {
  const ids = (values: (string | undefined)[], prefix: string) =>
    [...new Set(values.filter((value) => value?.startsWith(prefix)))] as string[];
  const people = waiting.flatMap(({ submitterId, actorId }) => [submitterId, actorId]);
  const instances = waiting.map(({ instanceId }) => instanceId);
  const queries: Query[] = [
    { columns: { key: "Id", value: "Name" }, from: "User", where: has("Id", "in", ids(people, "005")) },
    { columns: { key: "Id", value: "Name" }, from: "Group", where: has("Id", "in", ids(people, "00G")) },
    {
      columns: { key: "Id", value: "Amount" },
      from: "Opportunity",
      where: has(
        "Id",
        "in",
        ids(
          waiting.map(({ recordId }) => recordId),
          "006",
        ),
      ),
    },
    {
      columns: { key: "ProcessInstanceId", value: "Comments" },
      from: "ProcessInstanceStep",
      where: allOf(has("ProcessInstanceId", "in", instances), has("StepStatus", "eq", "Started")),
    },
  ];
  const asked = queries.map((query) => ({ query, span: { limit: LIMITS.overviewRows } }));
  const found = await api.selectAll(asked, signal);
  const [users, groups, deals, steps] = found.map(valuesOf);
  return {
    nameOf: (id) => text((users?.get(id ?? "") ?? groups?.get(id ?? ""))?.value),
    amountOf: (recordId) => amount(deals?.get(recordId)?.value),
    commentsOf: (instanceId) => text(steps?.get(instanceId)?.value),
    withheld: found.flatMap((part, index) => (isWhole(part) ? [] : (ASKED_FOR[index] ?? []))),
  };
}

const isWhole = (part: Selection | ToolError) => !(part instanceof ToolError) && part.withheld.length === 0;

/** What the person may not see is absent here as it is elsewhere; any other failure is one of the whole. */
function valuesOf(found: Selection | ToolError): Map<string, Row> {
  if (found instanceof ToolError) {
    if (found.code === "not_allowed") return new Map();
    throw found;
  }
  return new Map(found.rows.map((row) => [String(row.key), row]));
}
