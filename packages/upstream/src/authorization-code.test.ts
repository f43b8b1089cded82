import { inspect } from "node:util";
import { expect, test } from "vitest";
import { authorizationCode, singleRefreshToken } from "./authorization-code.ts";
import { loopbackServer, person, type Received, reply } from "./loopback-server.ts";

const grant = {
  kind: "authorization_code",
  authorizeUrl: "https://vendor.test/a",
  tokenPath: "/token",
  authentication: ["client_secret_basic", "none"],
} as const;
const form = (request: Received | undefined) => Object.fromEntries(new URLSearchParams(request?.body));

function source(origin: string, refreshToken: string | undefined, clientSecret?: string) {
  const refreshTokens = singleRefreshToken("ann@example.com", refreshToken);
  return authorizationCode({
    title: "Vendor",
    origin,
    grant,
    clientId: "client1",
    credential: clientSecret === undefined ? undefined : { secret: clientSecret },
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
  const tokens = await source(origin, "r1");
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
  await (await source(origin, "r1", "s3cret")).token(person("ann"));
  expect(received[0]?.headers.authorization).toBe(`Basic ${btoa("client1:s3cret")}`);
  expect(received[0]?.body).not.toContain("s3cret");
});

test("somebody who has connected nothing is not_connected, and the vendor is not asked", async () => {
  const { origin, received } = await loopbackServer((_, response) => reply(response, 500));
  const connected = await source(origin, "r1");
  await expect(connected.token(person("bob"))).rejects.toMatchObject({ code: "not_connected" });
  const empty = await source(origin, undefined);
  await expect(empty.token(person("ann"))).rejects.toMatchObject({ code: "not_connected" });
  expect(received).toEqual([]);
});

test("a grant the vendor no longer accepts is not_connected", async () => {
  const { origin } = await loopbackServer((_, response) => reply(response, 400, { error: "invalid_grant" }));
  const tokens = await source(origin, "r1");
  await expect(tokens.token(person("ann"))).rejects.toMatchObject({
    code: "not_connected",
    next: expect.stringContaining("Connect your Vendor account"),
  });
});

test("a token answer that cannot be used leaves none of its tokens in the error", async () => {
  for (const body of [
    { access_token: "LIVE", refresh_token: "LIVE", token_type: "mac" },
    { access_token: "LIVE", refresh_token: "LIVE", token_type: "bearer", expires_in: "soon" },
    '{"access_token":"LIVE',
  ]) {
    const { origin } = await loopbackServer((_, response) => reply(response, 200, body));
    const tokens = await source(origin, "r1");
    const error = await tokens.token(person("ann")).catch((caught) => caught);
    expect(error).toMatchObject({ code: "upstream_unavailable", cause: { code: expect.any(String) } });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("LIVE");
  }
});

test("the vendor's word for its refusal is kept for the log", async () => {
  const { origin } = await loopbackServer((_, response) => reply(response, 400, { error: "invalid_grant" }));
  const tokens = await source(origin, "r1");
  await expect(tokens.token(person("ann"))).rejects.toMatchObject({
    cause: { status: 400, vendorCode: "invalid_grant" },
  });
});
