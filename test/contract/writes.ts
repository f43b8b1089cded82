import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CODES, FAILURES } from "./codes.ts";
import { labelledValues, plantedExample } from "./labelled.ts";
import { type AnyTool, failure, hostileArguments, patienceMs, preview, run, said } from "./run.ts";
import type { AnySubject, World } from "./subject.ts";

/** What every tool that writes must do before it writes: look, tell, and change nothing. */
export function previewContract({ tools, simulate, vendorText, codes = {} }: AnySubject) {
  const writes: AnyTool[] = tools.filter(({ risk }) => risk !== "read");
  let world: World<unknown>;
  beforeAll(async () => {
    world = await simulate();
  });
  afterEach(() => {
    world.heal();
    expect(world.writes).toEqual([]);
  });
  afterAll(() => world.close());

  describe.each(writes)("$name", (tool) => {
    test("shows what it would change, without changing it", async () => {
      const change = await preview(world, tool);
      expect(change.before).not.toEqual(change.after);
      expect(await preview(world, tool)).toEqual(change);
      if (change.amount === undefined) return;
      expect(change.amount.value).toBeGreaterThanOrEqual(0);
      expect(change.amount.currency).toMatch(/^[A-Z]{3}$/);
    });

    test("changes nothing where the gateway did not ask for a step, or no longer as previewed", async () => {
      const change = await preview(world, tool);
      expect((await failure(run(world, tool))).code).toBe("not_allowed");
      const stale = { ...change, before: { ...(change.before as object), edited: true } };
      const error = await failure(run(world, tool, { step: "commit", change: stale }));
      expect(error.code).toBe("conflict");
    });

    const planted = plantedExample(tool);
    if (planted !== undefined)
      test("says nothing of a labelled field in its summary or what its checks say", async () => {
        const { summary, checks, before, after } = await preview(world, tool, { arguments: planted });
        const secrets = [before, after].flatMap((state) => labelledValues(tool, state));
        expect(secrets).toSatisfy((values: string[]) => values.some((value) => /canary|999/i.test(value)));
        const said = [summary, ...checks.map(({ message }) => message)].join("\n");
        for (const secret of secrets) expect(said).not.toContain(secret);
      });

    test("refuses an argument it does not know, before it asks anybody", async () => {
      const before = world.requests.length;
      const surprising = { ...(tool.example as object), surprise: 1 };
      const error = await failure(run(world, tool, { step: "preview", arguments: surprising }));
      expect(error.code).toBe("invalid_input");
      expect(world.requests).toHaveLength(before);
    });

    test("keeps a hostile id inside one path segment", async () => {
      const before = world.requests.length;
      const api = world.createApi("write");
      for (const hostile of hostileArguments(tool))
        await run(world, tool, { step: "preview", arguments: hostile, api }).catch(() => {});
      for (const request of world.requests.slice(before)) expect(request).not.toMatch(/\.\.|%2e|x=1|#/i);
    });

    test.each(FAILURES)("gives the table's code for %s while it looks", async (kind) => {
      world.fail(kind, "read");
      const api = world.createApi("write", patienceMs(kind, "read"));
      const error = await failure(run(world, tool, { step: "preview", api }));
      expect(error.code).toBe((codes[kind] ?? CODES[kind]).read);
      expect(said(error)).not.toMatch(vendorText);
    });
  });
}

/** What every tool that writes must do when it does. */
export function commitContract({ tools, simulate, vendorText, codes = {} }: AnySubject) {
  const writes: AnyTool[] = tools.filter(({ risk }) => risk !== "read");
  // Broken JSON comes last: it is the one failure that happens after the product has done the work.
  const inOrder = FAILURES.toSorted((a, b) => Number(a === "broken JSON") - Number(b === "broken JSON"));

  describe.each(writes)("$name", (tool) => {
    let world: World<unknown>;
    beforeAll(async () => {
      world = await simulate();
    });
    afterEach(() => world.heal());
    afterAll(() => world.close());

    test.each(inOrder)("gives the table's code for %s, and is not sent again", async (kind) => {
      const change = await preview(world, tool);
      const before = world.writes.length;
      world.fail(kind, "write");
      const api = world.createApi("write", patienceMs(kind, "write"));
      const error = await failure(run(world, tool, { step: "commit", change, api }));
      expect(error.code).toBe((codes[kind] ?? CODES[kind]).write);
      expect(said(error)).not.toMatch(vendorText);
      // A refused token is renewed once: the product has said that it did nothing.
      expect(world.writes.slice(before)).toHaveLength(kind === 401 ? 2 : 1);
    });
  });

  test.each(writes)("$name does what its preview said, once", async (tool) => {
    const world = await simulate();
    const change = await preview(world, tool);
    await run(world, tool, { step: "commit", change });
    expect(world.snapshot()).not.toEqual({});
    expect((await preview(world, tool)).before).toEqual(change.after);
    expect((await failure(run(world, tool, { step: "commit", change }))).code).toBe("conflict");
    expect(world.writes).toHaveLength(1);
    await world.close();
  });

  test.each(writes.filter(({ risk }) => risk === "reversible"))(
    "$name can be undone, and not over a later change",
    async (tool) => {
      const world = await simulate();
      const change = await preview(world, tool);
      await run(world, tool, { step: "commit", change });
      await run(world, tool, { step: "undo", change });
      expect(world.snapshot()).toEqual({});
      expect((await failure(run(world, tool, { step: "undo", change }))).code).toBe("conflict");
      await world.close();
    },
  );
}
