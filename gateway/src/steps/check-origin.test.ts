import { expect, test } from "vitest";
import { WireError } from "../protocol/wire-error.ts";
import { checkOrigin } from "./check-origin.ts";
import { exchangeWith } from "./exchange-for-tests.ts";

const step = checkOrigin({ hosts: new Set(["gate.example", "[::1]"]) });

test.each([
  [{ host: "gate.example" }],
  [{ host: "gate.example:8443" }],
  [{ host: "[::1]:8400" }],
  [{ host: "gate.example", origin: "https://gate.example" }],
])("%o is ours", (headers) => {
  expect(() => step(exchangeWith(headers))).not.toThrow();
});

test.each([
  [{ host: "evil.example" }],
  [{ host: "gate.example.evil.example" }],
  [{ host: "gate.example@evil.example" }],
  [{ host: "evil.example@gate.example" }],
  [{ host: "gate.example/evil" }],
  [{ host: "gate.example:port" }],
  [{ host: "" }],
  [{ host: "gate.example", origin: "https://evil.example" }],
  [{ host: "gate.example", origin: "null" }],
  [{ host: "gate.example", origin: "https://gate.example.evil.example" }],
])("%o is refused", (headers) => {
  expect(() => step(exchangeWith(headers))).toThrow(expect.objectContaining({ kind: "foreign_origin" }));
});

test("no hosts at all means nobody gets in", () => {
  expect(() => checkOrigin({ hosts: new Set() })(exchangeWith())).toThrow(WireError);
});
