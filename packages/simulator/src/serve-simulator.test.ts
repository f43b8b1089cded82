import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { serveSimulator } from "./serve-simulator.ts";

const app = new Hono().get("/", (c) => c.text("here"));

test("A simulator is served on loopback, on any free port unless told", async () => {
  const { url, close } = await serveSimulator({ app });
  onTestFinished(close);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(url)).text()).toBe("here");
});

test("A taken port rejects", async () => {
  const { url, close } = await serveSimulator({ app });
  onTestFinished(close);
  await expect(serveSimulator({ app }, Number(new URL(url).port))).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

test("Closing ends calls that hang", async () => {
  const asked = Promise.withResolvers<void>();
  const hanging = new Hono().get("/", () => {
    asked.resolve();
    return new Promise<Response>(() => {});
  });
  const { url, close } = await serveSimulator({ app: hanging });
  const failed = expect(fetch(url)).rejects.toThrow("fetch failed");
  await asked.promise;
  await close();
  await failed;
});
