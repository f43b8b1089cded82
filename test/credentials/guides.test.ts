import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { signedIn } from "./signed-in.ts";
import { AMARA, type Guided, openVendorWorld, TOMAS, type VendorWorld } from "./world.ts";

// The guides of the four systems: what they say to write for the gateway is what it runs on here, but for addresses, the
// simulated tenant and the file that a key lies in. What they say to click at a vendor nobody could try.

const SYSTEMS = ["salesforce", "sharepoint", "netsuite", "bamboohr"] as const;
const guideOf = (system: string) =>
  readFile(new URL(`../../gateway/guides/connect-${system}.md`, import.meta.url), "utf8");

let world: VendorWorld;
beforeAll(async () => {
  const guided = await Promise.all(
    SYSTEMS.map(async (system) => {
      const [, block = ""] = /```yaml\n(.*?)```/s.exec(await guideOf(system)) ?? [];
      const { url, catalog, credentials } = parse(block).systems[system];
      expect({ url, catalog }).toEqual({
        url: { env: `${system.toUpperCase()}_SERVER_URL` },
        catalog: `servers/${system}/catalog`,
      });
      return [system, credentials] as const;
    }),
  );
  world = await openVendorWorld({ config: {}, guided: Object.fromEntries(guided) as Guided });
});
afterAll(() => world?.stop());

test.each(["netsuite", "bamboohr"])(
  "the guide of %s names the redirect that its vendor is given",
  async (system) => {
    const text = (await guideOf(system)).replaceAll("<gateway>", world.url);
    expect(text).toContain(`\`${world.url}/connections/${system}/callback\``);
    expect(text).toContain(`\`${system.toUpperCase()}_IDENTITY=gateway\``);
  },
);

test("what needs no connecting works with the sign-in alone", async () => {
  expect((await world.ask(TOMAS, "salesforce_list_opportunities", { limit: 2 })).outcome).toBe("ok");
  expect((await world.ask(TOMAS, "sharepoint_find_sites", { limit: 2 })).outcome).toBe("ok");
});

test("NetSuite and BambooHR are connected by the person, and then work", async () => {
  const manager = await signedIn(world.url, TOMAS);
  await manager.press("Connect NetSuite");
  expect((await manager.press("Tomás Rivera")).html).toContain(`Connected as ${TOMAS}`);
  expect((await world.ask(TOMAS, "netsuite_list_projects", { limit: 2 })).outcome).toBe("ok");
  const finance = await signedIn(world.url, AMARA);
  await finance.press("Connect BambooHR");
  expect((await finance.press("Amara Osei")).html).toContain(`Connected as ${AMARA}`);
  expect((await world.ask(AMARA, "bamboohr_whoami")).outcome).toBe("ok");
});
