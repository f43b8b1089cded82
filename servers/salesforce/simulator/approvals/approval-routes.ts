import { type Context, Hono } from "hono";
import { sharingOf } from "../access/sharing.ts";
import { badRequest, jsonParserError, noSuchRecord, SalesforceError } from "../errors.ts";
import { readId } from "../ids.ts";
import { objectOfId } from "../objects/index.ts";
import { type Env, momentOf, type Org, type Session } from "../org.ts";
import { isObject, readJson } from "../rows/read-json.ts";
import type { Row } from "../store.ts";

/** One request's answer, successful or not: every key is there, with null for what does not apply. */
type Result = {
  actorIds: string[] | null;
  entityId: string | null;
  errors: unknown[] | null;
  instanceId: string | null;
  instanceStatus: string | null;
  newWorkitemIds: string[] | null;
  success: boolean;
};

/** `/process/approvals`: the processes there are, and submitting, approving or rejecting. */
export function approvalRoutes(org: Org) {
  return new Hono<Env>()
    .get("/process/approvals", (c) => {
      const processes = [...org.store.rows("ProcessDefinition")].map((row, index) => ({
        object: String(row.TableEnumOrId),
        entry: {
          description: null,
          id: row.Id,
          name: row.Name,
          object: row.TableEnumOrId,
          sortOrder: index + 1,
        },
      }));
      // By the object they are for, in the order in which administrators sorted them.
      const grouped = Map.groupBy(processes, ({ object }) => object);
      const approvals = [...grouped].map(([object, list]) => [object, list.map(({ entry }) => entry)]);
      return c.json({ approvals: Object.fromEntries(approvals) });
    })
    .post("/process/approvals", async (c) => {
      const { requests } = await readJson(c.req.raw);
      if (!Array.isArray(requests) || requests.length === 0) throw jsonParserError("requests is missing");
      // Which HTTP status a call has whose every request failed is [open]; here it is 200 like any other.
      return c.json(requests.map((request) => attempt(org, c, request)));
    });
}

/** Requests of one call stand alone: one that fails leaves the others done (reference, section 7). */
function attempt(org: Org, c: Context<Env>, request: unknown): Result {
  try {
    if (!isObject(request)) throw jsonParserError("a request must be an object");
    return request.actionType === "Submit" ? submit(org, c, request) : decide(org, c, request);
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    return {
      actorIds: null,
      entityId: null,
      errors: error.inCollection(),
      instanceId: null,
      instanceStatus: null,
      newWorkitemIds: null,
      success: false,
    };
  }
}

/** Codes of requests that come too late or from the wrong person are [recalled]. */
const invalidWorkitem = () => badRequest("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
const notTheActor = () =>
  badRequest("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");

/**
 * Approves or rejects. The item disappears, a step records who
 * decided, and the record is unlocked unless somebody is next.
 */
function decide(
  org: Org,
  c: Context<Env>,
  { actionType, contextId, comments, nextApproverIds }: Record<string, unknown>,
) {
  if (actionType !== "Approve" && actionType !== "Reject")
    throw badRequest("INVALID_OPERATION", `${String(actionType)} is not a supported action`);
  const { store } = org;
  const { session } = c.env.call;
  const item = store.read("ProcessInstanceWorkitem", readId(String(contextId)) ?? "");
  const instance = item && store.read("ProcessInstance", String(item.ProcessInstanceId));
  if (!item || !instance) throw invalidWorkitem();
  // Only an item that has outlived its process: one that was decided is gone, and refused above.
  if (instance.Status !== "Pending")
    throw badRequest("ALREADY_IN_PROCESS", "This approval request has already been decided");
  if (!mayDecide(org, session, item)) throw notTheActor();
  const now = momentOf(org.now());
  store.remove("ProcessInstanceWorkitem", item.Id);
  store.insert("ProcessInstanceStep", {
    ProcessInstanceId: instance.Id,
    StepStatus: actionType === "Approve" ? "Approved" : "Rejected",
    OriginalActorId: item.OriginalActorId ?? null,
    ActorId: session.user.Id,
    Comments: typeof comments === "string" ? comments : null,
    CreatedDate: now,
    CreatedById: session.user.Id,
  });
  // The caller may name who is next, as in a process that lets approvers choose; a rejection ends it in any case.
  const [next] = Array.isArray(nextApproverIds) ? nextApproverIds : [];
  const nextId = actionType === "Approve" && typeof next === "string" ? readId(next) : undefined;
  const newItem = nextId === undefined ? undefined : addWorkitem(org, instance.Id, nextId, session, now);
  const status = newItem ? "Pending" : actionType === "Approve" ? "Approved" : "Rejected";
  store.update("ProcessInstance", instance.Id, {
    Status: status,
    LastActorId: session.user.Id,
    CompletedDate: newItem ? null : now,
  });
  return resultOf(instance, status, newItem, nextId);
}

const resultOf = (
  instance: Row,
  status: string,
  item: Row | undefined,
  actorId: string | undefined,
): Result => ({
  actorIds: item && actorId !== undefined ? [actorId] : null,
  entityId: String(instance.TargetObjectId),
  errors: null,
  instanceId: instance.Id,
  instanceStatus: status,
  newWorkitemIds: item ? [item.Id] : [],
  success: true,
});

/** The assigned approver, a member of the assigned queue, or whom the approver has named as delegate. */
function mayDecide(org: Org, session: Session, { ActorId: actor }: Row): boolean {
  if (sharingOf(org, session).actors.has(actor ?? null)) return true;
  const approver = typeof actor === "string" ? org.store.read("User", actor) : undefined;
  return approver?.DelegatedApproverId === session.user.Id;
}

/** Original and present actor differ once an item is reassigned, which nobody does here. */
function addWorkitem(
  { store }: Org,
  instanceId: string,
  actorId: string,
  { user }: Session,
  now: string,
): Row {
  return store.insert("ProcessInstanceWorkitem", {
    ProcessInstanceId: instanceId,
    OriginalActorId: actorId,
    ActorId: actorId,
    CreatedDate: now,
    CreatedById: user.Id,
  });
}

/** A record goes to the approver named, else to the submitter's manager. */
function submit(org: Org, c: Context<Env>, { contextId, nextApproverIds }: Record<string, unknown>): Result {
  const { store } = org;
  const { session } = c.env.call;
  const id = readId(String(contextId)) ?? "";
  const object = objectOfId(id);
  const row = object && store.read(object.name, id);
  if (!object || !row || !sharingOf(org, session).sees(object.name, row)) throw noSuchRecord();
  const process = store.matching("ProcessDefinition", "TableEnumOrId", object.name)[0];
  if (!process) throw badRequest("NO_APPLICABLE_PROCESS", "No applicable approval process was found.");
  // One process at a time for one record, whichever process it is.
  const isPending = store
    .matching("ProcessInstance", "TargetObjectId", id)
    .some(({ Status }) => Status === "Pending");
  if (isPending) throw badRequest("ALREADY_IN_PROCESS", "This object is already in an approval process");
  const [named] = Array.isArray(nextApproverIds) ? nextApproverIds : [];
  const approver = typeof named === "string" ? readId(named) : session.user.ManagerId;
  if (typeof approver !== "string") throw badRequest("MANAGER_NOT_DEFINED", "Manager undefined.");
  const now = momentOf(org.now());
  const instance = store.insert("ProcessInstance", {
    ProcessDefinitionId: process.Id,
    TargetObjectId: id,
    Status: "Pending",
    SubmittedById: session.user.Id,
    CreatedDate: now,
    CreatedById: session.user.Id,
  });
  const item = addWorkitem(org, instance.Id, approver, session, now);
  return resultOf(instance, "Pending", item, approver);
}
