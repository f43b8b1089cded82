import { inspect } from "node:util";
import type { Caller } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { fromGateway } from "./from-gateway.ts";
import { loopbackServer, person, type Received, reply } from "./loopback-server.ts";

const assertion = (claims: object): string =>
  `h.${Buffer.from(JSON.stringify({ phase: 1, ...claims })).toString("base64url")}.s`;
const calling = (id: string, claims: object = {}): Caller =>
  Object.defineProperty(person(id), "assertion", { value: assertion(claims) });
const form = (request: Received | undefined) => new URLSearchParams(request?.body);

/** A gateway that gives a new token each time. */
const gateway = (more: object = {}) => {
  let turn = 0;
  return loopbackServer((_, response) => {
    turn += 1;
    const body = {
      access_token: `t${turn}`,
      token_type: "Bearer",
      expires_in: 300,
      gatehouse_identity: "person",
    };
    reply(response, 200, { ...body, ...more });
  });
};

test("the assertion of the call is traded once, and the token kept for that person", async () => {
  const { origin, received } = await gateway();
  const tokens = fromGateway({ title: "Vendor", gatewayUrl: origin });
  for (const id of ["ann", "ann", "bob"]) await tokens.token(calling(id));
  expect((await tokens.token(calling("ann", { jti: "another" }))).value).toBe("t1");
  expect(received.map((request) => [request.method, request.url])).toEqual([
    ["POST", "/internal/token"],
    ["POST", "/internal/token"],
  ]);
  expect(form(received[0]).get("subject_token")).toBe(calling("ann").assertion);
  expect(form(received[0]).get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:token-exchange");
});

test("a change gets a token of its own, which no read then uses", async () => {
  const { origin } = await gateway();
  const tokens = fromGateway({ title: "Vendor", gatewayUrl: origin });
  const values = [];
  for (const claims of [{}, { step: "preview" }, { step: "commit", tool: "a", phase: 2 }, {}])
    values.push((await tokens.token(calling("ann", claims))).value);
  expect(values).toEqual(["t1", "t1", "t2", "t1"]);
});

test("a token that the vendor refused is named by its hash alone, and another is asked for", async () => {
  const { origin, received } = await gateway();
  const tokens = fromGateway({ title: "Vendor", gatewayUrl: origin });
  const first = await tokens.token(calling("ann"));
  expect((await tokens.renew(calling("ann"), first)).value).toBe("t2");
  expect(form(received[0]).has("gatehouse_refused")).toBe(false);
  expect(form(received[1]).get("gatehouse_refused")).toMatch(/^[\w-]{43}$/);
  expect(received[1]?.body).not.toContain("t1");
});

test("the gateway's refusal reaches the caller in its words, link included", async () => {
  const next = "Open https://gatehouse.example/connections#v and connect it.";
  const { origin } = await loopbackServer((_, response) =>
    reply(response, 403, {
      error: "invalid_grant",
      gatehouse_error: { code: "not_connected", message: "Not connected.", next },
    }),
  );
  const tokens = fromGateway({ title: "Vendor", gatewayUrl: origin });
  await expect(tokens.token(calling("ann"))).rejects.toMatchObject({
    code: "not_connected",
    message: "Not connected.",
    next,
  });
});

test.each<[string, number, unknown]>([
  ["an answer without a token", 200, { expires_in: 1 }],
  ["an answer that is no JSON", 200, "<html>"],
  ["a failure that says nothing", 502, ""],
  ["a failure of a kind nobody knows", 403, { gatehouse_error: { code: "made_up", message: "x" } }],
])("%s is upstream_unavailable", async (_, status, body) => {
  const { origin } = await loopbackServer((__, response) => reply(response, status, body));
  const tokens = fromGateway({ title: "Vendor", gatewayUrl: origin });
  await expect(tokens.token(calling("ann"))).rejects.toMatchObject({ code: "upstream_unavailable" });
});

test("a shared token is refused where each person's own is expected", async () => {
  const { origin } = await gateway({ gatehouse_identity: "service" });
  const tokens = fromGateway({ title: "Vendor", gatewayUrl: origin });
  await expect(tokens.token(calling("ann"))).rejects.toMatchObject({ code: "internal" });
  const shared = fromGateway({ title: "Vendor", gatewayUrl: origin, identity: "service" });
  expect((await shared.token(calling("ann"))).value).toBe((await shared.token(calling("bob"))).value);
});

test("a caller without an assertion is unauthenticated, and one with it does not show it", async () => {
  const { origin, received } = await gateway();
  const tokens = fromGateway({ title: "Vendor", gatewayUrl: origin });
  await expect(tokens.token(person("ann"))).rejects.toMatchObject({ code: "unauthenticated" });
  expect(received).toEqual([]);
  const caller = calling("ann");
  expect(JSON.stringify({ caller }) + inspect({ caller }, { depth: 9 })).not.toContain(
    String(caller.assertion),
  );
});

test("a gateway in the clear is refused on start, but for this machine", () => {
  expect(() => fromGateway({ title: "V", gatewayUrl: "http://gatehouse.example" })).toThrow("https");
});
