import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openReplica, querier } from "../attack/world.ts";
import { signedIn } from "./signed-in.ts";
import { AMARA, DANIEL, INGRID, openVendorWorld, TOMAS, type VendorWorld } from "./world.ts";

/** Accounts are connected and disconnected on the gateway's pages, with the vendors' own consent pages in between. */
let world: VendorWorld;
beforeAll(async () => {
  world = await openVendorWorld();
});
afterAll(() => world?.stop());

const nameOf = (email: string): string =>
  (email.split("@")[0] ?? "")
    .split(".")
    .map((part) => `${part[0]?.toUpperCase()}${part.slice(1)}`)
    .join(" ");
/** How the consent page of BambooHR names people. */
const bambooButton = (email: string) => nameOf(email).replace("Tomas", "Tomás");
/** What reached BambooHR's token endpoint, newest last. */
const tokenRequests = (wire: VendorWorld["bamboohr"]["wire"]) =>
  wire.asked.filter(({ path }) => /token/.test(path)).map(({ body }) => new URLSearchParams(body));

test("somebody connects BambooHR, their assistant reads it as them, and they disconnect it again", async () => {
  const person = await signedIn(world.url, AMARA);
  expect(person.page.html).toContain("Not connected. Until you connect it");
  expect((await world.ask(AMARA, "bamboohr_whoami")).outcome).toBe("not_connected");

  const consent = await person.press("Connect BambooHR");
  expect(consent.url.origin).toBe(world.bamboohr.origin);
  expect(consent.url.searchParams.get("code_challenge_method")).toBe("S256");
  const back = await person.press(bambooButton(AMARA));
  expect(back.url.pathname).toBe("/connections");
  // Neither the code nor the state stays in the address.
  expect(back.url.search).toBe("");
  expect(back.html).toContain(`Connected as ${AMARA}`);

  const said = await world.ask(AMARA, "bamboohr_whoami");
  expect(said.outcome).toBe("ok");
  expect(JSON.stringify(said.data)).toContain("Amara Osei");
  expect((await person.open("/connections")).html).toMatch(/Last used<\/dt>\s*<dd>\d+ \w+ \d{4}/);

  const gone = await person.press("Disconnect BambooHR");
  expect(gone.html).toContain("Gatehouse holds nothing of your account any more");
  expect(gone.html).toContain("Not connected");
});

test("NetSuite is connected with the person's role, and told to end it on disconnecting", async () => {
  const person = await signedIn(world.url, TOMAS);
  await person.press("Connect NetSuite");
  const back = await person.press("Tomás Rivera");
  expect(back.html).toContain(`Connected as ${TOMAS}`);
  expect(back.html).toMatch(/Ends<\/dt>\s*<dd>.*unless you connect it again before/s);
  expect((await world.ask(TOMAS, "netsuite_list_projects", { limit: 2 })).outcome).toBe("ok");
  expect((await person.press("Disconnect NetSuite")).html).toContain(
    "NetSuite was told to end what you had granted",
  );
  const revoked = world.netsuite.wire.asked.find(({ path }) => path.endsWith("/revoke"));
  expect(new URLSearchParams(revoked?.body).get("token")).toMatch(/\w/);
});

test("a vendor that is down is told later, and after a day in vain the log and the record say so", async () => {
  const person = await signedIn(world.url, TOMAS);
  await person.press("Connect NetSuite");
  await person.press("Tomás Rivera");
  world.netsuite.wire.alter = ({ path }, answer) =>
    path.endsWith("/revoke") ? new Response(null, { status: 503 }) : answer;
  const said = await person.press("Disconnect NetSuite");
  expect(said.html).toContain("NetSuite could not be told yet");
  expect(said.html).toContain("Not connected");

  const query = querier(world);
  await query("update ended_connection set claimed_until = now(), ended_at = now() - interval '25 hours'");
  const replica = await openReplica(world);
  const untold = "connection: netsuite: the vendor was not told within a day";
  const onRecord = () => query("select tool from audit_row where facts::jsonb->>'reason' = $1", [untold]);
  await expect.poll(onRecord, { timeout: 5_000 }).toEqual([{ tool: "disconnected" }]);
  expect(await query("select id from ended_connection")).toEqual([]);
  await replica.close();
  world.netsuite.wire.alter = (_, answer) => answer;
});

test("an account that the vendor says is somebody else's is not connected", async () => {
  const person = await signedIn(world.url, DANIEL);
  await person.press("Connect BambooHR");
  const refused = await person.press(bambooButton(AMARA));
  expect(refused.status).toBe(403);
  expect(refused.html).toContain(AMARA);
  expect(refused.html).toContain("This is not your account");
  expect((await world.ask(DANIEL, "bamboohr_whoami")).outcome).toBe("not_connected");
});

test("an answer counts once, in the session that asked, at the system it asked", async () => {
  const [mine, theirs] = [await signedIn(world.url, INGRID), await signedIn(world.url, DANIEL)];
  await mine.press("Connect BambooHR");
  const consent = mine.page.url;
  const callback = new URL(`${world.url}/connections/bamboohr/callback`);
  callback.search = String(
    new URLSearchParams({ state: consent.searchParams.get("state") ?? "", code: "stolen" }),
  );
  const path = callback.pathname + callback.search;
  const before = tokenRequests(world.bamboohr.wire).length;
  const expired = "This connection has expired";
  expect((await theirs.open(path)).html).toContain(expired);
  expect((await mine.open(path.replace("bamboohr", "netsuite"))).html).toContain(expired);
  expect((await mine.open("/connections/bamboohr/callback?state=made-up&code=x")).html).toContain(expired);
  expect(tokenRequests(world.bamboohr.wire)).toHaveLength(before);
  // Now in its own session: the vendor does not know the code, and the state is spent.
  expect((await mine.open(path)).html).toContain("was not connected");
  expect((await mine.open(path)).html).toContain(expired);
});

test("somebody who declines at the vendor reads that nothing has changed", async () => {
  const person = await signedIn(world.url, INGRID);
  await person.press("Connect BambooHR");
  const state = person.page.url.searchParams.get("state") ?? "";
  const said = await person.open(`/connections/bamboohr/callback?error=access_denied&state=${state}`);
  expect(said.status).toBe(403);
  expect(said.html).toContain("Nothing was connected, and nothing has changed");
});

test("a connection that the vendor has ended says so with the link, once asked and then without asking", async () => {
  const { switches, revokeRefreshTokens } = world.bamboohr.simulator;
  switches.accessTokenLifetimeSeconds = 5;
  const person = await signedIn(world.url, INGRID);
  await person.press("Connect BambooHR");
  await person.press(bambooButton(INGRID));
  revokeRefreshTokens();
  const asked = () =>
    tokenRequests(world.bamboohr.wire).filter((form) => form.get("grant_type") === "refresh_token");
  const first = await world.ask(INGRID, "bamboohr_whoami");
  expect(first.outcome).toBe("not_connected");
  expect(first.texts.join(" ")).toContain(`${world.url}/connections#bamboohr`);
  expect((await world.ask(INGRID, "bamboohr_whoami")).outcome).toBe("not_connected");
  expect(asked()).toHaveLength(1);
  expect((await person.open("/connections")).html).toContain("does not accept the connection any more");
});

test("pages show only systems that the person's roles open, and refuse the others", async () => {
  await world.save((config) => {
    const roles = config.roles as Record<string, { tools: string[] }>;
    const role = roles.everything;
    if (role) role.tools = role.tools.filter((name) => !name.startsWith("netsuite"));
  });
  const person = await signedIn(world.url, INGRID);
  await expect.poll(async () => (await person.open("/connections")).html).not.toContain("NetSuite");
  expect((await person.open("/connections/netsuite/callback?state=a")).status).toBe(404);
});

test("connecting and disconnecting are on record", async () => {
  const client = new pg.Client({ connectionString: world.database.url });
  await client.connect();
  const { rows } = await client.query(
    "select tool, count(*)::int from audit_row where kind = 'sign_in' group by tool",
  );
  await client.end();
  const counts = Object.fromEntries(rows.map(({ tool, count }) => [tool, count]));
  expect(counts.connected).toBeGreaterThanOrEqual(3);
  expect(counts.disconnected).toBe(4);
});

test("no code, state, verifier or token of a vendor stands in the gateway's log", async () => {
  const secrets = tokenRequests(world.bamboohr.wire).flatMap((form) =>
    ["code", "code_verifier", "refresh_token", "client_secret"].flatMap((name) => form.get(name) ?? []),
  );
  const log = JSON.stringify(world.logLines);
  expect(secrets.length).toBeGreaterThan(5);
  expect(secrets.filter((secret) => secret !== "stolen" && log.includes(secret))).toEqual([]);
});
