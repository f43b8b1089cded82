import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore as in world.ts
import { openLiveDirectory } from "../../gateway/src/store/liveness.ts";
import { signIn } from "../support/headless-sign-in.ts";
import { authorizationUrl, CLIENT, newTokens, refresh, SOMEBODY, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test("a person signs in, and the client gets tokens that it can refresh", async () => {
  const tokens = await newTokens(world);
  expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
  const renewed = await refresh(world, tokens.refresh_token);
  expect(renewed.status).toBe(200);
  expect(renewed.body.refresh_token).not.toBe(tokens.refresh_token);
  const [before, after] = await Promise.all(
    [tokens.access_token, renewed.body.access_token].map((token) =>
      world.server.verifyAccessToken(token ?? ""),
    ),
  );
  expect(after).toMatchObject({
    grantId: before?.grantId,
    personId: before?.personId,
    audience: world.resource,
  });
});

test("an access token says who, for whom, for what and until when, and nothing personal", async () => {
  const { access_token = "" } = await newTokens(world);
  expect(decodeProtectedHeader(access_token)).toEqual({ alg: "ES256", typ: "at+jwt", kid: "first" });
  const { rows } = await world.database.pool.query("select id from person where email = $1", [SOMEBODY]);
  expect(decodeJwt(access_token)).toEqual({
    iss: world.url,
    aud: world.resource,
    sub: rows[0]?.id,
    client_id: CLIENT.clientId,
    scope: "mcp:read",
    jti: expect.any(String),
    gid: expect.any(String),
    iat: expect.any(Number),
    exp: expect.any(Number),
  });
});

test("the client learns the issuer with the code, and gets its state back", async () => {
  const back = await signIn(authorizationUrl(world), { email: SOMEBODY });
  expect(Object.fromEntries(back.searchParams)).toEqual({
    code: expect.any(String),
    state: "client-state",
    iss: world.url,
  });
});

test("whoever holds an access token is live until the login is ended", async () => {
  const directory = await openLiveDirectory(world.database);
  const tokens = await newTokens(world);
  const { personId, grantId } = await world.server.verifyAccessToken(tokens.access_token ?? "");
  expect(await directory.get(personId, grantId)).toMatchObject({ email: SOMEBODY, amr: ["demo"] });
  const body = new URLSearchParams({ token: tokens.refresh_token ?? "", client_id: CLIENT.clientId });
  await fetch(`${world.url}/oauth/revoke`, { method: "POST", body });
  await expect.poll(async () => directory.get(personId, grantId)).toBeUndefined();
  await directory.close();
});

test("what the identity provider says of a person is kept for decisions and audit", async () => {
  await newTokens(world);
  const { rows } = await world.database.pool.query("select * from person where email = $1", [SOMEBODY]);
  expect(rows[0]).toMatchObject({
    issuer: world.providerUrl,
    name: "Amara Osei",
    groups: ["gatehouse-finance"],
    amr: ["demo"],
    auth_time: expect.any(Date),
    active: true,
  });
});
