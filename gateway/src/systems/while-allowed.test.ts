import { expect, test } from "vitest";
import { whileAllowed } from "./while-allowed.ts";

const EVERY_MS = 5;
/** A stream that nobody ends but its signal. */
const endless = (ended: AbortSignal) =>
  new Promise<never>((_, reject) => ended.addEventListener("abort", () => reject(new Error("given up"))));

test("a stream ends once its caller may no longer have it", async () => {
  let looks = 0;
  const allowedTwice = async () => {
    looks += 1;
    return looks <= 2;
  };
  await expect(whileAllowed(allowedTwice, endless, EVERY_MS)).rejects.toMatchObject({ code: "not_allowed" });
  expect(looks).toBe(3);
});

test("a stream ends where nobody can say whether its caller may have it", async () => {
  const unsure = () => Promise.reject(new Error("the directory does not answer"));
  await expect(whileAllowed(unsure, endless, EVERY_MS)).rejects.toMatchObject({ code: "not_allowed" });
});

test("a stream that ends or fails by itself does so in its own words", async () => {
  await expect(
    whileAllowed(
      async () => true,
      async () => "over",
      EVERY_MS,
    ),
  ).resolves.toBe("over");
  const failing = whileAllowed(
    async () => true,
    () => Promise.reject(new Error("reset")),
    EVERY_MS,
  );
  await expect(failing).rejects.toThrow("reset");
});
