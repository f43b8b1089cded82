import { createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { ConnectionError } from "../systems/connection.ts";
import { requestStates } from "../systems/request-state.ts";
import { call, exchangeWith, identity, tool } from "./exchange-for-tests.ts";
import { write } from "./write.ts";

const needs = {
  assertions: { forStep: async () => "a" },
  requestStates: requestStates(createSecretKey(randomBytes(32))),
  log: { warn: () => undefined },
} as never;
const updating = (send: () => Promise<never>) => {
  const system = { id: "s", title: "System S", timeoutMs: 1, connection: { send } } as never;
  const parts = {
    call: call("tools/call", { name: "s_update" }),
    identity: identity(),
    tool: tool({ risk: "reversible" }),
    system,
  };
  return write(exchangeWith(), parts, needs);
};

test("a system that cannot be previewed was not changed, and the refusal says so", async () => {
  const failing = updating(() => Promise.reject(new ConnectionError("gone", true)));
  await expect(failing).rejects.toMatchObject({
    code: "upstream_unavailable",
    message: expect.stringContaining("nothing was changed"),
  });
});
