import { afterAll, beforeAll, expect, test } from "vitest";
import { refresh } from "../attack/oauth.ts";
import { AMARA, openReplica, openWorld, type World } from "../attack/world.ts";
import type { Tokens } from "../support/house.ts";
import { modern } from "../support/mcp.ts";

let world: World;
let tokens: Tokens;
beforeAll(async () => {
  world = await openWorld();
  tokens = await world.tokensOf(AMARA);
});
afterAll(() => world?.stop());

const list = async (url: string) => (await modern(`${url}/mcp`, tokens.access_token, "tools/list")).status;

test("whoever came by an identity provider that was taken out is out with it: no call, no further token", async () => {
  const same = await openReplica(world);
  expect(await list(same.url)).toBe(200);
  await same.close();

  await world.save((config) => {
    const { demo } = config.identityProviders as Record<string, object>;
    config.identityProviders = { demo: { ...demo, issuer: "http://127.0.0.1:1" } };
  });
  const without = await openReplica(world);
  expect(await list(without.url)).toBe(401);
  const { status, body } = await refresh(without.url, tokens.refresh_token);
  expect([status, body.error]).toEqual([400, "invalid_grant"]);
  await without.close();
});
