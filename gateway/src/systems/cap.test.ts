import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { capped, requireShort } from "./cap.ts";

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
  expect(JSON.stringify(result).length).toBeLessThanOrEqual(1.2 * LIMITS.resultCharacters);
  expect(2 * JSON.stringify(shown).length).toBeLessThanOrEqual(LIMITS.resultCharacters);
  expect(shown.items).toEqual(all.slice(0, shown.returned));
  expect(shown.returned).toBeGreaterThan(40);
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

test.each([
  ["an image", { type: "image", mimeType: "image/png", data: "A".repeat(90_000) }],
  ["audio", { type: "audio", mimeType: "audio/wav", data: "A".repeat(90_000) }],
  ["a resource", { type: "resource", resource: { uri: "r:1", blob: "A".repeat(90_000) } }],
  ["a text's annotations", { type: "text", text: "", _meta: { more: "A".repeat(90_000) } }],
])("%s counts whole", (_, item) => {
  const shown = capped({ result: { content: [item, item] } }).result.content as unknown[];
  expect(shown).toHaveLength(2);
  expect(shown[0]).toBe(item);
  expect(JSON.stringify(shown[1])).toContain("left out");
});

test("too much beside a short structure leaves the structure", () => {
  const answer = answerOf({ items: items(2, 10), returned: 2, has_more: false });
  answer.result.content.push({ type: "image", data: "A".repeat(150_000) } as never);
  const { result } = capped(answer);
  expect(result.structuredContent).toBe(answer.result.structuredContent);
  expect(JSON.stringify(result).length).toBeLessThan(1_000);
});

test("what came in few bytes is not measured", () => {
  const unreadable = { result: { structuredContent: { toJSON: () => expect.unreachable() } }, bytes: 100 };
  expect(capped(unreadable)).toBe(unreadable);
});

test("a result that changes drops its text, and keeps how much came", () => {
  const long = { ...answerOf({ items: items(300, 1_000) }), serialised: "{}", bytes: 700_000 };
  const cut = capped(long);
  expect(cut).not.toHaveProperty("serialised");
  expect(cut.bytes).toBe(700_000);
});

test("what is no tool's result is refused where it is too long, and not cut", () => {
  const contents = [{ uri: "r:1", text: "x".repeat(150_000) }];
  expect(() => requireShort({ result: { contents } })).toThrow(
    expect.objectContaining({ code: "invalid_input" }),
  );
  expect(() => requireShort({ result: { contents: [] } })).not.toThrow();
});
