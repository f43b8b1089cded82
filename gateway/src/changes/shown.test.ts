import { expect, test } from "vitest";
import { tool } from "../steps/exchange-for-tests.ts";
import type { ChangeRequest } from "./change-request.ts";
import { shownTo } from "./shown.ts";

test("what was found in place of the state that was shown is withheld by the same labels", () => {
  const known = tool({ labels: { input: { phone: "personal" }, output: {} } });
  const content = { arguments: {}, before: { phone: "1", title: "a" }, after: { title: "b" } };
  const request = { content, found: { state: { phone: "2", title: "c" } } } as unknown as ChangeRequest;
  expect(shownTo(request, known, new Set())).toMatchObject({
    before: { title: "a" },
    found: { state: { title: "c" } },
    withheld: ["phone"],
  });
  expect(shownTo(request, known, new Set(["personal"])).found).toEqual(request.found);
});
