import { expect, test } from "vitest";
import { authorityFor, type Case, isEnough } from "./authority.ts";

const asked: Case = {
  request: { person: "amara", state: "pending", needs: "approval" },
  rule: { approvers: ["approver", "finance"], above: 0, count: 1 },
  viewer: { id: "ingrid", roles: ["approver"] },
  delegated: [],
  decisions: [],
  humanOf: (account) => account.replace(/ elsewhere$/, ""),
};
const lent = (from: string) => ({ from, fromRoles: ["approver"] });
const said = (decision: string, authority: string, isOpener = false, approver = authority) => ({
  decision,
  approver,
  authority,
  isOpener,
});
const stranger = { id: "tomas", roles: ["asker"] };

test.each<[string, Partial<Case>, object]>([
  ["whoever holds the role decides by it", {}, { authority: "ingrid", role: "approver" }],
  [
    "whoever was lent it decides in the lender's place",
    { viewer: stranger, delegated: [lent("ingrid")] },
    { authority: "ingrid", role: "approver" },
  ],
  [
    "an own role comes before a lent one",
    { delegated: [lent("priya")] },
    { authority: "ingrid", role: "approver" },
  ],
  [
    "whose own was used by another decides by a lent one",
    { decisions: [{ approver: "tomas", authority: "ingrid" }], delegated: [lent("priya")] },
    { authority: "priya", role: "approver" },
  ],
])("%s", (_, more, expected) => {
  expect(authorityFor({ ...asked, ...more })).toEqual(expected);
});

test.each<[string, Partial<Case>, RegExp]>([
  ["the requester", { viewer: { id: "amara", roles: ["approver"] } }, /yourself/],
  [
    "the requester with what they were lent",
    { viewer: { id: "amara", roles: [] }, delegated: [lent("ingrid")] },
    /yourself/,
  ],
  ["whom the requester lent theirs", { viewer: stranger, delegated: [lent("amara")] }, /none of the roles/],
  ["whoever holds no role", { viewer: stranger }, /none of the roles/],
  [
    "whom nobody with the role lent theirs",
    { viewer: stranger, delegated: [{ from: "x", fromRoles: ["asker"] }] },
    /none/,
  ],
  ["whoever decided already", { decisions: [{ approver: "ingrid", authority: "ingrid" }] }, /already/],
  [
    "whoever decided already in another's place",
    { decisions: [{ approver: "ingrid", authority: "priya" }] },
    /already/,
  ],
  [
    "whose authority was used in their place",
    { decisions: [{ approver: "tomas", authority: "ingrid" }] },
    /your place/,
  ],
  ["anybody where no rule is", { rule: undefined }, /No rule/],
  [
    "the requester's account at another identity provider",
    { viewer: { id: "amara elsewhere", roles: ["approver"] } },
    /yourself/,
  ],
  [
    "whoever decided already by another account of theirs",
    { viewer: { id: "ingrid elsewhere", roles: ["approver"] }, decisions: [said("approve", "ingrid")] },
    /already/,
  ],
  [
    "whom the requester lent theirs by another account",
    { viewer: stranger, delegated: [lent("amara elsewhere")] },
    /none of the roles/,
  ],
  [
    "who lent theirs to their own other account",
    { viewer: { id: "ingrid elsewhere", roles: [] }, delegated: [lent("ingrid")] },
    /none of the roles/,
  ],
  [
    "anybody where nothing has to be approved",
    { request: { ...asked.request, needs: "confirmation" } },
    /nobody's/,
  ],
])("%s does not decide, and reads why", (_, more, why) => {
  expect(authorityFor({ ...asked, ...more })).toEqual({ whyNot: expect.stringMatching(why) });
});

test.each([
  ["nobody has approved", [], 0, false],
  ["one has, and one is needed", [said("approve", "a")], 1, true],
  ["one has, and two are needed", [said("approve", "a")], 2, false],
  ["two have", [said("approve", "a"), said("approve", "b")], 2, true],
  ["two have by one authority", [said("approve", "a"), said("approve", "a")], 2, false],
  ["two accounts of one human have", [said("approve", "a"), said("approve", "a elsewhere")], 2, false],
  [
    "one human has, once in another's place",
    [said("approve", "a"), said("approve", "b", false, "a elsewhere")],
    2,
    false,
  ],
  ["only who opened the phase has", [said("approve", "a", true)], 1, false],
  ["two who opened it have", [said("approve", "a", true), said("approve", "b", true)], 2, false],
  ["who opened it and another have", [said("approve", "a", true), said("approve", "b")], 2, true],
  ["one said no", [said("approve", "a"), said("approve", "b"), said("reject", "c")], 2, false],
  ["the glass was broken", [said("break_glass", "a")], 2, true],
  ["only who opened the phase broke the glass", [said("break_glass", "a", true)], 1, false],
  ["the glass was broken after a no", [said("reject", "a"), said("break_glass", "b")], 1, false],
])("where %s, that suffices or not", (_, decisions, needed, expected) => {
  expect(isEnough(decisions, needed, asked.humanOf)).toBe(expected);
});
