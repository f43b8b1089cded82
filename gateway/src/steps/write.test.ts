import { createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { ConnectionError, type Incoming, type Outgoing } from "../systems/connection.ts";
import { requestStates } from "../systems/request-state.ts";
import { call, exchangeWith, identity, tool } from "./exchange-for-tests.ts";
import { write } from "./write.ts";

const KEY = createSecretKey(randomBytes(32));
const needs = {
  assertions: { forStep: async () => "a" },
  requestStates: requestStates(() => [KEY]),
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

test("a commit that was answered but whose notices could not be recorded is of unknown outcome, not a bug", async () => {
  let sent = 0;
  const send = async ({ onNotification }: Outgoing): Promise<Incoming> => {
    sent += 1;
    if (sent === 2) onNotification({ jsonrpc: "2.0", method: "notifications/progress" });
    const structuredContent = { before: 1, after: 2, checks: [] };
    return { status: 200, message: { id: 1, result: { structuredContent } }, raw: undefined, bytes: 10 };
  };
  const audit = {
    personKeys: { get: () => createSecretKey(randomBytes(32)) },
    keys: { hashArguments: () => "hash" },
    writer: {
      write: ({ kind }: { kind: string }) =>
        kind === "notice" ? Promise.reject(new Error("disk full")) : Promise.resolve(),
    },
  };
  const system = { id: "s", title: "System S", timeoutMs: 1, connection: { send } } as never;
  const parts = {
    call: call("tools/call", { name: "s_update" }),
    identity: identity(),
    tool: tool({ risk: "reversible" }),
    system,
  };
  const exchange = exchangeWith({}, parts);
  await expect(write(exchange, parts, { ...(needs as object), audit } as never)).rejects.toMatchObject({
    code: "outcome_unknown",
  });
  expect(sent).toBe(2);
});
