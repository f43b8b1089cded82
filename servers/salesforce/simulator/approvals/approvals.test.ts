import { afterEach, expect, test } from "vitest";
import { AMARA, createTestOrg, DANIEL } from "../test-org.ts";

const { simulator, get, write, query } = await createTestOrg();
const { planted } = simulator;
const [own = "", second = "", managers = ""] = planted.workItems;

afterEach(() => simulator.reset());

type Result = {
  success: boolean;
  instanceStatus: string | null;
  newWorkitemIds: string[] | null;
  errors: { statusCode: string }[] | null;
};
const act = async (requests: unknown[], name?: string) =>
  (await write("POST", "/process/approvals", { requests }, name)).body as unknown as Result[];

test("The processes are listed by object", async () => {
  const { body } = await get("/process/approvals");
  expect(body.approvals).toMatchObject({
    Opportunity: [
      { id: expect.stringMatching(/^04a/), name: "Discount Approval", object: "Opportunity", sortOrder: 1 },
    ],
    Account: [{ name: "Credit Approval" }],
  });
});

test("Somebody's pending approvals are work items with what they are about", async () => {
  const { body } = await query(
    `SELECT Id, ProcessInstance.TargetObject.Name, ProcessInstance.TargetObject.Type, ProcessInstance.Status, ProcessInstance.SubmittedById FROM ProcessInstanceWorkitem WHERE ActorId = '${planted.daniel.userId}' ORDER BY Id`,
  );
  expect(body.records.map(({ Id }) => Id)).toEqual([own, second]);
  expect(body.records[0]).toMatchObject({
    ProcessInstance: {
      TargetObject: { Type: "Opportunity" },
      Status: "Pending",
      SubmittedById: planted.daniel.userId,
    },
  });
});

test("An approval ends the item and unlocks the record", async () => {
  const [result] = await act([{ actionType: "Approve", contextId: second, comments: "Within policy" }]);
  expect(result).toMatchObject({
    actorIds: null,
    entityId: expect.stringMatching(/^006/),
    errors: null,
    instanceId: expect.stringMatching(/^04g/),
    instanceStatus: "Approved",
    newWorkitemIds: [],
    success: true,
  });
  expect((await query(`SELECT Id FROM ProcessInstanceWorkitem WHERE Id = '${second}'`)).body.totalSize).toBe(
    0,
  );
});

test("An approval may pass the record on, still pending", async () => {
  const nextApproverIds = [planted.daniel.userId];
  const [result] = await act([{ actionType: "Approve", contextId: second, nextApproverIds }]);
  expect(result).toMatchObject({
    instanceStatus: "Pending",
    newWorkitemIds: [expect.stringMatching(/^04i/)],
  });
});

test("Several requests succeed and fail alone", async () => {
  const results = await act([
    { actionType: "Reject", contextId: second },
    { actionType: "Approve", contextId: second },
    { actionType: "Approve", contextId: managers },
  ]);
  expect(results.map(({ success, errors }) => [success, errors?.[0]?.statusCode])).toEqual([
    [true, undefined],
    [false, "INVALID_CROSS_REFERENCE_KEY"],
    [false, "INSUFFICIENT_ACCESS_OR_READONLY"],
  ]);
});

test("A member of the queue may decide what waits for it", async () => {
  const [queued = ""] = planted.queueApprovals;
  expect(await act([{ actionType: "Approve", contextId: queued }], DANIEL)).toMatchObject([
    { success: false },
  ]);
  expect(await act([{ actionType: "Approve", contextId: queued }], AMARA)).toMatchObject([{ success: true }]);
});

test("Submitting locks a record and is done once", async () => {
  const submit = { actionType: "Submit", contextId: planted.daniel.opportunityId, comments: "Please" };
  expect(await act([submit])).toMatchObject([{ success: true, instanceStatus: "Pending" }]);
  expect(await act([submit])).toMatchObject([
    { success: false, errors: [{ statusCode: "ALREADY_IN_PROCESS" }] },
  ]);
  const { errors } = await write("PATCH", `/sobjects/Opportunity/${planted.daniel.opportunityId}`, {
    NextStep: "a",
  });
  expect(errors[0]?.errorCode).toBe("ENTITY_IS_LOCKED");
});
