import { type Label, withholder, withholdState } from "@gatehouse/tool";
import { isObject } from "../protocol/message.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import type { ChangeRequest, Found } from "./change-request.ts";

/** A request as somebody with these labels may see it. */
export type Shown = {
  arguments: Record<string, unknown>;
  before: unknown;
  after: unknown;
  /** What the tool answered, if it has; only its structure, since labels say nothing of free text. */
  result: Record<string, unknown> | undefined;
  /** Of one that failed as stale: what was there in place of `before`. */
  found: Found | undefined;
  /** Names of fields that were taken out of any of them. */
  withheld: readonly string[];
};

/** Takes out of a request what its viewer's roles do not see. Of a tool that is known no more nothing is shown but the summary. */
export function shownTo(
  { content, result, found }: Pick<ChangeRequest, "content" | "result" | "found">,
  tool: KnownTool | undefined,
  sees: ReadonlySet<Label>,
): Shown {
  if (tool === undefined)
    return {
      arguments: {},
      before: null,
      after: null,
      result: undefined,
      found: undefined,
      withheld: ["everything"],
    };
  const { labels } = tool.entry;
  const hide = withholdState(labels, sees);
  const [given, before, after, now] = [content.arguments, content.before, content.after, found?.state].map(
    (state) => hide(state),
  );
  const structured = isObject(result) ? result.structuredContent : undefined;
  const copy = isObject(structured) ? structuredClone(structured) : undefined;
  const gone = copy === undefined ? [] : (withholder(labels.output, sees)?.(copy) ?? []);
  const withheld = [given, before, after, now].flatMap((state) => state?.withheld ?? []);
  return {
    arguments: given?.state as Record<string, unknown>,
    before: before?.state,
    after: after?.state,
    result: copy,
    found: found && { state: now?.state },
    withheld: [...new Set([...withheld, ...gone.map(({ field }) => field)])],
  };
}
