import { cursorsWith, runTool } from "@gatehouse/server";
import { type Tool, ToolError } from "@gatehouse/tool";
import type { AnySubject, Failure, World } from "../contract/subject.ts";
import type { Recorder } from "./recorder.ts";
import type { Verdict } from "./verdict.ts";

type AnyTool = Tool<unknown>;
type Step = Pick<Parameters<typeof runTool>[0], "arguments" | "step" | "change" | "api">;

/** How much is asked: every refusal of every tool, or those of the first alone. */
export type Depth = "all" | "short";

const REFUSALS: Failure[] = [401, 403, 404, 409, 429, 500];
const cursors = cursorsWith(Buffer.alloc(32, 7));

/**
 * Runs every tool of a system against its simulator, for the sake of the traffic: its example, its second page, the example
 * with each text replaced by one that means nothing there, and once for every status that the vendor refuses with. One verdict a
 * tool: that its example answers, and that it fails as tools do.
 */
export async function driveTools(subject: AnySubject, recorder: Recorder, depth: Depth): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const world: World<unknown> = await subject.simulate(recorder.around);
  recorder.as("tools");
  for (const [index, tool] of (subject.tools as AnyTool[]).entries()) {
    const refusals = depth === "all" || index === 0 ? REFUSALS : [];
    const drive = tool.risk === "read" ? read(world, tool, refusals) : write(subject, tool, recorder);
    const why = await drive.then(
      () => [],
      (error: unknown) => [toldOf(error)],
    );
    verdicts.push({
      name: `${tool.name} runs`,
      outcome: why.length === 0 ? "passed" : "failed",
      count: 1,
      why,
    });
    world.heal();
  }
  await world.close();
  return verdicts;
}

async function read(world: World<unknown>, tool: AnyTool, refusals: readonly Failure[]): Promise<void> {
  await run(world, tool);
  if ("cursor" in tool.input.shape) await readOn(world, tool);
  for (const status of refusals) {
    world.fail(status, "read");
    await attempt(run(world, tool));
    world.heal();
  }
  for (const wrong of wrongArguments(tool)) await attempt(run(world, tool, { arguments: wrong }));
}

function run(world: World<unknown>, tool: AnyTool, extra: Partial<Step> = {}): Promise<unknown> {
  return runTool({
    tool,
    arguments: tool.example,
    step: undefined,
    change: undefined,
    caller: world.caller,
    api: world.createApi(tool.risk === "read" ? "read" : "write"),
    cursors,
    signal: AbortSignal.timeout(20_000),
    ...extra,
  });
}

async function readOn(world: World<unknown>, tool: AnyTool): Promise<void> {
  const first = { ...(tool.example as object), limit: 3 };
  const { next_cursor: cursor } = (await run(world, tool, { arguments: first })) as { next_cursor?: string };
  if (cursor !== undefined) await run(world, tool, { arguments: { ...first, cursor } });
}

/** On a fresh account: what a change would do, the change, a refused one, and the way back. */
async function write(subject: AnySubject, tool: AnyTool, recorder: Recorder): Promise<void> {
  recorder.as("sign-in");
  const world: World<unknown> = await subject.simulate(recorder.around);
  recorder.as("tools");
  const change = (await run(world, tool, { step: "preview" })) as NonNullable<Step["change"]>;
  for (const status of REFUSALS.filter((each) => each !== 500)) {
    world.fail(status, "write");
    await attempt(run(world, tool, { step: "commit", change }));
    world.heal();
  }
  await run(world, tool, { step: "commit", change });
  if (tool.risk === "reversible") await run(world, tool, { step: "undo", change });
  await world.close();
}

/** A call that is expected to fail as tools do; anything else is a bug and is not swallowed. */
async function attempt(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error;
  });
}

function wrongArguments({ example }: AnyTool): Record<string, unknown>[] {
  return Object.entries(example as Record<string, unknown>)
    .filter(([, value]) => typeof value === "string")
    .map(([key, value]) => ({ ...(example as object), [key]: meaningless(String(value)) }));
}

/** Still of the form it had: digits stay digits, so that an id reaches the product and finds nothing. */
const meaningless = (text: string): string => {
  const numbers = text.replaceAll(/\d/g, "9");
  return numbers === text ? `${text.slice(0, -1)}q` : numbers;
};

const toldOf = (error: unknown): string =>
  error instanceof ToolError ? `${error.code}: ${error.message}` : String(error);
