import { expect, test } from "vitest";
import { loggedCause } from "./logged-cause.ts";

test("of an error its name, code and message are logged, and nothing that a library hung on it", () => {
  const body = { access_token: "LIVE", refresh_token: "LIVE" };
  const inner = Object.assign(new TypeError("inner"), { cause: { body }, body });
  const cause = Object.assign(new Error("outer", { cause: inner }), { code: "E1", body, headers: "LIVE" });
  expect(loggedCause(cause)).toEqual({
    name: "Error",
    code: "E1",
    message: "outer",
    cause: { name: "TypeError", message: "inner", cause: {} },
  });
});

test("of a vendor's answer status, code, operation ids and the beginning of its text are logged", () => {
  const cause = { status: 400, vendorCode: "X", trace: { "x-operation": "op-1", "x-job": undefined } };
  const logged = loggedCause({ ...cause, headers: { cookie: "LIVE" }, text: "t".repeat(9_000) });
  expect(JSON.parse(JSON.stringify(logged))).toEqual({
    status: 400,
    vendorCode: "X",
    trace: { "x-operation": "op-1" },
    text: "t".repeat(2_000),
  });
});

test("a cause that leads back to itself ends", () => {
  const cause: Error & { cause?: unknown } = new Error("round");
  cause.cause = cause;
  expect(JSON.stringify(loggedCause(cause)).match(/round/g)).toHaveLength(4);
});

test("a word is logged as it is, and what is no word is not", () => {
  expect(["said", 7, null, undefined, () => 1].map((cause) => loggedCause(cause))).toEqual([
    "said",
    7,
    undefined,
    undefined,
    undefined,
  ]);
});
