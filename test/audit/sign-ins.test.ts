import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fastCatalog } from "../support/fast-server.ts";
import { CLIENT_ID, type House, openHouse } from "../support/house.ts";

const AMARA = "amara.osei@halden.example";
let house: House;
let pool: pg.Pool;
beforeAll(async () => {
  house = await openHouse({ systems: { fast: { catalog: fastCatalog, url: "http://127.0.0.1:1" } } });
  pool = new pg.Pool({ connectionString: house.database.url });
});
afterAll(async () => {
  await pool?.end();
  await house?.stop();
});

type Row = { tool: string; outcome: string; email: string; facts: { reason?: string; clientId?: string } };

const rows = async (): Promise<Row[]> =>
  (
    await pool.query<Row>(
      `select tool, outcome, email, facts from audit_row join person on person.id = audit_row.person
       where kind = 'sign_in' order by at, seq`,
    )
  ).rows;
const revocations = async () => (await rows()).filter(({ tool }) => tool === "revocation");
const send = (path: string, fields: Record<string, string>) =>
  fetch(`${house.url}${path}`, {
    method: "POST",
    body: new URLSearchParams({ client_id: CLIENT_ID, ...fields }),
  });
const refresh = (refresh_token: string) =>
  send("/oauth/token", { grant_type: "refresh_token", refresh_token });

test("a sign-in leaves rows of who signed in, agreed and got a token", async () => {
  await house.tokensOf(AMARA);
  await expect
    .poll(async () => (await rows()).map(({ tool, email, outcome }) => [tool, email, outcome]))
    .toEqual(
      expect.arrayContaining(["sign_in", "consent", "token_issued"].map((tool) => [tool, AMARA, "ok"])),
    );
});

test("a login that its client ends leaves a row of whose it was", async () => {
  const { refresh_token } = await house.tokensOf(AMARA);
  expect((await send("/oauth/revoke", { token: refresh_token })).status).toBe(200);
  await expect
    .poll(revocations)
    .toMatchObject([
      { email: AMARA, outcome: "ok", facts: { reason: "the client asked for it", clientId: CLIENT_ID } },
    ]);
});

test("a login ended because a used refresh token came back leaves a row too", async () => {
  const { refresh_token } = await house.tokensOf(AMARA);
  expect((await refresh(refresh_token)).status).toBe(200);
  await pool.query(
    "update oidc_model set consumed_at = now() - interval '1 hour' where consumed_at is not null",
  );
  expect((await refresh(refresh_token)).status).toBe(400);
  await expect
    .poll(async () => (await revocations()).at(-1))
    .toMatchObject({ email: AMARA, facts: { reason: "a used code or refresh token was presented again" } });
});

test("what is refused before anyone is known is counted, not recorded", async () => {
  const before = (await rows()).length;
  await refresh("made-up");
  await expect
    .poll(
      async () =>
        (await pool.query("select outcome from audit_count where method = 'refused' and person is null"))
          .rows,
      { timeout: 15_000 },
    )
    .toContainEqual({ outcome: "unauthenticated" });
  expect(await rows()).toHaveLength(before);
});
