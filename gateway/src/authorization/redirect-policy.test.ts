import { expect, test } from "vitest";
import { redirectFault } from "./redirect-policy.ts";

test.each([
  ["https://claude.ai/api/mcp/auth_callback"],
  ["http://localhost/callback"],
  ["http://127.0.0.1:33418/"],
  ["http://[::1]/callback"],
])("%s may be registered", (uri) => {
  expect(redirectFault(uri)).toBeUndefined();
});

test.each([
  ["http://attacker.example/callback", "https"],
  ["http://localhost.attacker.example/callback", "https"],
  ["javascript:alert(1)", "https"],
  ["custom-app://callback", "https"],
  ["https://user@app.example/callback", "user information"],
  ["https://app.example/callback#part", "fragment"],
  ["https://app.example/callback#", "fragment"],
  ["https://*.example/callback", "wildcard"],
  ["https://App.example/callback", "written as"],
  ["https://app.example/a/../callback", "written as"],
  ["/callback", "absolute"],
  ["", "absolute"],
])("%s may not be registered", (uri, reason) => {
  expect(redirectFault(uri)).toContain(reason);
});
