import type { AddressInfo } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the audit is read here as its own command reads it
import { auditKeysFrom } from "../../gateway/src/audit/keys.ts";
// @boundaries-ignore as above
import { type PersonKeys, personKeys } from "../../gateway/src/audit/person-keys.ts";
// @boundaries-ignore as above
import { tailAudit } from "../../gateway/src/audit/tail.ts";
import { fastCatalog, fastServer } from "../support/fast-server.ts";
import { type House, openHouse } from "../support/house.ts";
import { callTool } from "../support/mcp.ts";

const AMARA = "amara.osei@halden.example";
const upstream = fastServer();
let house: House;
let pool: pg.Pool;
let keys: PersonKeys;
let token: string;
beforeAll(async () => {
  await new Promise<void>((done) => upstream.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  house = await openHouse({ systems: { fast: { catalog: fastCatalog, url } } });
  pool = new pg.Pool({ connectionString: house.database.url });
  keys = personKeys(pool, auditKeysFrom(house.env.GATEHOUSE_AUDIT_KEY ?? ""));
  token = (await house.tokensOf(AMARA)).access_token;
});
afterAll(async () => {
  await pool?.end();
  await house?.stop();
  upstream.close();
});

const echo = (text: string) => callTool(`${house.url}/mcp`, token, "fast_echo", { text });
const tail = (count: number, callsOnly = true) => tailAudit(pool, keys, { count, callsOnly });

/** As somebody who owns the database may, whom only the chain and the seals betray. */
async function tamper(sql: string) {
  await pool.query("alter table audit_row disable trigger user");
  await pool.query(sql);
  await pool.query("alter table audit_row enable trigger user");
}

test("the newest events come oldest first, opened, with or without sign-ins", async () => {
  for (const text of ["one", "two", "three"]) await echo(text);
  const calls = await tail(2);
  expect(calls.map(({ personal }) => personal?.arguments)).toEqual([{ text: "two" }, { text: "three" }]);
  expect(calls[0]).toMatchObject({ kind: "read", tool: "fast_echo", email: AMARA, isUnreadable: false });
  await expect
    .poll(async () => (await tail(100, false)).map(({ tool }) => tool))
    .toEqual(expect.arrayContaining(["sign_in", "consent", "token_issued", "fast_echo"]));
});

test("one row that somebody changed is marked, and hides none of the others", async () => {
  for (const text of ["before", "changed", "after"]) await echo(text);
  const [, changed] = await tail(3);
  await tamper(
    `update audit_row set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where request_id = '${changed?.requestId}'`,
  );
  const events = await tail(3);
  expect(events.map(({ personal }) => personal?.arguments)).toEqual([
    { text: "before" },
    undefined,
    { text: "after" },
  ]);
  expect(events.map(({ isUnreadable }) => isUnreadable)).toEqual([false, true, false]);
});

test("each person's key is asked for once, however many rows they have", async () => {
  for (let turn = 0; turn < 5; turn += 1) await echo("again");
  const asked: string[] = [];
  const counting: PersonKeys = {
    ...keys,
    find(person) {
      asked.push(person);
      return keys.find(person);
    },
  };
  await tailAudit(pool, counting, { count: 5, callsOnly: true });
  expect(asked).toHaveLength(1);
});

test("rows of an erased key stay, without what was personal, and are not called changed", async () => {
  await echo("to be forgotten");
  await pool.query("delete from audit_person_key");
  const [event] = await tail(1);
  expect(event).toMatchObject({ tool: "fast_echo", outcome: "ok", isUnreadable: false });
  expect(event?.personal).toBeUndefined();
});

test("a stored key that does not unwrap marks its person's rows", async () => {
  await echo("one more");
  await pool.query("update audit_person_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)");
  expect(await tail(1)).toMatchObject([{ isUnreadable: true, personal: undefined }]);
});
