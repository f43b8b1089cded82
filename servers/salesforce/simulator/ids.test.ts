import { expect, test } from "vitest";
import { makeId, readId } from "./ids.ts";

test("A 15 character id gets the check characters that Salesforce gives it", () => {
  expect(readId("0057e00000RtpbzA")).toBeUndefined();
  expect(readId("0057e00000Rtpbz")).toBe("0057e00000RtpbzAAB");
  expect(readId("701E0000000JuFH")).toBe("701E0000000JuFHIA0");
});

test("An 18 character id counts only with the right check characters", () => {
  expect(readId("0057e00000RtpbzAAB")).toBe("0057e00000RtpbzAAB");
  expect(readId("0057e00000RtpbzAAA")).toBeUndefined();
});

test("Made ids are valid, all different, and keep their prefix", () => {
  const ids = Array.from({ length: 200 }, (_, index) => makeId("006", index + 1));
  expect(new Set(ids).size).toBe(200);
  for (const id of ids) expect(readId(id)).toBe(id);
  expect(ids[0]).toMatch(/^006Kb/);
});
