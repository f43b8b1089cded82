import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { capped } from "./cap.ts";

const items = (count: number, characters: number) =>
  Array.from({ length: count }, (_, id) => ({ id, text: "x".repeat(characters) }));
const answerOf = (structuredContent: unknown) => ({
  result: { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent },
});

test("an answer within the limit passes as it is", () => {
  const answer = answerOf({ items: items(10, 100), returned: 10, has_more: false });
  expect(capped(answer)).toBe(answer);
});

test("a long list keeps whole items, says there is more, and drops the cursor that would skip some", () => {
  const all = items(300, 1_000);
  const { result } = capped(answerOf({ items: all, returned: 300, has_more: true, next_cursor: "beyond" }));
  const shown = result.structuredContent as { items: unknown[]; returned: number; has_more: boolean };
  expect(JSON.stringify(shown).length).toBeLessThanOrEqual(LIMITS.resultCharacters);
  expect(shown.items).toEqual(all.slice(0, shown.returned));
  expect(shown.returned).toBeGreaterThan(80);
  expect(shown).toMatchObject({ has_more: true });
  expect(shown).not.toHaveProperty("next_cursor");
});

test("several texts are cut between texts", () => {
  const content = Array.from({ length: 20 }, () => ({ type: "text", text: "y".repeat(9_000) }));
  const shown = capped({ result: { content } }).result.content as { text: string }[];
  expect(shown.length).toBeLessThan(20);
  expect(shown.slice(0, -1).every(({ text }) => text.length === 9_000)).toBe(true);
  expect(shown.at(-1)?.text).toContain("left out");
});

test("what has no items to leave out is refused, not cut", () => {
  expect(() => capped(answerOf({ text: "z".repeat(150_000) }))).toThrow(ToolError);
  expect(() => capped(answerOf({ items: items(1, 150_000) }))).toThrow(ToolError);
});
