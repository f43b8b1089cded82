import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { tool } from "../steps/exchange-for-tests.ts";
import { promiseChecks, requirePromised } from "./promised.ts";

const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { items: { type: "array", uniqueItems: true, items: { type: "string", pattern: "^(a+)+$" } } },
  required: ["items"],
};
const checked = (
  structuredContent: unknown,
  more: object = {},
  outputSchema: typeof schema | undefined = schema,
) =>
  requirePromised(
    { ...tool(), promised: promiseChecks()(outputSchema) },
    { result: { content: [], structuredContent, ...more } },
  );

test.each([[undefined], [null], [[]], ["text"], [{}], [{ items: "a" }], [{ items: [1] }]])(
  "an answer that is not as promised is refused: %j",
  (structure) => {
    const refusal = () => checked(structure);
    expect(refusal).toThrow(ToolError);
    expect(refusal).toThrow(/does not have the form/);
  },
);

test("what stood there is said to nobody, not even to the log", () => {
  try {
    checked({ items: [{ pay: 90_000 }] });
    expect.fail("it was let through");
  } catch (error) {
    expect(String((error as Error).cause)).toMatch(/\/items\/0 breaks type/);
    expect(String((error as Error).cause)).not.toContain("90");
  }
});

test("an answer as promised passes, with whatever stands beside it, and so does one that promised nothing", () => {
  checked({ items: ["a"], more: 1 });
  requirePromised({ ...tool(), promised: promiseChecks()(undefined) }, { result: { content: [] } });
});

test("failures and questions promise nothing", () => {
  checked(undefined, { isError: true });
  checked(undefined, { resultType: "input_required" });
});

test("rules that a text could make slow are not run", () => {
  const startedAt = performance.now();
  checked({ items: [`${"a".repeat(40)}!`, ...Array.from({ length: 100_000 }, (_, index) => String(index))] });
  expect(performance.now() - startedAt).toBeLessThan(500);
});
