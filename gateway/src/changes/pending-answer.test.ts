import { expect, test } from "vitest";
import { rights, tool } from "../steps/exchange-for-tests.ts";
import type { ChangeRequest } from "./change-request.ts";
import { pendingAnswer, settledAnswer, withRequest } from "./pending-answer.ts";

const request = {
  id: "one",
  state: "pending",
  needs: "approval",
  approvalsNeeded: 1,
  expiresAt: new Date("2026-01-02T10:00:00Z"),
  amount: 5,
  currency: "USD",
  content: { summary: "Pay", before: { pay: 1, n: 1 }, after: { pay: 2, n: 2 }, arguments: {}, checks: [] },
} as unknown as ChangeRequest;
const about = {
  tool: tool({ name: "s_pay", labels: { input: {}, output: { pay: "pay" } } }),
  systemTitle: "S",
  rights: rights(),
  publicUrl: "https://gate.example",
  approverTitles: ["Bosses", "Owners"],
  told: "by_channel",
  contact: "it@halden.example",
} as const;
const text = (more: Partial<ChangeRequest>, told: "by_channel" | "not_yet" | "nobody" = "by_channel") => {
  const [said] = pendingAnswer({ ...request, ...more }, { ...about, told }).result.content as {
    text: string;
  }[];
  return said?.text ?? "";
};

test("what waits is said to wait: who must approve, where, until when, and what happens then", () => {
  expect(text({})).toMatch(
    /^Nothing was changed yet\. Pay\. Another person \(Bosses or Owners\) must approve it at https:\/\/gate\.example\/approvals\/one before 2026-01-02 10:00 UTC/,
  );
  expect(text({ approvalsNeeded: 2 })).toContain("2 people");
  expect(text({ state: "approved" })).toContain("was approved and is being carried out");
  expect(text({ needs: "confirmation" })).toContain("gatehouse_confirm with id one");
});

test("that approvers are told is said only where they are", () => {
  expect(text({})).toContain("they are being told");
  expect(text({}, "not_yet")).toMatch(/nobody tells them.*pass the link on/);
  expect(text({}, "nobody")).toMatch(/nobody holds that role now, so ask it@halden\.example/);
  for (const told of ["not_yet", "nobody"] as const) expect(text({}, told)).not.toContain("being told");
});

test.each(["read_back_undone", "told_undone"] as const)(
  "what was found not to have happened (%s) is not answered as unknown any more",
  (why) => {
    const result = { isError: true, content: [{ type: "text", text: "it may or may not have happened" }] };
    expect(() => settledAnswer({ ...request, state: "failed", why, result })).toThrow(
      expect.objectContaining({ code: "conflict", message: expect.stringContaining("did not happen") }),
    );
  },
);

test("it is no failure, and shows what its requester may see", () => {
  const { result } = pendingAnswer(request, about);
  expect(result).not.toHaveProperty("isError");
  expect(result.structuredContent).toEqual({
    gatehouse_request: {
      id: "one",
      state: "pending",
      tool: "s_pay",
      summary: "Pay",
      before: { n: 1 },
      after: { n: 2 },
      checks: [],
      amount: { value: 5, currency: "USD" },
      link: "https://gate.example/approvals/one",
      expires_at: "2026-01-02T10:00:00.000Z",
      withheld: ["pay"],
    },
  });
});

test("what is done is answered as it was, and where its answer was lost in our words", () => {
  const result = { structuredContent: { id: 1 } };
  expect(settledAnswer({ ...request, state: "done", result })).toEqual({ result });
  for (const lost of [undefined, { isError: true }])
    expect(settledAnswer({ ...request, state: "done", result: lost }).result).toMatchObject({
      structuredContent: { gatehouse_request: { id: "one", state: "done" } },
    });
});

test.each<[ChangeRequest["state"], string]>([
  ["unknown", "outcome_unknown"],
  ["rejected", "conflict"],
  ["withdrawn", "conflict"],
  ["expired", "conflict"],
  ["failed", "conflict"],
])("a request that is %s and has no answer refuses with its reference", (state, code) => {
  expect(() => settledAnswer({ ...request, state, result: undefined })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining("one") }),
  );
});

test("a write's output is either its own or a request; so nothing in it is required any more", () => {
  const schema = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
  const told = withRequest(schema);
  expect(told).not.toHaveProperty("required");
  expect(Object.keys(told.properties as object)).toEqual(["id", "gatehouse_request"]);
  expect(schema.required).toEqual(["id"]);
});
