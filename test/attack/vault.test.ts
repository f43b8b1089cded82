import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertionFor } from "../credentials/assertion-for.ts";
import { signedIn } from "../credentials/signed-in.ts";
import { AMARA, openVendorWorld, TOMAS, type VendorWorld } from "../credentials/world.ts";
import { openReplica, querier } from "./world.ts";

/** Somebody has the whole database and all of the code, but not the key that is elsewhere; or writes to the database. */
let world: VendorWorld;
beforeAll(async () => {
  world = await openVendorWorld();
  listen();
  for (const [email, name] of [
    [AMARA, "Amara Osei"],
    [TOMAS, "Tomás Rivera"],
  ] as const) {
    const person = await signedIn(world.url, email);
    for (const system of ["BambooHR", "NetSuite"]) {
      await person.open("/connections");
      await person.press(`Connect ${system}`);
      await person.press(name);
    }
  }
});
afterAll(() => world?.stop());

const query = <Row extends object>(text: string, values: unknown[] = []) => querier(world)<Row>(text, values);

/** Every token that a vendor gave, and every secret that was shown to one, as they passed by. */
const secretsSeen = new Set<string>();
const SECRETS = ["access_token", "refresh_token", "code", "code_verifier", "assertion", "client_secret"];

function listen() {
  for (const { wire } of [world.bamboohr, world.netsuite, world.sharepoint, world.salesforce])
    wire.alter = async ({ path, body }, answer) => {
      if (!/token|oauth2/.test(path)) return answer;
      const text = await answer.clone().text();
      const given = text.startsWith("{") ? Object.entries(JSON.parse(text)) : [];
      for (const [name, value] of [...given, ...new URLSearchParams(body)])
        if (SECRETS.includes(name)) secretsSeen.add(String(value));
      return answer;
    };
}

test("42: no refresh token, code, verifier or secret of a vendor stands anywhere in the database", async () => {
  await world.ask(AMARA, "sharepoint_find_sites");
  await world.ask(AMARA, "bamboohr_whoami");
  const tables = await query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  let everything = "";
  for (const { name } of tables) {
    const rows = await query<{ row: string }>(`select t::text as row from "${name}" t`);
    everything += rows.map(({ row }) => row).join("\n");
  }
  expect(everything.length).toBeGreaterThan(5_000);
  const secrets = [...secretsSeen];
  expect(secrets.length).toBeGreaterThan(12);
  const forms = (text: string) => [
    text,
    Buffer.from(text).toString("hex"),
    Buffer.from(text).toString("base64"),
  ];
  expect(secrets.filter((secret) => forms(secret).some((form) => everything.includes(form)))).toEqual([]);
});

test("42: a gateway with the database and another key opens nothing, and gives nobody a token", async () => {
  const replica = await openReplica(world, { VAULT_KEY: randomBytes(32).toString("base64") });
  try {
    await query("update connection set used_at = null");
    const before = world.bamboohr.wire.asked.length;
    const said = await askAt(replica.url, "bamboohr");
    expect(said.status).toBe(500);
    expect(said.body).not.toHaveProperty("access_token");
    expect(world.bamboohr.wire.asked).toHaveLength(before);
  } finally {
    await replica.close();
  }
  expect((await askAt(world.url, "bamboohr")).status).toBe(200);
});

test("42: a row put in another's place, or in another system's, does not open", async () => {
  const rows = () =>
    query("select person, system, kid, wrapped, sealed from connection order by person, system");
  const before = await rows();
  await query(
    `update connection c set kid = o.kid, wrapped = o.wrapped, sealed = o.sealed from connection o
     where c.system = 'bamboohr' and o.system = 'bamboohr' and c.person <> o.person`,
  );
  expect(await rows()).not.toEqual(before);
  const replica = await openReplica(world);
  try {
    expect((await askAt(replica.url, "bamboohr")).status).toBe(500);
    await query(
      `update connection c set kid = o.kid, wrapped = o.wrapped, sealed = o.sealed from connection o
       where c.system = 'bamboohr' and o.system = 'netsuite' and c.person = o.person`,
    );
    expect((await askAt(replica.url, "bamboohr")).status).toBe(500);
  } finally {
    await replica.close();
  }
});

test("42: what a server gets is an access token for minutes, and nothing that makes another", async () => {
  const { body } = await askAt(world.url, "netsuite");
  expect(Object.keys(body).toSorted()).toEqual([
    "access_token",
    "expires_in",
    "gatehouse_identity",
    "issued_token_type",
    "token_type",
  ]);
});

/** What the server of a system gets at a gateway for Amara. */
async function askAt(url: string, system: string) {
  const [person] = await query<{ id: string }>("select id from person where email = $1", [AMARA]);
  return assertionFor(world.env, { url, system, person: person?.id ?? "", email: AMARA });
}
