import { isDeepStrictEqual } from "node:util";
import {
  type Call,
  type Caller,
  type Change,
  type Page,
  type PageOf,
  type Step,
  type Tool,
  ToolError,
} from "@gatehouse/tool";
import type { z } from "zod";
import type { Cursors } from "./cursor.ts";
import { LIMITS } from "./limits.ts";

/** One tool and what it runs on. `change` comes with a commit or an undo: the preview it follows. */
export type Run<Api> = {
  tool: Tool<Api>;
  arguments: unknown;
  step: Step | undefined;
  change: Pick<Change<unknown>, "before" | "after"> | undefined;
  caller: Caller;
  api: Api;
  cursors: Cursors;
  signal: AbortSignal;
  /** Applied to a read's answer before its size is measured: showing what was invisible makes texts longer. */
  tidy?: (output: Record<string, unknown>) => Record<string, unknown>;
};

/**
 * Runs one tool as the step asks and returns what the caller gets as `structuredContent`: the declared output, or for
 * `preview` the change. Throws ToolError for known failures, and for every failure of a write that had begun.
 */
export async function runTool<Api>(run: Run<Api>): Promise<Record<string, unknown>> {
  const { tool, step } = run;
  const input = parseInput(tool, run.arguments);
  const { page, next } = pageFor(run, input);
  const call = { api: run.api, input, caller: run.caller, page, signal: run.signal };
  if (tool.risk === "read") {
    if (step !== undefined)
      throw new ToolError("invalid_input", `${tool.title} changes nothing, so it has no ${step}.`);
    const output: Record<string, unknown> = tool.output.parse(await tool.handler(call));
    return capped(run.tidy?.(output) ?? output, next);
  }
  switch (step) {
    case "preview":
      return { ...(await tool.preview(call)) };
    case "commit":
      await refuseUnlessUnchanged(tool, call, run.change);
      return begun(run, async () => tool.output.parse(await tool.handler(call)));
    case "undo":
      return begun(run, () => undo(tool, call, run.change));
    case undefined:
      throw new ToolError(
        "not_allowed",
        `${tool.title} changes data and was not asked for by the gateway; nothing was changed.`,
      );
  }
}

function parseInput<Api>(tool: Tool<Api>, given: unknown): Record<string, unknown> {
  const schema: z.ZodObject = tool.input;
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.slice(0, 5).map((issue) => {
    const where = issue.path.join(".");
    return where ? `${where}: ${issue.message}` : issue.message;
  });
  throw new ToolError(
    "invalid_input",
    `The arguments do not fit ${tool.name}: ${said.join("; ")}. Nothing was done.`,
  );
}

/** The stale check: a commit goes ahead only if what would be changed is still what the preview showed. */
async function refuseUnlessUnchanged<Api>(
  tool: Tool<Api>,
  call: Call<Api, Record<string, unknown>>,
  change: Run<Api>["change"],
) {
  if (change === undefined || tool.risk === "read")
    throw new ToolError("invalid_input", "A commit needs the preview it follows; nothing was changed.");
  const now = await tool.preview(call);
  const blocked = now.checks.filter(({ outcome }) => outcome === "block");
  if (blocked.length > 0)
    throw new ToolError(
      "conflict",
      `Nothing was changed: ${blocked.map(({ message }) => message).join(" ")}`,
    );
  if (!isDeepStrictEqual(plain(now.before), plain(change.before)))
    throw new ToolError("conflict", "The record has changed since the preview; nothing was changed.", {
      next: "Preview again.",
    });
}

async function undo<Api>(
  tool: Tool<Api>,
  call: Call<Api, Record<string, unknown>>,
  change: Run<Api>["change"],
) {
  if (tool.risk !== "reversible") throw new ToolError("not_allowed", `${tool.title} cannot be undone.`);
  if (change === undefined)
    throw new ToolError("invalid_input", "An undo needs the change it takes back; nothing was changed.");
  await tool.undo({ ...call, before: change.before, after: change.after });
  return { undone: true };
}

/**
 * Does the part of a call in which a write may have happened. An error there that nobody foresaw, such as an answer that
 * is not as declared, says nothing about that: the outcome is unknown.
 */
export async function begun<T>(
  { tool, step }: Pick<Run<never>, "step"> & { tool: Named },
  work: () => T,
): Promise<Awaited<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError || (step !== "commit" && step !== "undo")) throw error;
    throw new ToolError(
      "outcome_unknown",
      `${tool.title} was begun and failed on the way: it may have happened or not.`,
      {
        cause: error,
      },
    );
  }
}

type Named = { title: string };

/** As it looks after a trip through JSON: what the gateway sends back can be compared only in that form. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

type Next = (offsetFromHere: number) => string;

function pageFor<Api>(
  { tool, caller, cursors }: Run<Api>,
  input: Record<string, unknown>,
): { page: Page; next: Next } {
  const scope = { caller: caller.id, tool: tool.name, input };
  const offset = typeof input.cursor === "string" ? cursors.open(scope, input.cursor) : 0;
  const next: Next = (count) => cursors.seal(scope, offset + count);
  const of = <Item>(
    items: Item[],
    { hasMore, total }: { hasMore: boolean; total?: number | undefined },
  ): PageOf<Item> => ({
    items,
    returned: items.length,
    has_more: hasMore,
    ...(hasMore && { next_cursor: next(items.length) }),
    ...(total !== undefined && { total }),
  });
  return { page: { offset, of }, next };
}

/** Drops whole items from the end of a list until it fits, and points the cursor at the first one dropped. */
function capped(output: Record<string, unknown>, next: Next): Record<string, unknown> {
  const size = JSON.stringify(output).length;
  if (size <= LIMITS.resultCharacters) return output;
  const { items } = output;
  if (!Array.isArray(items)) throw tooLong();
  const envelope = size - JSON.stringify(items).length + JSON.stringify([]).length;
  let room = LIMITS.resultCharacters - envelope;
  let kept = 0;
  for (const item of items) {
    room -= JSON.stringify(item).length + 1;
    if (room < 0) break;
    kept += 1;
  }
  // A page of nothing, with a cursor back to itself, would be asked for without end.
  if (kept === 0) throw tooLong();
  return { ...output, items: items.slice(0, kept), returned: kept, has_more: true, next_cursor: next(kept) };
}

const tooLong = () =>
  new ToolError("invalid_input", "The answer is too long to return; nothing was cut.", {
    next: "Ask for less detail.",
  });
