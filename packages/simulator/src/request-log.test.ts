import { Hono } from "hono";
import { expect, test } from "vitest";
import { logRequests, type RequestLog } from "./request-log.ts";

test("Every request is kept with its query, and as a write what the vendor counts as one", async () => {
  const log: RequestLog = { requests: [], writes: [] };
  const app = new Hono().use(logRequests(log, (method, path) => method === "POST" && path !== "/query"));
  await app.request("/bills?page=2");
  await app.request("/query", { method: "POST" });
  await app.request("/bills?notify=no", { method: "POST" });
  expect(log).toEqual({
    requests: ["GET /bills?page=2", "POST /query", "POST /bills?notify=no"],
    writes: ["POST /bills"],
  });
});
