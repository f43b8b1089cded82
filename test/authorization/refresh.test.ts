import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the hash under which the store keeps a token
import { hashId } from "../../gateway/src/store/hash-id.ts";
import { CLIENT, newTokens, OTHER_CLIENT, refresh, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** As if the refresh token had been exchanged so long ago. */
const pretendUsed = (refreshToken: string | undefined, secondsAgo: number) =>
  world.database.pool.query(
    "update oidc_model set consumed_at = now() - make_interval(secs => $2) where id_hash = $1",
    [hashId(refreshToken ?? ""), secondsAgo],
  );

const eventsOf = (kind: string) => world.events.filter((event) => event.kind === kind);

test("three parallel refreshes all succeed, and each successor lives on", async () => {
  const { refresh_token } = await newTokens(world);
  const answers = await Promise.all([1, 2, 3].map(() => refresh(world, refresh_token)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const successors = await Promise.all(answers.map(({ body }) => refresh(world, body.refresh_token)));
  expect(successors.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test("a refresh token used again within 30 seconds works, and is logged with both addresses", async () => {
  const { refresh_token } = await newTokens(world);
  await refresh(world, refresh_token);
  await pretendUsed(refresh_token, 29);
  expect((await refresh(world, refresh_token)).status).toBe(200);
  const line = world.logLines.findLast(({ message }) => message.includes("within its grace"));
  expect(line).toMatchObject({
    level: "warn",
    details: { clientId: CLIENT.clientId, firstAddress: "127.0.0.1", secondAddress: "127.0.0.1" },
  });
  expect(eventsOf("grace_hit").at(-1)).toMatchObject({ firstAddress: "127.0.0.1", address: "127.0.0.1" });
});

test("a refresh token used again later ends the whole login", async () => {
  const { refresh_token } = await newTokens(world);
  const successor = await refresh(world, refresh_token);
  await pretendUsed(refresh_token, 31);
  const answer = await refresh(world, refresh_token);
  expect(answer).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  expect(answer.body.error_description).toContain("connect again");
  expect((await refresh(world, successor.body.refresh_token)).body.error).toBe("invalid_grant");
  expect(eventsOf("revocation").at(-1)?.reason).toContain("presented again");
});

test("a refresh token is refused to another client, and stays good for its own", async () => {
  const { refresh_token } = await newTokens(world);
  const stolen = await refresh(world, refresh_token, { client_id: OTHER_CLIENT.clientId });
  expect(stolen.body.error).toBe("invalid_grant");
  expect((await refresh(world, refresh_token)).status).toBe(200);
});

test("a refresh gives no scope and no resource beyond the consent", async () => {
  const { refresh_token } = await newTokens(world);
  expect((await refresh(world, refresh_token, { scope: "mcp:read mcp:write" })).body.error).toBe(
    "invalid_scope",
  );
  const elsewhere = await refresh(world, refresh_token, { resource: `${world.resource}/netsuite` });
  expect(elsewhere.body.error).toBe("invalid_target");
});

test("a person who was switched off cannot refresh", async () => {
  const { refresh_token, access_token } = await newTokens(world);
  const { personId } = await world.server.verifyAccessToken(access_token ?? "");
  await world.database.pool.query("update person set active = false where id = $1", [personId]);
  expect((await refresh(world, refresh_token)).body.error).toBe("invalid_grant");
  await world.database.pool.query("update person set active = true where id = $1", [personId]);
});

test("a login ends at its age, however recently it was refreshed", async () => {
  const { refresh_token } = await newTokens(world);
  await world.database.pool.query("update oidc_model set expires_at = now() where model = 'Grant'");
  expect((await refresh(world, refresh_token)).body.error).toBe("invalid_grant");
});

test("a client that revokes its refresh token ends the login", async () => {
  const { refresh_token = "", access_token } = await newTokens(world);
  const { grantId, personId } = await world.server.verifyAccessToken(access_token ?? "");
  const body = new URLSearchParams({ token: refresh_token, client_id: CLIENT.clientId });
  const response = await fetch(`${world.url}/oauth/revoke`, { method: "POST", body });
  expect(response.status).toBe(200);
  expect((await refresh(world, refresh_token)).body.error).toBe("invalid_grant");
  expect(eventsOf("revocation").at(-1)).toMatchObject({
    grantId,
    personId,
    reason: "the client asked for it",
  });
});

test("issued and renewed tokens are events that name person, client and grant, and no secret", async () => {
  const tokens = await newTokens(world);
  const renewed = await refresh(world, tokens.refresh_token);
  const { jti, personId, grantId } = await world.server.verifyAccessToken(renewed.body.access_token ?? "");
  expect(eventsOf("token_refreshed").at(-1)).toMatchObject({
    tokenId: jti,
    personId,
    grantId,
    scope: "mcp:read",
  });
  expect(eventsOf("token_issued").at(-1)).toMatchObject({ personId, grantId, resource: world.resource });
  const written = JSON.stringify([world.events, world.logLines]);
  const secrets = [tokens.refresh_token, tokens.access_token, renewed.body.refresh_token];
  for (const secret of secrets) expect(written).not.toContain(secret);
});
