import { randomBytes } from "node:crypto";
import type { Gateway } from "@gatehouse/gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Person, signedIn } from "../credentials/signed-in.ts";
import { openVendorWorld, TOMAS, type VendorWorld } from "../credentials/world.ts";
import { oktaGroup, oktaUser, type ScimClient, scimClient } from "../directory/scim-client.ts";
import { callTool } from "../support/mcp.ts";
import { refresh } from "./oauth.ts";
import { openReplica, querier } from "./world.ts";

const TOKEN = randomBytes(32).toString("hex");
/** The most that anything may outlive the request that switches its person off. */
const MINUTE_MS = 60_000;

let world: VendorWorld;
let replica: Gateway;
let scim: ScimClient;
let person: Person;
let id: string;
let tokens: Awaited<ReturnType<VendorWorld["tokensOf"]>>;
beforeAll(async () => {
  world = await openVendorWorld({
    config: { directory: { scim: { demo: { token: { env: "SCIM_TOKEN" } } } } },
    env: { SCIM_TOKEN: TOKEN },
  });
  replica = await openReplica(world);
  scim = scimClient(world.url, TOKEN);
  id = (await scim.ask("POST", "/Users", oktaUser(TOMAS, "demo:tomas.rivera"))).body.id;
  await scim.ask("POST", "/Groups", oktaGroup("gatehouse-project-managers", [{ value: id }]));
});
afterAll(async () => {
  await replica?.close();
  await world?.stop();
});

const statusAt = async (url: string) =>
  (await callTool(`${url}/mcp`, tokens.access_token, "netsuite_list_projects", { limit: 1 })).status;
const connections = async () =>
  (await querier(world)<{ system: string }>("select system from connection where person = $1", [id])).map(
    ({ system }) => system,
  );
const revokedAtVendor = () => world.netsuite.wire.asked.filter(({ path }) => path.endsWith("/revoke")).length;

/** Signed in with an assistant and in a browser, with an account at a vendor connected: all that there is to lose. */
async function comesIn(): Promise<void> {
  person = await signedIn(world.url, TOMAS);
  await person.press("Connect NetSuite");
  expect((await person.press("Tomás Rivera")).html).toContain(`Connected as ${TOMAS}`);
  tokens = await world.tokensOf(TOMAS);
  for (const url of [world.url, replica.url, world.url, replica.url]) expect(await statusAt(url)).toBe(200);
}

test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
  [
    "switched off as Entra ID does it",
    () => scim.patch(`/Users/${id}`, [{ op: "Replace", path: "active", value: "False" }]),
    () => scim.patch(`/Users/${id}`, [{ op: "Replace", path: "active", value: "True" }]),
  ],
  [
    "switched off as Okta does it",
    () => scim.ask("PUT", `/Users/${id}`, oktaUser(TOMAS, "demo:tomas.rivera", { active: false })),
    () => scim.ask("PUT", `/Users/${id}`, oktaUser(TOMAS, "demo:tomas.rivera")),
  ],
  [
    "deleted",
    () => scim.ask("DELETE", `/Users/${id}`),
    async () => {
      const { body } = await scim.ask("POST", "/Users", oktaUser(TOMAS, "demo:tomas.rivera"));
      expect(body).toMatchObject({ id, groups: [] });
      const { body: found } = await scim.ask("GET", "/Groups?count=1");
      const add = { op: "add", path: "members", value: [{ value: id }] };
      await scim.patch(`/Groups/${found.Resources[0].id}`, [add]);
    },
  ],
])(
  "45: whoever is %s loses access, refresh, browser and vendor account within a minute",
  async (_, leave, comeBack) => {
    await comesIn();
    const revokedBefore = revokedAtVendor();
    const startedAt = performance.now();
    await leave();
    const patience = { timeout: MINUTE_MS, interval: 20 };
    await expect.poll(() => statusAt(world.url), patience).toBe(401);
    await expect.poll(() => statusAt(replica.url), patience).toBe(401);
    expect((await refresh(world.url, tokens.refresh_token)).body.error).toBe("invalid_grant");
    expect((await refresh(replica.url, tokens.refresh_token)).body.error).toBe("invalid_grant");
    expect((await person.open("/connections")).html).not.toContain("Sign out");
    await expect.poll(connections, patience).toEqual([]);
    await expect.poll(revokedAtVendor, patience).toBe(revokedBefore + 1);
    expect(performance.now() - startedAt).toBeLessThan(MINUTE_MS);
    await expect(world.tokensOf(TOMAS)).rejects.toThrow("switched off");

    await comeBack();
    expect(await statusAt(world.url)).toBe(401);
    expect((await refresh(world.url, tokens.refresh_token)).body.error).toBe("invalid_grant");
    await world.tokensOf(TOMAS);
    // What the new sign-in gave is new; the vendor account has to be connected again.
    expect(await connections()).toEqual(["sign-in:demo"]);
  },
);

test("14: whoever is taken out of the group by SCIM is refused at the next call, at both gateways", async () => {
  tokens = await world.tokensOf(TOMAS);
  const { body } = await scim.ask("GET", `/Groups?count=1&excludedAttributes=members`);
  const group = `/Groups/${body.Resources[0].id}`;
  const refusal = async (url: string) =>
    (await callTool(`${url}/mcp`, tokens.access_token, "netsuite_list_projects", {})).body?.error?.code;
  await scim.patch(group, [{ op: "Remove", path: `members[value eq "${id}"]` }]);
  for (const url of [world.url, replica.url])
    await expect.poll(() => refusal(url), { timeout: 5_000, interval: 10 }).toBe(-32602);
});

test("41: what was ended stands in no log line and in no audit row", async () => {
  const written =
    JSON.stringify(world.logLines) + JSON.stringify(await querier(world)("select * from audit_row"));
  for (const secret of [TOKEN, tokens.access_token, tokens.refresh_token])
    expect(written).not.toContain(secret);
});
