import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

const never = new AbortController().signal;
const bounds = { activeMax: 1, waitingMax: 1, waitingPerPersonMax: 5 };

test("lets a few in and the next one in when one leaves, in order of arrival", async () => {
  const takeTurn = createTurns({ ...bounds, waitingMax: 5 });
  const order: string[] = [];
  const first = await takeTurn(never);
  const second = takeTurn(never).then((release) => {
    order.push("second");
    return release;
  });
  const third = takeTurn(never).then((release) => {
    order.push("third");
    return release;
  });
  expect(order).toEqual([]);
  first();
  (await second)();
  (await third)();
  expect(order).toEqual(["second", "third"]);
});

test("counts a turn that is given back twice as one", async () => {
  const takeTurn = createTurns({ ...bounds, waitingMax: 0 });
  const first = await takeTurn(never);
  first();
  first();
  await takeTurn(never);
  await expect(takeTurn(never)).rejects.toThrow("Too many documents");
});

test("forgets who gives up while waiting", async () => {
  const takeTurn = createTurns(bounds);
  const release = await takeTurn(never);
  const impatient = new AbortController();
  const waiting = takeTurn(impatient.signal);
  impatient.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  const next = takeTurn(never);
  release();
  await expect(next).resolves.toBeTypeOf("function");
});

test("lets nobody in who has given up already", async () => {
  await expect(createTurns(bounds)(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
});

test("nobody fills the queue for others", async () => {
  const takeTurn = createTurns({ activeMax: 1, waitingMax: 4, waitingPerPersonMax: 1 });
  const release = await takeTurn(never, "ann");
  const waiting = takeTurn(never, "ann");
  await expect(takeTurn(never, "ann")).rejects.toThrow("Too many documents");
  const other = takeTurn(never, "bob");
  release();
  (await waiting)();
  await expect(other).resolves.toBeTypeOf("function");
});

test("whoever has no turn goes before those who have one", async () => {
  const takeTurn = createTurns({ activeMax: 2, waitingMax: 4, waitingPerPersonMax: 4 });
  const [first] = [await takeTurn(never, "ann"), await takeTurn(never, "ann")];
  const order: string[] = [];
  const again = takeTurn(never, "ann").then((release) => {
    order.push("ann");
    return release;
  });
  const other = takeTurn(never, "bob").then((release) => {
    order.push("bob");
    return release;
  });
  first();
  (await other)();
  await again;
  expect(order).toEqual(["bob", "ann"]);
});
