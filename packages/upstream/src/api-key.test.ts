import { expect, test } from "vitest";
import { apiKey } from "./api-key.ts";
import { person } from "./loopback-server.ts";

test("a key is the user name of HTTP Basic, for everybody unless it is one person's own", async () => {
  const tokens = apiKey({ key: "k3y" });
  const { value, scheme } = await tokens.token(person("ann"));
  expect([scheme, atob(value)]).toEqual(["Basic", "k3y:x"]);
  expect(tokens.identity).toBe("service");
  expect(apiKey({ key: "k3y", identity: "person" }).identity).toBe("person");
});

test("a key that HTTP Basic would cut is refused, without repeating it", () => {
  expect(() => apiKey({ key: "a:b" })).toThrow("with a colon");
  expect(() => apiKey({ key: "a:b" })).not.toThrow("a:b");
});
