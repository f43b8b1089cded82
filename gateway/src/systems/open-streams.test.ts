import { expect, test } from "vitest";
import { openStreams } from "./open-streams.ts";

test("a person may hold so many streams and no more, until one of them ends", async () => {
  const during = openStreams(2);
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const held = [during("a", () => first.promise), during("a", () => second.promise)];
  await expect(during("a", async () => "third")).rejects.toMatchObject({ kind: "rate_limited" });
  await expect(during("b", async () => "another person's")).resolves.toBe("another person's");

  first.reject(new Error("the caller has gone"));
  await expect(held[0]).rejects.toThrow("gone");
  await expect(during("a", async () => "third")).resolves.toBe("third");
  second.resolve("ended");
  await expect(held[1]).resolves.toBe("ended");
});
