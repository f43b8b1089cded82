import { decodeJwt } from "jose";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore time passes for what is sealed here, which only its key opens
import { createConnections, credentialIn } from "../../gateway/src/credentials/connections.ts";
// @boundaries-ignore as above
import { localKeys } from "../../gateway/src/credentials/key-service.ts";
// @boundaries-ignore as above
import { createVault } from "../../gateway/src/credentials/vault.ts";
import { querier } from "../attack/world.ts";
import type { Told } from "../support/open-products.ts";
import { AMARA, DANIEL, openVendorWorld, TOMAS, type VendorWorld } from "./world.ts";

/** Both of the tour's people hold every tool here: what each of them sees is the vendors' decision alone. */
let world: VendorWorld;
beforeAll(async () => {
  world = await openVendorWorld();
});
afterAll(() => world?.stop());

const both = async (tool: string, args: object): Promise<[Told, Told]> => [
  await world.ask(TOMAS, tool, { ...args }),
  await world.ask(DANIEL, tool, { ...args }),
];
const itemsOf = ({ data }: Told, name: string): string[] =>
  data.items.map((item: Record<string, string>) => item[name]);
/** Whom the assertions name that were shown at a token endpoint. */
const subjectsAt = ({ wire }: Pick<VendorWorld["salesforce"], "wire">, claim: string): string[] =>
  wire.asked.flatMap(({ body }) => {
    const assertion = new URLSearchParams(body).get("assertion");
    return assertion ? [String(decodeJwt(assertion)[claim])] : [];
  });

test("Salesforce shows the two people different records, each under their own user", async () => {
  const [manager, seller] = await both("salesforce_list_opportunities", { limit: 50 });
  expect([manager.outcome, seller.outcome]).toEqual(["ok", "ok"]);
  expect(itemsOf(seller, "id").length).toBeGreaterThan(0);
  expect(itemsOf(manager, "id")).not.toEqual(itemsOf(seller, "id"));
  expect(subjectsAt(world.salesforce, "sub")).toEqual([TOMAS, DANIEL]);
});

test("SharePoint shows the two people different files, each by the company login they signed in with", async () => {
  const [manager, seller] = await both("sharepoint_search", { query: "contract", limit: 20 });
  expect([manager.outcome, seller.outcome]).toEqual(["ok", "ok"]);
  const names = [manager, seller].map((said) => JSON.stringify(said.data.items));
  expect(names[0]).not.toBe(names[1]);
  const sites = await both("sharepoint_find_sites", { limit: 50 });
  expect(JSON.stringify(sites[0].data)).not.toBe(JSON.stringify(sites[1].data));
  expect(subjectsAt(world.sharepoint, "preferred_username")).toEqual([TOMAS, DANIEL]);
});

test("whoever is disabled has nothing left at the gateway, and the other one goes on", async () => {
  const query = querier(world);
  const kept = () =>
    query<{ system: string }>(
      "select system from connection c join person p on p.id = c.person where p.email = $1",
      [TOMAS],
    );
  expect(await kept()).toEqual([{ system: "sign-in:demo" }]);
  await query("update person set active = false where email = $1", [TOMAS]);
  await expect.poll(async () => (await world.ask(TOMAS, "sharepoint_find_sites", {})).outcome).not.toBe("ok");
  await expect.poll(kept, { timeout: 30_000 }).toEqual([]);
  expect((await world.ask(DANIEL, "sharepoint_find_sites", {})).outcome).toBe("ok");
});

test("what the company login gave is renewed at its provider once it has ended, without anybody signing in", async () => {
  await world.tokensOf(AMARA);
  const pool = new pg.Pool({ connectionString: world.database.url });
  const key = Buffer.from(world.env.VAULT_KEY ?? "", "base64");
  const vault = createVault(localKeys([{ id: "first", key }]));
  const { rows } = await pool.query(
    "select c.* from connection c join person p on p.id = c.person where p.email = $1 and c.system = 'sign-in:demo'",
    [AMARA],
  );
  const credential = await credentialIn(vault, rows[0]);
  const tokens = { assertion: { value: "of the day before", expiresAt: Date.now() - 1 } };
  await createConnections(pool, vault).save(rows[0], {
    account: AMARA,
    scopes: [],
    credential: { ...credential, tokens },
  });
  await pool.end();
  expect((await world.ask(AMARA, "sharepoint_find_sites", {})).outcome).toBe("ok");
});
