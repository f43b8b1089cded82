import { expect, test } from "vitest";
import { lookingAfter } from "./looking-after.ts";

test("however often it is asked for, one look runs at a time, and a wish during a look is not lost", async () => {
  let looks = 0;
  let running = 0;
  let most = 0;
  const second = Promise.withResolvers<void>();
  const looking = lookingAfter(
    async () => {
      looks += 1;
      most = Math.max(most, ++running);
      if (looks === 1) for (let wish = 0; wish < 5; wish += 1) looking.soon();
      else second.resolve();
      await Promise.resolve();
      running -= 1;
    },
    () => undefined,
  );
  looking.soon();
  looking.soon();
  await second.promise;
  await looking.close();
  expect({ looks, most }).toEqual({ looks: 2, most: 1 });
});

test("a server that says again and again that its list has changed is looked at once in a while, and others need not wait for that", async () => {
  let looks = 0;
  const seen: (() => void)[] = [];
  const looking = lookingAfter(
    async () => {
      looks += 1;
      for (const done of seen.splice(0)) done();
    },
    () => undefined,
    { leastMs: 0, toldMs: 60_000 },
  );
  const look = () => new Promise<void>((done) => void seen.push(done));
  const first = look();
  looking.told();
  await first;
  // Long enough that another look would have begun, had the server's word been enough.
  for (let wish = 0; wish < 5; wish += 1) {
    looking.told();
    await new Promise((done) => setTimeout(done, 1));
  }
  expect(looks).toBe(1);
  const second = look();
  looking.soon();
  await second;
  await looking.close();
  expect(looks).toBe(2);
});

test("a look that fails is told, and none is told any more once it is closed", async () => {
  const failures: unknown[] = [];
  const failed = Promise.withResolvers<void>();
  const looking = lookingAfter(
    () => Promise.reject(new Error("down")),
    (error) => {
      failures.push(error);
      failed.resolve();
    },
  );
  looking.soon();
  await failed.promise;
  await looking.close();
  looking.soon();
  expect(failures).toHaveLength(1);
});
