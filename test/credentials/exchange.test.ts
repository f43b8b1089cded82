import { randomUUID } from "node:crypto";
import { ASSERTION, TOKEN_EXCHANGE } from "@gatehouse/tool";
import { type CryptoKey, generateKeyPair, importJWK, SignJWT } from "jose";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DANIEL, INGRID, openVendorWorld, type VendorWorld } from "./world.ts";

/** The endpoint at which a server trades the assertion it was called with, seen from whoever tries it. */
let world: VendorWorld;
let key: CryptoKey;
let kid: string;
const people = new Map<string, string>();

beforeAll(async () => {
  world = await openVendorWorld();
  const jwk = JSON.parse(world.env.GATEHOUSE_ASSERTION_KEY ?? "");
  key = (await importJWK(jwk, ASSERTION.algorithm)) as CryptoKey;
  kid = jwk.kid;
  for (const email of [INGRID, DANIEL]) {
    await world.tokensOf(email);
    const [row] = await query<{ id: string }>("select id from person where email = $1", [email]);
    people.set(email, row?.id ?? "");
  }
});
afterAll(() => world?.stop());

async function query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: world.database.url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

type Made = {
  email?: string;
  system?: string;
  claims?: object;
  header?: object;
  key?: CryptoKey;
  life?: string;
  issued?: string;
};

const assertion = ({ email = INGRID, system = "salesforce", claims = {}, ...made }: Made = {}) =>
  new SignJWT({ email, roles: ["everything"], phase: 1, ...claims })
    .setProtectedHeader({ alg: ASSERTION.algorithm, typ: ASSERTION.type, kid, ...made.header })
    .setIssuer(ASSERTION.issuer)
    .setAudience(ASSERTION.audience(system))
    .setSubject(people.get(email) ?? "")
    .setJti(randomUUID())
    .setIssuedAt(made.issued)
    .setExpirationTime(made.life ?? "60s")
    .sign(made.key ?? key);

async function exchange(subjectToken: string, more: Record<string, string> = {}) {
  const response = await fetch(new URL(TOKEN_EXCHANGE.path, world.url), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: TOKEN_EXCHANGE.grantType,
      subject_token: subjectToken,
      subject_token_type: TOKEN_EXCHANGE.subjectTokenType,
      ...more,
    }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, never>,
  };
}

test("an assertion is worth that person's access token at the system it names, for minutes, and nothing else", async () => {
  const [mine, theirs] = [
    await exchange(await assertion()),
    await exchange(await assertion({ email: DANIEL })),
  ];
  expect(Object.keys(mine.body).sort()).toEqual([
    "access_token",
    "expires_in",
    "gatehouse_identity",
    "issued_token_type",
    "token_type",
  ]);
  expect(mine.body).toMatchObject({ token_type: "Bearer", gatehouse_identity: "person" });
  expect(Number(mine.body.expires_in)).toBeLessThanOrEqual(120);
  expect(mine.headers.get("cache-control")).toBe("no-store");
  expect(mine.body.access_token).not.toBe(theirs.body.access_token);
});

test("the same token is given again, and another where the vendor refused the first", async () => {
  const first = await exchange(await assertion());
  expect((await exchange(await assertion())).body.access_token).toBe(first.body.access_token);
  const refused = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(String(first.body.access_token))),
  );
  const told = { [TOKEN_EXCHANGE.refused]: Buffer.from(refused).toString("base64url") };
  const second = await exchange(await assertion(), told);
  expect(second.body.access_token).not.toBe(first.body.access_token);
  expect((await exchange(await assertion(), told)).body.access_token).toBe(second.body.access_token);
});

describe("nothing is given for", () => {
  const forged = generateKeyPair(ASSERTION.algorithm);
  test.each<[string, () => Promise<string>]>([
    ["no assertion", async () => "nothing"],
    ["one of another key", async () => assertion({ key: (await forged).privateKey })],
    ["one of another kind", () => assertion({ header: { typ: "at+jwt" } })],
    ["one that has expired", () => assertion({ life: "-10s", issued: "1 minute ago" })],
    [
      "one that was issued long ago and lives on",
      () => assertion({ issued: "10 minutes ago", life: "1 hour" }),
    ],
    ["one of another issuer", () => assertion({ claims: { iss: "somebody" } }).then(withIssuer)],
    ["a caller's own access token", async () => (await world.tokensOf(INGRID)).access_token],
    ["a commit of a tool that is not this system's", () => step("commit", "netsuite_update_contact_info")],
    [
      "a commit above the phase that is open",
      () => step("commit", "netsuite_update_contact_info", "netsuite"),
    ],
  ])("%s", async (_, made) => {
    const { status, body } = await exchange(await made());
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: "invalid_grant", gatehouse_error: { code: "unauthenticated" } });
  });

  const withIssuer = async () =>
    new SignJWT({ email: INGRID, roles: [], phase: 1 })
      .setProtectedHeader({ alg: ASSERTION.algorithm, typ: ASSERTION.type, kid })
      .setIssuer("somebody")
      .setAudience(ASSERTION.audience("salesforce"))
      .setSubject(people.get(INGRID) ?? "")
      .setIssuedAt()
      .setExpirationTime("60s")
      .sign(key);
  const step = (name: string, tool: string, system = "salesforce") =>
    assertion({ system, claims: { step: name, tool, arguments_hash: "x" } });

  test("a system whose credentials are not here", async () => {
    const { status, body } = await exchange(await assertion({ system: "elsewhere" }));
    expect(status).toBe(403);
    expect(body).toMatchObject({ gatehouse_error: { code: "not_allowed" } });
  });

  test.each([
    ["another grant", { grant_type: "authorization_code" }],
    ["another type of token", { subject_token_type: "urn:ietf:params:oauth:token-type:access_token" }],
  ])("%s", async (_, more) => {
    expect((await exchange(await assertion(), more)).status).toBe(400);
  });

  test("a body beyond measure", async () => {
    const response = await fetch(new URL(TOKEN_EXCHANGE.path, world.url), {
      method: "POST",
      body: new URLSearchParams({ subject_token: "x".repeat(100_000) }),
    });
    expect(response.status).toBe(413);
  });
});

test("somebody who has connected nothing is told so, with the link, in the tool's own answer", async () => {
  const said = await world.ask(INGRID, "bamboohr_whoami");
  expect(said.outcome).toBe("not_connected");
  expect(said.texts.join(" ")).toContain(`${world.url}/connections#bamboohr`);
});

test("whoami says how one stands with each system, and where to connect it", async () => {
  const { data } = await world.ask(INGRID, "gatehouse_whoami");
  const by = Object.fromEntries(data.systems.map((system: { id: string }) => [system.id, system]));
  expect(by.sharepoint).toMatchObject({
    account: "connected",
    connect_at: `${world.url}/connections#sharepoint`,
  });
  expect(by.netsuite).toMatchObject({ account: "not_connected" });
  expect(by.salesforce).not.toHaveProperty("account");
});

test("somebody whose access was switched off gets no token, whatever is still remembered of them", async () => {
  const own = await assertion({ email: DANIEL });
  expect((await exchange(own)).status).toBe(200);
  await query("update person set active = false where email = $1", [DANIEL]);
  expect(await exchange(own)).toMatchObject({
    status: 403,
    body: { gatehouse_error: { code: "not_allowed" } },
  });
  await expect
    .poll(() => query("select system from connection where person = $1", [people.get(DANIEL)]))
    .toEqual([]);
});

test("no assertion and no token stands in the gateway's log", async () => {
  const log = JSON.stringify(world.logLines);
  expect(log).not.toMatch(/eyJ[\w-]{20,}/);
});
