import { ToolError } from "@gatehouse/tool";
import type { Answer } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { isObject } from "../protocol/message.ts";

/**
 * Keeps a result below what clients cut at, by whole items and never inside one. Our own servers already stay below and
 * give a cursor; this is for those that do not. Throws `invalid_input` where there are no items to leave out.
 */
export function capped(answer: Answer): Answer {
  const { raw, result } = answer;
  if (raw !== undefined && raw.length <= LIMITS.resultCharacters) return answer;
  const { structuredContent, content } = result;
  const size = Math.max(
    structuredContent === undefined ? 0 : lengthOf(structuredContent),
    textLength(content),
  );
  if (size <= LIMITS.resultCharacters) return answer;
  if (isObject(structuredContent) && Array.isArray(structuredContent.items))
    return cutItems(answer, structuredContent, structuredContent.items);
  if (structuredContent === undefined && Array.isArray(content) && content.length > 1)
    return cutContent(answer, content);
  throw new ToolError("invalid_input", "The answer is too long to return; nothing was cut.", {
    next: "Ask for less: narrow the filters.",
  });
}

function cutItems({ result }: Answer, structured: Record<string, unknown>, items: unknown[]): Answer {
  const { next_cursor: _beyond, ...rest } = structured;
  const room = LIMITS.resultCharacters - lengthOf({ ...rest, items: [] }) - NOTE_CHARACTERS;
  const kept = fitting(items, room);
  const shown = { ...rest, items: items.slice(0, kept), returned: kept, has_more: true };
  const note = { type: "text", text: cutNote(kept, items.length) };
  return {
    result: {
      ...result,
      content: [note, { type: "text", text: JSON.stringify(shown) }],
      structuredContent: shown,
    },
  };
}

function cutContent({ result }: Answer, content: unknown[]): Answer {
  const kept = fitting(content, LIMITS.resultCharacters - NOTE_CHARACTERS);
  return {
    result: {
      ...result,
      content: [...content.slice(0, kept), { type: "text", text: cutNote(kept, content.length) }],
    },
  };
}

function fitting(items: readonly unknown[], room: number): number {
  let left = room;
  let kept = 0;
  for (const item of items) {
    left -= lengthOf(item) + 1;
    if (left < 0) break;
    kept += 1;
  }
  if (kept > 0) return kept;
  throw new ToolError(
    "invalid_input",
    "A single item of the answer is too long to return; nothing was cut.",
    { next: "Ask for less detail." },
  );
}

const NOTE_CHARACTERS = 300;
const cutNote = (kept: number, all: number) =>
  `The first ${kept} of ${all} items; the rest was left out because the answer was too long. Ask again with narrower filters or limit ${kept}.`;

const lengthOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0;
const textLength = (content: unknown): number =>
  Array.isArray(content)
    ? content.reduce(
        (sum, item) => sum + (isObject(item) && typeof item.text === "string" ? item.text.length : 0),
        0,
      )
    : 0;
