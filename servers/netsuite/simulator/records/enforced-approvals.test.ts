import { expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, write, query } = await createTestAccount(["approver"]);
const { planted } = simulator;
const refusal = ({ status, body }: Awaited<ReturnType<typeof write>>) => [
  status,
  body["o:errorDetails"]?.[0]?.["o:errorCode"],
];

test("Where the account enforces approvals, only the next approver approves, and up to their own limit", async () => {
  const approve = (id: string) => write("PATCH", `/purchaseOrder/${id}`, { approvalStatus: { id: "2" } });
  const [over = "", ...others] = planted.pendingOrders;
  const foreign = others.at(-1) ?? "";
  simulator.switches.enforcesApprovals = true;
  for (const id of [over, foreign])
    expect(refusal(await approve(id))).toEqual([403, "INSUFFICIENT_PERMISSION"]);
  const [entry] = (
    await query("SELECT id FROM timebill WHERE approvalstatus = '2' AND nextapprover <> 103 ORDER BY id")
  ).body.items;
  expect(refusal(await write("POST", `/timeBill/${entry?.id}/@approve`))).toEqual([
    403,
    "INSUFFICIENT_PERMISSION",
  ]);
  expect(simulator.snapshot()).toEqual({});
  expect((await approve(others[0] ?? "")).status).toBe(204);
  simulator.switches.enforcesApprovals = false;
  expect([(await approve(over)).status, (await approve(foreign)).status]).toEqual([204, 204]);
});
