import { addDays, compact, date, pageFrom, pageInput, pageOutput, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import type { Access } from "../access.ts";
import { type BambooHr, defineTool } from "../bamboohr.ts";
import type { Person, TimeOffRequest } from "../records.ts";
import { id } from "../shapes.ts";
import { checkWindow } from "../window.ts";

const STATUSES = ["requested", "approved", "denied", "canceled", "superseded"] as const;

export const listTimeOffRequests = defineTool({
  name: "bamboohr_list_time_off_requests",
  title: "List time-off requests",
  description:
    "Requests for time off and their state, by first day: the caller's own (mine), those that wait for them (to_approve), of " +
    "people below them (team), or all (HR). overlaps counts other listed requests of that person or their team-mates on the same " +
    "days. Notes are never shown.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    scope: z.enum(["mine", "to_approve", "team", "all"]).default("mine"),
    start: date.optional().describe("30 days ago by default"),
    end: date.optional().describe("A year later by default"),
    status: z.array(z.enum(STATUSES)).min(1).max(5).optional(),
    type: id.optional().describe("From bamboohr_list_time_off_types"),
    ...pageInput,
  }),
  output: pageOutput(
    z.object({
      id: z.string(),
      person: z.string(),
      person_id: z.string(),
      type: z.string(),
      start: z.string(),
      end: z.string(),
      amount: z.number().optional(),
      unit: z.string().optional(),
      status: z.string(),
      can_decide: z.boolean(),
      overlaps: z.int(),
    }),
  ),
  example: { scope: "all", status: ["requested"] },

  async handler({ api, input, page, signal }) {
    const access = await api.access(signal);
    if (input.scope === "all" && !access.isHr)
      throw new ToolError("not_allowed", "Everybody's requests are for HR; nothing was read.", {
        next: "Ask for scope mine or team.",
      });
    const { people, found } = await requestsIn(api, access, input, signal);
    const decides = (request: TimeOffRequest) => mayDecide(api, access, request);
    const all = found
      .filter((request) => input.scope !== "to_approve" || decides(request))
      .toSorted((a, b) => a.start.localeCompare(b.start) || Number(a.id) - Number(b.id));
    return pageFrom(all, { page, limit: input.limit }, (request) => ({
      id: request.id,
      person: people.get(request.employeeId)?.name ?? request.name,
      person_id: request.employeeId,
      type: request.type,
      start: request.start,
      end: request.end,
      ...compact({ amount: request.amount, unit: request.unit }),
      status: request.status,
      can_decide: decides(request),
      overlaps: overlapsOf(request, found, people),
    }));
  },
});

type Asked = {
  scope: "mine" | "to_approve" | "team" | "all";
  start?: string | undefined;
  end?: string | undefined;
  status?: readonly string[] | undefined;
  type?: string | undefined;
};

/** Requests of the scope. BambooHR answers with all that the identity may see, so whose they are is checked here. */
async function requestsIn(api: BambooHr, access: Access, input: Asked, signal: AbortSignal) {
  const start = input.start ?? addDays(api.today(), -30);
  const end = input.end ?? addDays(start, 365);
  checkWindow(start, end);
  const within = {
    mine: [access.me],
    to_approve: access.people,
    team: access.below(access.me),
    all: access.people,
  };
  const people = new Map(within[input.scope].map((each) => [each.id, each]));
  const wanted = input.scope === "to_approve" ? ["requested"] : input.status;
  // The vendor's own spelling of one of them.
  const status = wanted?.join(",").replace("superseded", "superceded");
  const answer = await api.requests(
    {
      start,
      end,
      ...(input.scope === "mine" && { employeeId: access.me.id }),
      ...(status && { status }),
      ...(input.type && { type: input.type }),
    },
    signal,
  );
  const found = answer.filter(
    (request) =>
      readable(access, people.get(request.employeeId)) &&
      (wanted === undefined || wanted.includes(request.status)),
  );
  return { people, found };
}

const readable = (access: Access, person: Person | undefined) =>
  person !== undefined && access.may(person, "work");

/**
 * Under the caller's own sign-in BambooHR says who decides. A shared one decides nothing, so there it is the direct manager:
 * chains of approval that a company sets up differently are not seen. Nobody decides their own.
 */
function mayDecide({ identity }: BambooHr, { me, get }: Access, request: TimeOffRequest): boolean {
  if (request.status !== "requested" || request.employeeId === me.id) return false;
  return identity === "person" ? request.canDecide : get(request.employeeId)?.managerId === me.id;
}

const isOpen = ({ status }: TimeOffRequest) => status === "requested" || status === "approved";

function overlapsOf(
  request: TimeOffRequest,
  all: TimeOffRequest[],
  people: ReadonlyMap<string, Person>,
): number {
  const managerOf = ({ employeeId }: TimeOffRequest) => people.get(employeeId)?.managerId;
  return all.filter(
    (other) =>
      other.id !== request.id &&
      isOpen(other) &&
      other.start <= request.end &&
      other.end >= request.start &&
      (other.employeeId === request.employeeId ||
        (managerOf(other) !== undefined && managerOf(other) === managerOf(request))),
  ).length;
}
