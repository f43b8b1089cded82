import { cursorsWith, type Run, runTool } from "@gatehouse/server";
import { type Change, type Tool, ToolError } from "@gatehouse/tool";
import { expect } from "vitest";
import type { Failure, World } from "./subject.ts";

export type AnyTool = Tool<unknown>;
type Extra = Partial<Pick<Run<unknown>, "arguments" | "step" | "change" | "api">>;

/** How long a call waits for an answer that never comes; one that comes fails by itself, however late. */
const HANG_MS = { read: 100, write: 1_600 };

/** How long a call waits that shall fail so. Before a write hangs, what is read first must be answered. */
export const patienceMs = (kind: Failure, on: "read" | "write"): number | undefined =>
  kind === "hang" ? HANG_MS[on] : undefined;

const cursors = cursorsWith(Buffer.alloc(32, 7));

/** Runs a tool as a server would, on its example unless other arguments are given. */
export const run = (world: World<unknown>, tool: AnyTool, extra: Extra = {}) =>
  runTool({
    tool,
    arguments: tool.example,
    step: undefined,
    change: undefined,
    caller: world.caller,
    api: world.createApi(tool.risk === "read" ? "read" : "write"),
    cursors,
    signal: AbortSignal.timeout(10_000),
    ...extra,
  });

export const preview = async (world: World<unknown>, tool: AnyTool, extra: Extra = {}) =>
  (await run(world, tool, { ...extra, step: "preview" })) as Change<unknown>;

/** The failure of a call that must fail, as the caller would get it. */
export const failure = (call: Promise<unknown>): Promise<ToolError> =>
  call.then(
    (answer) => expect.fail(`it answered ${JSON.stringify(answer).slice(0, 200)}`),
    (error) => {
      if (error instanceof ToolError) return error;
      throw error;
    },
  );

export const said = ({ message, next }: ToolError) => `${message} ${next}`;

/** The example with each of its texts replaced by one that would leave its place in a path or a query. */
export function hostileArguments({ example }: AnyTool): Record<string, unknown>[] {
  const hostile = ["../1", "1?x=1", "1#", "%2e%2e%2f1", "1/../../admin", "1' OR '1'='1"];
  return Object.entries(example as Record<string, unknown>)
    .filter(([, value]) => typeof value === "string")
    .flatMap(([key]) => hostile.map((value) => ({ ...example, [key]: value })));
}
