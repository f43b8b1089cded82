import { expect, test } from "vitest";
import { FULL, legsFor, QUICK } from "./measure.ts";

const callersOf = (legs: ReturnType<typeof legsFor>) =>
  Object.fromEntries(legs.map(({ workload, callers }) => [workload, callers]));

test("a full run asks for a call, 50 KB and the list with 1, 16 and 64 callers each", () => {
  expect(callersOf(legsFor(FULL, true))).toEqual({
    call: [1, 16, 64],
    rows50k: [1, 16, 64],
    withheld50k: [1, 16, 64],
    list: [1, 16, 64],
    churn: [8],
    netsuite: [16, 64],
    write: [1, 16],
    approval: [1, 16],
  });
});

test("a quick run leaves the long answers at 16 callers, where they are judged", () => {
  expect(callersOf(legsFor(QUICK, false))).toEqual({
    call: [1, 16, 64],
    rows50k: [16],
    withheld50k: [16],
    list: [16],
    churn: [8],
    write: [1, 16],
    approval: [1, 16],
  });
});

test.each([FULL, QUICK])("calls come first and end with 64 callers, after which memory is read", (pace) => {
  expect(legsFor(pace, true)[0]).toMatchObject({ workload: "call", callers: [1, 16, 64] });
});
