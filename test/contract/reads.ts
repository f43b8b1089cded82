import { pageAt } from "@gatehouse/tool/for-tests";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CODES, FAILURES } from "./codes.ts";
import { type AnyTool, failure, hostileArguments, patienceMs, run, said } from "./run.ts";
import type { AnySubject, World } from "./subject.ts";

const asking = new Map<string, Promise<boolean>>();

/** Tried once a tool, not once a failure: a call that works is most of what such a test takes. */
function asksItsProduct(world: World<unknown>, tool: AnyTool): Promise<boolean> {
  const before = world.requests.length;
  const asks = asking.get(tool.name) ?? run(world, tool).then(() => world.requests.length > before);
  asking.set(tool.name, asks);
  return asks;
}

/** What every tool that reads must do and must not do. */
export function readContract({ tools, simulate, vendorText, codes = {} }: AnySubject) {
  const reads: AnyTool[] = tools.filter(({ risk }) => risk === "read");
  const lists = reads.filter(({ input }) => "cursor" in input.shape);
  let world: World<unknown>;
  beforeAll(async () => {
    world = await simulate();
  });
  afterEach(() => {
    world.heal();
    expect(world.writes).toEqual([]);
  });
  afterAll(() => world.close());

  describe.each(reads)("$name", (tool) => {
    test("answers its own example, with declared fields only", async () => {
      const api = world.createApi("read");
      const answer = await tool.handler({
        api,
        input: tool.input.parse(tool.example),
        caller: world.caller,
        page: pageAt(),
        signal: AbortSignal.timeout(10_000),
      });
      expect(tool.output.parse(answer)).toEqual(answer);
      const shown = JSON.stringify(await run(world, tool, { api }));
      expect({ shown, length: shown.length }, "the example finds something in the simulator").toEqual({
        shown,
        length: expect.toSatisfy((length) => length > 100),
      });
    });

    test("refuses an argument it does not know, before it asks anybody", async () => {
      const before = world.requests.length;
      const error = await failure(run(world, tool, { arguments: { ...tool.example, surprise: 1 } }));
      expect(error.code).toBe("invalid_input");
      expect(world.requests).toHaveLength(before);
    });

    test("keeps a hostile id inside one path segment", async () => {
      const before = world.requests.length;
      const api = world.createApi("read");
      for (const hostile of hostileArguments(tool))
        await run(world, tool, { arguments: hostile, api }).catch(() => {});
      for (const request of world.requests.slice(before)) expect(request).not.toMatch(/\.\.|%2e|x=1|#/i);
    });

    test.each(FAILURES)("gives the table's code for %s, in our words", async (kind) => {
      if (!(await asksItsProduct(world, tool))) return; // It knows its answer by itself.
      world.fail(kind, "read");
      const error = await failure(
        run(world, tool, { api: world.createApi("read", patienceMs(kind, "read")) }),
      );
      expect(error.code).toBe((codes[kind] ?? CODES[kind]).read);
      expect(said(error)).not.toMatch(vendorText);
      expect(error.cause).toBeDefined();
    });
  });

  test.each(lists)("$name continues where it stopped", async (tool) => {
    const api = world.createApi("read");
    const pageOf = async (more: object) => {
      const answer = await run(world, tool, { arguments: { ...(tool.example as object), ...more }, api });
      return answer as { items: unknown[]; next_cursor?: string; has_more: boolean };
    };
    const whole = await pageOf({ limit: 5 });
    const first = await pageOf({ limit: 3 });
    const second = await pageOf({ limit: 2, cursor: first.next_cursor });
    expect(first.has_more).toBe(true);
    expect([...first.items, ...second.items]).toEqual(whole.items);
  });
}
