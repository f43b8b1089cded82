import { inspect } from "node:util";
import { expect, test } from "vitest";
import { loopbackServer, person, type Received, reply } from "./loopback-server.ts";
import { onBehalfOf } from "./on-behalf-of.ts";

const grant = {
  kind: "on_behalf_of",
  tokenOrigin: "https://login.vendor.test",
  tokenPath: "/{tenant}/oauth2/v2.0/token",
  authentication: ["client_secret_post", "private_key_jwt"],
} as const;
const form = ({ body }: Received) => Object.fromEntries(new URLSearchParams(body));

const source = (origin: string, assertionOf = async (): Promise<string | undefined> => "PERSONS-OWN") =>
  onBehalfOf({
    title: "Vendor",
    origin,
    grant,
    variables: { tenant: "tenant-1" },
    clientId: "app",
    credential: { secret: "s3cret" },
    scopes: ["https://vendor.test/Read.All", "https://vendor.test/Files.Read"],
    assertionOf,
  });
const failureOf = async (origin: string) =>
  (await source(origin)).token(person("ann")).catch((caught) => caught);

test("exchanges the person's token for one at the vendor", async () => {
  const { origin, received } = await loopbackServer((_, response) =>
    reply(response, 200, {
      token_type: "Bearer",
      expires_in: 3_599,
      ext_expires_in: 3_599,
      access_token: "t1",
    }),
  );
  expect((await (await source(origin)).token(person("ann"))).value).toBe("t1");
  expect(received[0]?.url).toBe("/tenant-1/oauth2/v2.0/token");
  expect(form(received[0] as Received)).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    requested_token_use: "on_behalf_of",
    assertion: "PERSONS-OWN",
    client_id: "app",
    client_secret: "s3cret",
    scope: "https://vendor.test/Read.All https://vendor.test/Files.Read",
  });
});

test.each([
  ["is used up to five minutes before its end", 601, 1],
  ["with no more than that left is used for half of its life", 2, 1],
  ["past that point is exchanged anew", 0, 2],
])("a token that %s", async (_, expires_in, exchanges) => {
  const { origin, received } = await loopbackServer((_request, response) =>
    reply(response, 200, { token_type: "Bearer", expires_in, access_token: "t1" }),
  );
  const tokens = await source(origin);
  await tokens.token(person("ann"));
  await tokens.token(person("ann"));
  expect(received).toHaveLength(exchanges);
});

test("a person without a token of their own is not_connected, and the vendor is not asked", async () => {
  const { origin, received } = await loopbackServer((_, response) => reply(response, 500));
  const tokens = await source(origin, async () => undefined);
  await expect(tokens.token(person("ann"))).rejects.toMatchObject({
    code: "not_connected",
    next: expect.stringContaining("Sign in to Gatehouse again"),
  });
  expect(received).toEqual([]);
});

test("a vendor that wants more proof is not_connected, and the person is told where to give it", async () => {
  const claims = '{"access_token":{"capolids":{"essential":true,"values":["SECRET-POLICY"]}}}';
  for (const error of ["interaction_required", "invalid_grant"]) {
    const { origin, received } = await loopbackServer((_, response) =>
      reply(response, 400, {
        error,
        error_description: "AADSTS50076: PERSONS-OWN",
        error_codes: [50076],
        claims,
      }),
    );
    const failure = await failureOf(origin);
    expect(failure).toMatchObject({
      code: "not_connected",
      next: expect.stringContaining("Sign in to Vendor in a browser"),
      cause: { vendorCode: error },
    });
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toMatch(/SECRET-POLICY|PERSONS-OWN|s3cret/);
    expect(received).toHaveLength(1);
  }
});

test("an answer that cannot be used leaves none of its tokens in the error", async () => {
  for (const body of [{ access_token: "LIVE", token_type: "mac" }, '{"access_token":"LIVE']) {
    const { origin } = await loopbackServer((_, response) => reply(response, 200, body));
    const failure = await failureOf(origin);
    expect(failure.code).toBe("upstream_unavailable");
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toMatch(/LIVE|PERSONS-OWN|s3cret/);
  }
});
