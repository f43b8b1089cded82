import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signIn } from "../support/headless-sign-in.ts";
import { CLIENT_ID } from "../support/house.ts";
import { listen } from "../support/listen.ts";
import { authorizationUrl, redeem } from "./oauth.ts";
import { rawRequest } from "./raw-request.ts";
import { AMARA, openWorld, type World } from "./world.ts";

const ALLOWED = "https://app.example/back";
const own = [{ id: CLIENT_ID, name: "House client", redirectUris: ["http://127.0.0.1/callback"] }];

/** One that lets clients register, as a company might have to. */
let world: World;
/** As it ships: nobody registers. */
let closed: World;
let inner: Server;
let connections = 0;
beforeAll(async () => {
  const registration = { redirectUris: [ALLOWED, "http://127.0.0.1/callback"], clientsMax: 6, perHour: 6 };
  world = await openWorld({ clients: { own, registration } });
  closed = await openWorld();
  inner = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => inner.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  inner?.close();
  await world?.stop();
  await closed?.stop();
});

const register = (body: object, to = world, path = "/oauth/register") =>
  fetch(to.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token_endpoint_auth_method: "none", client_name: "App", ...body }),
  });
const stored = async () =>
  Number(
    (await world.query<{ count: string }>("select count(*) from oidc_model where model = 'Client'"))[0]
      ?.count,
  );

test.each([
  "http://app.example/back",
  "https://evil.example/back",
  "javascript:alert(1)",
  "https://*.example/back",
  "https://user@app.example/back",
  "https://app.example/back#fragment",
  "https://app.example/back/../evil",
  "https://app.example.evil.tld/back",
  "http://127.0.0.1/other",
  "data:text/html,hello",
  "app:/back",
  "",
])("1: a client that registers with the redirect %j is refused, and nothing is stored", async (redirect) => {
  const answer = await register({ redirect_uris: [ALLOWED, redirect] });
  expect(answer.status).toBe(400);
  expect(await stored()).toBe(0);
});

test.each<[string, object]>([
  ["a secret", { token_endpoint_auth_method: "client_secret_post" }],
  ["keys to be fetched", { jwks_uri: "https://evil.example/keys" }],
  ["a document to be fetched", { sector_identifier_uri: "https://evil.example/sector" }],
  ["the grant of machines", { grant_types: ["authorization_code", "client_credentials"] }],
  ["a name without end", { client_name: "x".repeat(101) }],
  ["no redirect", { redirect_uris: [] }],
])("1: a client that registers with %s is refused, and nothing is stored", async (_, more) => {
  expect((await register({ redirect_uris: [ALLOWED], ...more })).status).toBe(400);
  expect(await stored()).toBe(0);
});

/** How else one may write the path of a route, where it is compared less strictly than here. */
const spellingsOf = (path: string) => [
  `${path}/`,
  path.toUpperCase().replace("/OAUTH", "/oauth"),
  path.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
  path.replace("/oauth/", "/oauth//"),
  `${path}%2f`,
  `${path};x=1`,
  `${path}%23`,
];

test.each(spellingsOf("/oauth/register"))(
  "1: nothing is registered at %s, and nothing fetched",
  async (path) => {
    const { port } = inner.address() as { port: number };
    const address = `https://127.0.0.1:${port}/list`;
    const answers = await Promise.all(
      [
        { redirect_uris: [ALLOWED] },
        { redirect_uris: ["https://evil.example/back"] },
        { redirect_uris: [ALLOWED], sector_identifier_uri: address },
        { redirect_uris: [ALLOWED], token_endpoint_auth_method: "client_secret_post" },
      ].map((body) => register(body, world, path)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect([await stored(), connections]).toEqual([0, 0]);
  },
);

test.each([
  "/oauth/register#x",
  "/oauth/x/../register",
  "/oauth/%2e/register",
  "/OAUTH/register",
  "//oauth/register",
])("1: nothing is registered at %s, as no client of the web would send it", async (path) => {
  const body = JSON.stringify({ redirect_uris: [ALLOWED], token_endpoint_auth_method: "none" });
  const answer = await rawRequest(world.url, [
    `POST ${path} HTTP/1.1`,
    "Host: x",
    "Connection: close",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "",
    body,
  ]);
  expect([answer.status, await stored()]).toEqual([404, 0]);
});

test.each(spellingsOf("/oauth/authorize"))(
  "1: no authorization begins at %s, where a request would not be completed",
  async (path) => {
    const asked = authorizationUrl(world, { response_mode: "fragment", scope: undefined });
    const answer = await fetch(world.url + path + asked.search, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([404, null]);
  },
);

test.each(["jwks_uri", "sector_identifier_uri", "request_uris", "backchannel_logout_uri", "some_endpoint"])(
  "1: a client that registers with %s is refused, and nobody comes to that address",
  async (name) => {
    const { port } = inner.address() as { port: number };
    const address = `https://127.0.0.1:${port}/list`;
    const value = name.endsWith("s") ? [address] : address;
    expect((await register({ redirect_uris: [ALLOWED], [name]: value })).status).toBe(400);
    expect([await stored(), connections]).toEqual([0, 0]);
  },
);

test("1: a registered client works like any other, lives as long as it is used, and there are only so many", async () => {
  const answer = await register({ redirect_uris: ["http://127.0.0.1/callback"] });
  expect(answer.status).toBe(201);
  const { client_id, registration_access_token, client_secret } = (await answer.json()) as Record<
    string,
    string
  >;
  expect([registration_access_token, client_secret]).toEqual([undefined, undefined]);
  await world.query("update oidc_model set expires_at = now() + interval '1 hour' where model = 'Client'");
  const back = await signIn(authorizationUrl(world, { client_id }), { email: AMARA });
  const { status } = await redeem(world.url, back.searchParams.get("code") ?? "", { client_id });
  expect(status).toBe(200);
  const kept = () =>
    world.query(
      "select 1 from oidc_model where model = 'Client' and expires_at > now() + interval '29 days'",
    );
  await expect.poll(async () => (await kept()).length).toBe(1);

  for (let more = 0; more < 5; more += 1)
    expect((await register({ redirect_uris: [ALLOWED] })).status).toBe(201);
  expect((await register({ redirect_uris: [ALLOWED] })).status).toBe(429);
  expect(await stored()).toBe(6);

  await world.query("update oidc_model set expires_at = now() where model = 'Client'");
  const gone = await fetch(authorizationUrl(world, { client_id }), { redirect: "manual" });
  expect(gone.status).toBe(400);
});

test("1: of twelve that register at once only as many get in as there are places", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => register({ redirect_uris: [ALLOWED] })));
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([...Array(6).fill(201), ...Array(6).fill(429)]);
});

test("1: a redirect that has left the list is refused to whoever had registered it, and any other is not", async () => {
  await world.query("update oidc_model set expires_at = now() where model = 'Client'");
  const answer = await register({ redirect_uris: [ALLOWED] });
  const { client_id } = (await answer.json()) as { client_id: string };
  const asking = (redirect_uri: string) =>
    fetch(authorizationUrl(world, { client_id, redirect_uri }), { redirect: "manual" });
  expect((await asking(ALLOWED)).status).toBe(303);
  // As it stands where it was registered under an earlier list.
  const FORMER = "https://former.example/back";
  const have = (uris: string[]) =>
    world.query(
      "update oidc_model set payload = jsonb_set(payload, '{redirect_uris}', $1) where model = 'Client'",
      [JSON.stringify(uris)],
    );
  await have([ALLOWED, FORMER]);
  expect([(await asking(ALLOWED)).status, (await asking(FORMER)).status]).toEqual([303, 400]);
  await have([FORMER]);
  expect([(await asking(ALLOWED)).status, (await asking(FORMER)).status]).toEqual([400, 400]);
});

test("1: where registration is off it is neither offered nor taken", async () => {
  const metadata = async (to: World) =>
    (await (await fetch(`${to.url}/.well-known/oauth-authorization-server`)).json()) as object;
  expect(await metadata(closed)).not.toHaveProperty("registration_endpoint");
  expect(await metadata(world)).toHaveProperty("registration_endpoint", `${world.url}/oauth/register`);
  expect((await register({ redirect_uris: [ALLOWED] }, closed)).status).toBe(404);
});

/** Client ids as an attacker would spell a document's address, all leading to a port that counts who comes. */
const innerIds = () => {
  const { port } = inner.address() as { port: number };
  return [
    `http://127.0.0.1:${port}/client.json`,
    `https://127.0.0.1:${port}/client.json`,
    `https://localhost:${port}/client.json`,
    `https://2130706433:${port}/client.json`,
    `https://0177.0.0.1:${port}/client.json`,
    `https://0x7f.1:${port}/client.json`,
    `https://[::1]:${port}/client.json`,
    `https://[::ffff:127.0.0.1]:${port}/client.json`,
    `https://[64:ff9b::7f00:1]:${port}/client.json`,
    `https://[2002:7f00:1::]:${port}/client.json`,
    "https://169.254.169.254/latest/meta-data/",
    "https://rebinding.evil.example/client.json",
    `https://claude.ai@127.0.0.1:${port}/oauth/mcp-oauth-client-metadata`,
  ];
};

test("7: a client id that is an address makes nobody fetch it; all are refused alike and at once", async () => {
  const started = performance.now();
  const answers = await Promise.all(
    [world, closed].flatMap((to) =>
      innerIds().map(async (client_id) => {
        const changes = { client_id, redirect_uri: ALLOWED };
        const page = await fetch(authorizationUrl(to, changes), { redirect: "manual" });
        const token = await redeem(to.url, "code", { client_id });
        const text = (await page.text()).replace(/<code>[^<]*<\/code>/, "");
        return JSON.stringify([page.status, text, token.status, token.body]);
      }),
    ),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain("[400,");
  expect(connections).toBe(0);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("8: a document that names another client, a secret or a foreign redirect is not even read", async () => {
  let reads = 0;
  const documents = await listen((_request, response) => {
    reads += 1;
    response.end(
      JSON.stringify({ client_id: "https://claude.ai/x", client_secret: "x", redirect_uris: [ALLOWED] }),
    );
  });
  for (const client_id of [`${documents.url}/client.json`, "https://claude.ai/oauth/another-document"]) {
    const answer = await fetch(authorizationUrl(world, { client_id, redirect_uri: ALLOWED }), {
      redirect: "manual",
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
  }
  await documents.stop();
  expect(reads).toBe(0);
});

test("8: a published client id does not stretch to a foreign redirect", async () => {
  const client_id = "https://claude.ai/oauth/mcp-oauth-client-metadata";
  const answer = await fetch(authorizationUrl(world, { client_id, redirect_uri: ALLOWED }), {
    redirect: "manual",
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
});
