import { expect, test } from "vitest";
import { authorizationCode, singleRefreshToken } from "./authorization-code.ts";
import { loopbackServer, person, type Received, reply } from "./loopback-server.ts";

const grant = {
  kind: "authorization_code",
  authorizeUrl: "https://vendor.test/a",
  tokenPath: "/token",
} as const;
const form = (request: Received | undefined) => Object.fromEntries(new URLSearchParams(request?.body));

function source(origin: string, refreshToken: string | undefined, clientSecret?: string) {
  const refreshTokens = singleRefreshToken("ann@example.com", refreshToken);
  return authorizationCode({
    title: "Vendor",
    origin,
    grant,
    clientId: "client1",
    clientSecret,
    refreshTokens,
  });
}

test("uses a rotated refresh token the next time", async () => {
  let turn = 0;
  const { origin, received } = await loopbackServer((_, response) => {
    turn++;
    reply(response, 200, {
      access_token: `t${turn}`,
      expires_in: 3600,
      token_type: "bearer",
      refresh_token: `r${turn + 1}`,
    });
  });
  const tokens = source(origin, "r1");
  const first = await tokens.token(person("ann"));
  const second = await tokens.renew(person("ann"), first);
  expect([first.value, second.value]).toEqual(["t1", "t2"]);
  expect(received.map((request) => form(request).refresh_token)).toEqual(["r1", "r2"]);
  expect(form(received[0])).toMatchObject({ grant_type: "refresh_token", client_id: "client1" });
});

test("a confidential client sends its secret by HTTP Basic and nowhere else", async () => {
  const { origin, received } = await loopbackServer((_, response) =>
    reply(response, 200, { access_token: "t", expires_in: 3600, token_type: "bearer" }),
  );
  await source(origin, "r1", "s3cret").token(person("ann"));
  expect(received[0]?.headers.authorization).toBe(`Basic ${btoa("client1:s3cret")}`);
  expect(received[0]?.body).not.toContain("s3cret");
});

test("somebody who has connected nothing is not_connected, and the vendor is not asked", async () => {
  const { origin, received } = await loopbackServer((_, response) => reply(response, 500));
  await expect(source(origin, "r1").token(person("bob"))).rejects.toMatchObject({ code: "not_connected" });
  await expect(source(origin, undefined).token(person("ann"))).rejects.toMatchObject({
    code: "not_connected",
  });
  expect(received).toEqual([]);
});

test("a grant the vendor no longer accepts is not_connected", async () => {
  const { origin } = await loopbackServer((_, response) => reply(response, 400, { error: "invalid_grant" }));
  await expect(source(origin, "r1").token(person("ann"))).rejects.toMatchObject({
    code: "not_connected",
    next: expect.stringContaining("Connect your Vendor account"),
  });
});
