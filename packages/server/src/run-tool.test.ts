import { randomBytes } from "node:crypto";
import { type Check, pageInput, pageOutput, toolFor } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { z } from "zod";
import { cursorsWith } from "./cursor.ts";
import { LIMITS } from "./limits.ts";
import { type Run, runTool } from "./run-tool.ts";

type Api = { value: number; checks: Check[]; calls: string[] };
const define = toolFor<Api>();
const row = z.object({ id: z.int(), text: z.string() });

const list = define({
  name: "s_list",
  title: "List",
  description: "Lists.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ size: z.int().default(10), ...pageInput }),
  output: pageOutput(row),
  example: {},
  async handler({ input, page }) {
    const left = Math.max(0, 1_000 - page.offset);
    const items = Array.from({ length: Math.min(input.limit, left) }, (_, at) => ({
      id: page.offset + at,
      text: "x".repeat(input.size),
    }));
    return page.of(items, { hasMore: left > items.length, total: 1_000 });
  },
});
const set = define({
  name: "s_set",
  title: "Set",
  description: "Sets.",
  phase: 2,
  risk: "reversible",
  input: z.strictObject({ value: z.int() }),
  output: z.object({ value: z.int() }),
  example: { value: 2 },
  preview: async ({ api, input }) => ({
    summary: "",
    before: api.value,
    after: input.value,
    checks: api.checks,
  }),
  async handler({ api, input }) {
    api.calls.push("set");
    api.value = input.value;
    return { value: api.value, undeclared: "dropped" } as never;
  },
  async undo({ api, before }) {
    api.calls.push("undo");
    api.value = before;
  },
});

const cursors = cursorsWith(randomBytes(32));
const caller = { id: "p", email: "p@halden.example", roles: [] };
const api = (): Api => ({ value: 1, checks: [], calls: [] });
const run = (tool: unknown, given: unknown, more: Partial<Run<Api>> = {}) =>
  runTool({
    tool,
    arguments: given,
    step: undefined,
    change: undefined,
    caller,
    api: api(),
    cursors,
    signal: AbortSignal.timeout(1_000),
    ...more,
  } as Run<Api>);

test("a list goes on where its cursor says, to its end", async () => {
  const first = await run(list, { limit: 100 });
  expect(first).toMatchObject({ returned: 100, has_more: true, total: 1_000 });
  const second = await run(list, { limit: 100, cursor: first.next_cursor });
  expect((second.items as { id: number }[])[0]?.id).toBe(100);
});

test("a cursor of another caller, other arguments or another key does not open", async () => {
  const { next_cursor: cursor } = await run(list, { limit: 10 });
  const other = { caller: { ...caller, id: "q" } };
  for (const attempt of [
    run(list, { cursor }, other),
    run(list, { cursor, size: 11 }),
    run(list, { cursor }, { cursors: cursorsWith(randomBytes(32)) }),
    run(list, { cursor: `A${cursor}` }),
    run(list, { cursor: "" }),
  ])
    await expect(attempt).rejects.toMatchObject({ code: "invalid_input" });
});

test("a long answer is cut between items, and its cursor points at the first one left out", async () => {
  const cut = await run(list, { limit: 100, size: 4_000 });
  const items = cut.items as { id: number }[];
  expect(JSON.stringify(cut).length).toBeLessThanOrEqual(LIMITS.resultCharacters);
  expect(cut).toMatchObject({ returned: items.length, has_more: true });
  const next = await run(list, { limit: 100, size: 4_000, cursor: cut.next_cursor });
  expect((next.items as { id: number }[])[0]?.id).toBe(items.length);
});

test("an answer that its tidying makes longer is measured afterwards", async () => {
  const tidy = (output: Record<string, unknown>) => ({
    ...output,
    items: (output.items as { id: number; text: string }[]).map(({ id, text }) => ({
      id,
      text: text.replaceAll("x", "[U+202E]"),
    })),
  });
  const cut = await run(list, { limit: 100, size: 400 }, { tidy });
  expect(JSON.stringify(cut).length).toBeLessThanOrEqual(LIMITS.resultCharacters);
  const next = await run(list, { limit: 100, size: 400, cursor: cut.next_cursor });
  expect((next.items as { id: number }[])[0]?.id).toBe((cut.items as unknown[]).length);
});

test("one item that is too long is refused, not cut", async () => {
  await expect(run(list, { limit: 1, size: 200_000 })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(run(list, { limit: 3, size: 200_000 })).rejects.toMatchObject({ code: "invalid_input" });
});

test.each([[{ value: "2" }], [{ valeu: 2 }], [{}], [[]], ["text"]])(
  "arguments %o do not fit",
  async (given) => {
    await expect(run(set, given, { step: "preview" })).rejects.toMatchObject({ code: "invalid_input" });
  },
);

test("a write without a step does not run", async () => {
  const target = api();
  await expect(run(set, { value: 2 }, { api: target })).rejects.toMatchObject({ code: "not_allowed" });
  expect(target.calls).toEqual([]);
});

test("a read has no steps", async () => {
  await expect(run(list, {}, { step: "preview" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("a commit runs once on the state its preview saw, and undeclared output is dropped", async () => {
  const target = api();
  const { before, after } = (await run(set, { value: 2 }, { step: "preview", api: target })) as {
    before: number;
    after: number;
  };
  expect(target.calls).toEqual([]);
  expect(await run(set, { value: 2 }, { step: "commit", change: { before, after }, api: target })).toEqual({
    value: 2,
  });
  expect(target.calls).toEqual(["set"]);
});

test("a commit on another state, with a blocked check or without a preview changes nothing", async () => {
  const moved = { ...api(), value: 5 };
  const blocked = {
    ...api(),
    checks: [{ name: "limit", outcome: "block" as const, message: "Above your limit." }],
  };
  const change = { before: 1, after: 2 };
  await expect(run(set, { value: 2 }, { step: "commit", change, api: moved })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(run(set, { value: 2 }, { step: "commit", change, api: blocked })).rejects.toMatchObject({
    message: expect.stringContaining("Above your limit"),
  });
  await expect(run(set, { value: 2 }, { step: "commit" })).rejects.toMatchObject({ code: "invalid_input" });
  expect([...moved.calls, ...blocked.calls]).toEqual([]);
});

test("an undo puts back what was there", async () => {
  const target = { ...api(), value: 2 };
  expect(
    await run(set, { value: 2 }, { step: "undo", change: { before: 1, after: 2 }, api: target }),
  ).toEqual({ undone: true });
  expect(target.value).toBe(1);
});

test("a write that had begun and fails as nobody foresaw has an unknown outcome", async () => {
  const broken = {
    ...set,
    async handler({ api, input }: { api: Api; input: { value: number } }) {
      api.calls.push("set");
      return { value: `${input.value} or so` } as never;
    },
    async undo() {
      throw new TypeError("a bug");
    },
  };
  const change = { before: 1, after: 2 };
  for (const step of ["commit", "undo"] as const)
    await expect(run(broken, { value: 2 }, { step, change })).rejects.toMatchObject({
      code: "outcome_unknown",
      cause: expect.any(Error),
    });
});

test("a bug before the write began is none of that", async () => {
  const broken = { ...set, preview: () => Promise.reject(new TypeError("a bug")) };
  const change = { before: 1, after: 2 };
  await expect(run(broken, { value: 2 }, { step: "commit", change })).rejects.toThrow(TypeError);
});
