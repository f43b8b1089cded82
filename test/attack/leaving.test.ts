import type { Gateway } from "@gatehouse/gateway";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { CLIENT_ID } from "../support/house.ts";
import { callTool, modern } from "../support/mcp.ts";
import { refresh } from "./oauth.ts";
import { AMARA, openReplica, openWorld, type World } from "./world.ts";

/** How long a removed right may still work: the notice has to travel. */
const SOON = { timeout: 5_000, interval: 10 };

let world: World;
let replica: Gateway;
let tokens: Awaited<ReturnType<World["tokensOf"]>>;
let person: string;
let former: string;
beforeAll(async () => {
  world = await openWorld();
  former = JSON.stringify(world.config);
  replica = await openReplica(world);
});
afterAll(async () => {
  await replica?.close();
  await world?.stop();
});

const call = async (url: string) =>
  callTool(`${url}/mcp`, tokens.access_token, "fast_echo", { text: "still here" });

/** `ok`, or how the call was refused. */
async function outcome(url: string): Promise<string> {
  const { status, body } = await call(url);
  if (status !== 200) return String(status);
  if (body?.error) return String(body.error.code);
  return body?.result.isError ? body.result._meta["gatehouse/error"].code : "ok";
}

beforeEach(async () => {
  tokens = await world.tokensOf(AMARA);
  person = String(decodeJwt(tokens.access_token).sub);
  // Both have answered from memory before the right goes: what they remember is what is attacked.
  for (const url of [world.url, replica.url, world.url, replica.url]) expect(await outcome(url)).toBe("ok");
});

afterEach(async () => {
  await world.query(
    "update person set active = true, groups = '{gatehouse-finance}' where id = $1 and (not active or groups <> '{gatehouse-finance}')",
    [person],
  );
  await world.save((config) => Object.assign(config, JSON.parse(former)));
  await expect.poll(() => isAllowed(world.url), { timeout: 3_000, interval: 20 }).toBe(true);
  await expect.poll(() => isAllowed(replica.url), { timeout: 3_000, interval: 20 }).toBe(true);
});

/** Whether a fresh sign-in would be served: the state every test starts from. */
async function isAllowed(url: string): Promise<boolean> {
  const fresh = await world.tokensOf(AMARA);
  const { body } = await callTool(`${url}/mcp`, fresh.access_token, "fast_echo", { text: "again" });
  return body?.result?.isError === undefined && body?.error === undefined;
}

test.each<[string, string, string]>([
  ["disabled", "update person set active = false where id = $1", "401"],
  ["taken out of every group", "update person set groups = '{}' where id = $1", "-32602"],
  ["moved to a group without rights", "update person set groups = '{others}' where id = $1", "-32602"],
])("14: a person who was %s is refused at the next call, at both gateways", async (_, sql, refused) => {
  await world.query(sql, [person]);
  await expect.poll(() => outcome(world.url), SOON).toBe(refused);
  await expect.poll(() => outcome(replica.url), SOON).toBe(refused);
});

test("14: whoever was disabled gets no new token either", async () => {
  await world.query("update person set active = false where id = $1", [person]);
  expect((await refresh(world.url, tokens.refresh_token)).body.error).toBe("invalid_grant");
  await expect(world.tokensOf(AMARA)).rejects.toThrow("switched off");
});

test("14: a tool taken from a role in the saved configuration is refused and no longer listed", async () => {
  await world.save(({ roles }) => {
    (roles as Record<string, { tools: string[] }>).everything = {
      ...(roles as Record<string, { tools: string[] }>).everything,
      tools: ["fast_list_rows"],
    };
  });
  await expect.poll(() => outcome(world.url), SOON).toBe("-32602");
  await expect.poll(() => outcome(replica.url), SOON).toBe("-32602");
  const { body } = await modern(`${world.url}/mcp`, tokens.access_token, "tools/list");
  expect(body?.result.tools.map(({ name }: { name: string }) => name)).not.toContain("fast_echo");
});

test("14: a group taken from a role in the saved configuration takes its people's rights", async () => {
  await world.save(({ roles }) => {
    const { everything } = roles as Record<string, { groups: string[] }>;
    if (everything) everything.groups = everything.groups.filter((group) => group !== "gatehouse-finance");
  });
  await expect.poll(() => outcome(world.url), SOON).toBe("-32602");
});

test("14: a configuration that is not valid opens nothing: the rules before it stay in force", async () => {
  await world.query("update person set groups = '{}' where id = $1", [person]);
  await expect.poll(() => outcome(world.url), SOON).toBe("-32602");
  const before = world.logLines.length;
  await world.save(({ roles }) => {
    const { everything } = roles as Record<string, { groups: string[]; tools: string[] }>;
    everything?.groups.push("");
    everything?.tools.push("*");
  });
  const isTold = () => world.logLines.slice(before).some(({ message }) => message.includes("not valid"));
  await expect.poll(isTold, { timeout: 3_000, interval: 20 }).toBe(true);
  expect(await outcome(world.url)).toBe("-32602");
});

test("14: a connection the client gave up is refused at the next call, although its token is young", async () => {
  const body = new URLSearchParams({ token: tokens.refresh_token, client_id: CLIENT_ID });
  await fetch(`${world.url}/oauth/revoke`, { method: "POST", body });
  await expect.poll(() => outcome(world.url), SOON).toBe("401");
  await expect.poll(() => outcome(replica.url), SOON).toBe("401");
});

test("14: a login that reached its age is over, although its token is young", async () => {
  await world.query("update oidc_model set expires_at = now() where model = 'Grant'");
  await expect.poll(() => outcome(world.url), SOON).toBe("401");
  await expect.poll(() => outcome(replica.url), SOON).toBe("401");
});

test("14: a person erased from the directory is refused", async () => {
  await world.query("delete from person where id = $1", [person]);
  await expect.poll(() => outcome(world.url), SOON).toBe("401");
  await expect.poll(() => outcome(replica.url), SOON).toBe("401");
});
