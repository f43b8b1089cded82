import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLIENT_ID } from "../support/house.ts";
import { modern } from "../support/mcp.ts";
import {
  CHALLENGE,
  type Changes,
  newCode,
  OTHER_CLIENT_ID,
  redeem,
  refresh,
  TWO_CLIENTS,
  VERIFIER,
} from "./oauth.ts";
import { openReplicaProcess } from "./replica-process.ts";
import { AMARA, openReplica, openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld(TWO_CLIENTS);
});
afterAll(() => world?.stop());

/** Whether an access token opens the door now. */
const isAdmitted = async (token = "") =>
  (await modern(`${world.url}/mcp`, token, "tools/list")).status === 200;

/** As if every refresh token that was exchanged had been exchanged so much earlier. */
const age = (seconds: number) =>
  world.query(
    `update oidc_model set consumed_at = consumed_at - make_interval(secs => $1)
     where model = 'RefreshToken' and consumed_at is not null`,
    [seconds],
  );

async function newTokens() {
  const { status, body } = await redeem(world.url, await newCode(world, AMARA));
  expect(status).toBe(200);
  return body;
}

test("9: of fifty parallel redemptions at two gateway processes on one database exactly one succeeds", async () => {
  const replica = await openReplicaProcess(world);
  const code = await newCode(world, AMARA);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => redeem(index % 2 ? replica.url : world.url, code)),
  );
  await replica.stop();
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const refusals = answers.filter(({ status }) => status !== 200);
  expect(new Set(refusals.map(({ status, body }) => `${status} ${body.error}`))).toEqual(
    new Set(["400 invalid_grant"]),
  );
});

test.each<[string, Changes]>([
  ["another verifier", { code_verifier: VERIFIER.split("").reverse().join("") }],
  ["no verifier", { code_verifier: undefined }],
  ["the challenge in place of the verifier", { code_verifier: CHALLENGE }],
  ["another client", { client_id: OTHER_CLIENT_ID }],
  ["a client nobody knows", { client_id: "nobody" }],
  ["no client", { client_id: undefined }],
  ["another port in the redirect", { redirect_uri: "http://127.0.0.1:9/callback" }],
  ["another path in the redirect", { redirect_uri: "http://127.0.0.1:4321/callback/" }],
  ["no redirect", { redirect_uri: undefined }],
  ["the resource of one system", { resource: "(url)/mcp/fast" }],
  ["a resource elsewhere", { resource: "https://elsewhere.example/mcp" }],
  ["the grant type of a refresh", { grant_type: "refresh_token" }],
])("10: a code is refused with %s", async (_, changes) => {
  const code = await newCode(world, AMARA);
  const resolved = Object.fromEntries(
    Object.entries(changes).map(([key, value]) => [key, value?.replace("(url)", world.url)]),
  );
  const { status, body } = await redeem(world.url, code, resolved);
  expect([400, 401]).toContain(status);
  expect(body.error).toMatch(/^(invalid_\w+|unauthorized_client)$/);
  expect(body).not.toHaveProperty("access_token");
  expect(body).not.toHaveProperty("refresh_token");
});

test.each([
  ["cut short", (code: string) => code.slice(0, -1)],
  ["with a NUL behind it", (code: string) => `${code}\0`],
  ["in other letters", (code: string) => code.toUpperCase()],
  ["empty", () => ""],
])("10: a code is refused when %s", async (_, change) => {
  const { status, body } = await redeem(world.url, change(await newCode(world, AMARA)));
  expect({ status, token: body.access_token }).toEqual({ status: 400, token: undefined });
});

test("10: a code is refused after its minute", async () => {
  const code = await newCode(world, AMARA);
  const [row] = await world.query<{ seconds: number }>(
    `select extract(epoch from max(expires_at) - now())::int as seconds
     from oidc_model where model = 'AuthorizationCode'`,
  );
  expect(row?.seconds).toBeLessThanOrEqual(60);
  await world.query("update oidc_model set expires_at = now() where model = 'AuthorizationCode'");
  expect((await redeem(world.url, code)).body.error).toBe("invalid_grant");
});

test("10: a code presented again ends the refresh token and the access token that came of it", async () => {
  const code = await newCode(world, AMARA);
  const { body } = await redeem(world.url, code);
  expect(await isAdmitted(body.access_token)).toBe(true);
  expect((await redeem(world.url, code)).body.error).toBe("invalid_grant");
  expect((await refresh(world.url, body.refresh_token)).body.error).toBe("invalid_grant");
  await expect.poll(() => isAdmitted(body.access_token), { timeout: 5_000, interval: 20 }).toBe(false);
});

test("11: inside the grace a refresh token works again, at either gateway, and that is logged", async () => {
  const replica = await openReplica(world);
  const { refresh_token } = await newTokens();
  const answers = await Promise.all([world.url, replica.url].map((url) => refresh(url, refresh_token)));
  await replica.close();
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect((await refresh(world.url, refresh_token)).status).toBe(200);
  expect(world.logLines.map(({ message }) => message)).toContain(
    "a refresh token was used again within its grace",
  );
});

test("11: after the grace its reuse ends the login: the successors and their access tokens as well", async () => {
  const { refresh_token } = await newTokens();
  const successor = await refresh(world.url, refresh_token);
  expect(await isAdmitted(successor.body.access_token)).toBe(true);
  await age(31);
  expect((await refresh(world.url, refresh_token)).body.error).toBe("invalid_grant");
  expect((await refresh(world.url, successor.body.refresh_token)).body.error).toBe("invalid_grant");
  await expect
    .poll(() => isAdmitted(successor.body.access_token), { timeout: 5_000, interval: 20 })
    .toBe(false);
});

test("11: another client is refused, and the token stays good for its own", async () => {
  const { refresh_token } = await newTokens();
  const stolen = await refresh(world.url, refresh_token, { client_id: OTHER_CLIENT_ID });
  expect(stolen.body).toMatchObject({ error: "invalid_grant" });
  expect((await refresh(world.url, refresh_token)).status).toBe(200);
});

test("11: another client cannot revoke it either", async () => {
  const { refresh_token = "" } = await newTokens();
  const body = new URLSearchParams({ token: refresh_token, client_id: OTHER_CLIENT_ID });
  await fetch(`${world.url}/oauth/revoke`, { method: "POST", body });
  expect((await refresh(world.url, refresh_token)).status).toBe(200);
});

test.each<[string, Changes]>([
  ["for a wider scope", { scope: "mcp:read mcp:write" }],
  ["for another resource", { resource: "https://elsewhere.example/mcp" }],
])("11: a refresh is refused %s", async (_, changes) => {
  const { refresh_token } = await newTokens();
  const { status, body } = await refresh(world.url, refresh_token, changes);
  expect({ status, token: body.access_token }).toEqual({ status: 400, token: undefined });
});

test("11: what a refresh token gives is for the same person, client and audience", async () => {
  const tokens = await newTokens();
  const renewed = await refresh(world.url, tokens.refresh_token);
  const kept = ({ sub, aud, client_id, gid }: ReturnType<typeof decodeJwt>) => ({ sub, aud, client_id, gid });
  const before = kept(decodeJwt(tokens.access_token ?? ""));
  expect(before).toMatchObject({ aud: `${world.url}/mcp`, client_id: CLIENT_ID });
  expect(kept(decodeJwt(renewed.body.access_token ?? ""))).toEqual(before);
});
