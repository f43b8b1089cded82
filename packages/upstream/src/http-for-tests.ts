import { ToolError } from "@gatehouse/tool";
import { expect, onTestFinished } from "vitest";
import { accountLimits } from "./account-limits.ts";
import { createHttp, type HttpOptions, type UpstreamRequest } from "./http.ts";
import { person } from "./loopback-server.ts";
import { staticToken } from "./token-source.ts";

const never = new AbortController().signal;
/** A read and a write to begin from. */
export const read: UpstreamRequest = {
  method: "GET",
  path: ["things", "1"],
  caller: person("ann"),
  risk: "read",
  signal: never,
};
export const write: UpstreamRequest = { ...read, method: "PATCH", risk: "write", body: { name: "new" } };

/** A client that repeats quickly. It closes with its test. */
export function client(origin: string, overrides: Partial<HttpOptions> = {}) {
  const http = createHttp({
    title: "Vendor",
    origin,
    tokens: staticToken("t0", "person"),
    limits: accountLimits({ title: "Vendor", concurrency: 4, perPerson: 4, queueMs: 1_000 }),
    backoffMs: [5, 5],
    ...overrides,
  });
  onTestFinished(() => http.close());
  return http;
}

/** The ToolError a call must end in. */
export const failure = (call: Promise<unknown>): Promise<ToolError> =>
  call.then(
    () => expect.fail("the call succeeded"),
    (error) => (error instanceof ToolError ? error : expect.fail(String(error))),
  );
