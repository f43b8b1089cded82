import { expect, test } from "vitest";
import type { Dependencies } from "./dependencies.ts";
import { pipeline } from "./pipeline.ts";

test("a request meets the steps in this order, and ends recorded before it is answered", () => {
  const { work, ending } = pipeline({ hosts: new Set() } as unknown as Dependencies);
  expect(work.map(({ name }) => name)).toEqual([
    "nameRequest",
    "openAudit",
    "checkOrigin",
    "limitBody",
    "authenticate",
    "countRequest",
    "readCall",
    "limitRate",
    "authorize",
    "requireApproval",
    "answerHere",
    "forward",
    "mask",
    "tellChange",
    "showCard",
  ]);
  expect(ending.map(({ name }) => name)).toEqual(["closeAudit", "reply"]);
});
