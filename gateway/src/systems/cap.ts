import { structuredText, ToolError } from "@gatehouse/tool";
import type { Answer } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { isObject } from "../protocol/message.ts";

/**
 * Keeps a tool's result below what clients cut at, by whole items and never inside one. Our own servers already stay below
 * and give a cursor; this is for those that do not. Throws `invalid_input` where there are no items to leave out.
 */
export function capped(answer: Answer): Answer {
  if (cameShort(answer)) return answer;
  const { structuredContent, content } = answer.result;
  const beside = contentLength(content);
  const structured = structuredContent === undefined ? 0 : lengthOf(structuredContent);
  if (structured + beside <= LIMITS.resultCharacters) return answer;
  // What we write anew travels twice: as structure, and as text for clients that read only that.
  const isShort = 2 * structured + NOTE_CHARACTERS <= LIMITS.resultCharacters;
  if (structuredContent === undefined && Array.isArray(content) && content.length > 1)
    return cutContent(answer, content);
  if (isObject(structuredContent) && isShort) return withoutContent(answer, structuredContent);
  if (isObject(structuredContent) && Array.isArray(structuredContent.items))
    return cutItems(answer, structuredContent, structuredContent.items);
  throw tooLong();
}

/** For what a system answers that is no tool's result, such as a resource: whole or not at all. Throws `invalid_input`. */
export function requireShort(answer: Answer): void {
  if (!cameShort(answer) && lengthOf(answer.result) > LIMITS.resultCharacters) throw tooLong();
}

/** What came in few bytes has few characters, and need not be measured again. */
const cameShort = ({ bytes }: Answer): boolean => bytes !== undefined && bytes <= LIMITS.resultCharacters;

const tooLong = () =>
  new ToolError("invalid_input", "The answer is too long to return; nothing was cut.", {
    next: "Ask for less: narrow the filters.",
  });

function cutItems({ result, bytes }: Answer, structured: Record<string, unknown>, items: unknown[]): Answer {
  const { next_cursor: _beyond, ...rest } = structured;
  const room = (LIMITS.resultCharacters - NOTE_CHARACTERS) / 2 - lengthOf({ ...rest, items: [] });
  const kept = fitting(items, room);
  const shown = { ...rest, items: items.slice(0, kept), returned: kept, has_more: true };
  const content = [textOf(cutNote(kept, items.length)), textOf(structuredText(shown))];
  return { result: { ...result, content, structuredContent: shown }, bytes };
}

/** The structure is the answer; what else came with it is too much. */
function withoutContent({ result, bytes }: Answer, structured: Record<string, unknown>): Answer {
  const content = [textOf(CONTENT_NOTE), textOf(structuredText(structured))];
  return { result: { ...result, content }, bytes };
}

function cutContent({ result, bytes }: Answer, content: unknown[]): Answer {
  const kept = fitting(content, LIMITS.resultCharacters - NOTE_CHARACTERS);
  const note = textOf(cutNote(kept, content.length));
  return { result: { ...result, content: [...content.slice(0, kept), note] }, bytes };
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
const CONTENT_NOTE = "The data follows; what came beside it was left out because it was too long.";

const textOf = (text: string) => ({ type: "text", text });
const lengthOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0;

/** Images, audio and embedded resources count as they travel; a text as long as it reads, without its escapes. */
function contentLength(content: unknown): number {
  if (!Array.isArray(content)) return 0;
  return content.reduce<number>((sum, item) => {
    if (!isObject(item) || typeof item.text !== "string") return sum + lengthOf(item);
    return sum + item.text.length + lengthOf({ ...item, text: "" });
  }, 0);
}
