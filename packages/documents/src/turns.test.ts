import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

const never = new AbortController().signal;

test("lets a few in and the next one in when one leaves, in order of arrival", async () => {
  const takeTurn = createTurns(1, 5);
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
  const takeTurn = createTurns(1, 0);
  const first = await takeTurn(never);
  first();
  first();
  await takeTurn(never);
  await expect(takeTurn(never)).rejects.toThrow("Too many documents");
});

test("forgets who gives up while waiting", async () => {
  const takeTurn = createTurns(1, 1);
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
  await expect(createTurns(1, 1)(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
});
