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
