import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore as in world.ts
import { createAuthorizationServer } from "../../gateway/src/authorization/authorization-server.ts";
import { type Listening, listen } from "../support/listen.ts";
import {
  authorizationUrl,
  CLIENT,
  newTokens,
  providerSettings,
  refresh,
  startWorld,
  type World,
} from "./world.ts";

const PUBLIC_URL = "https://gatehouse.example";

let world: World;
/** As behind a proxy that ends TLS: known to the world as https, reached over http. */
let behindProxy: Listening;
beforeAll(async () => {
  world = await startWorld({ trustProxy: true });
  const server = createAuthorizationServer({
    publicUrl: PUBLIC_URL,
    resources: [`${PUBLIC_URL}/mcp`],
    database: world.database,
    signingKeys: () => [world.signingKey],
    cookieKeys: () => ["a cookie key"],
    clients: [CLIENT],
    identityProviders: [providerSettings(world.providerUrl)],
    log: { info() {}, warn() {}, error() {} },
  });
  behindProxy = await listen(server.handler);
});
afterAll(async () => {
  await behindProxy.stop();
  await world.stop();
});

test("over https every cookie is Secure, and ours belongs to this host alone", async () => {
  const request = authorizationUrl({ ...world, url: behindProxy.url, resource: `${PUBLIC_URL}/mcp` });
  const started = await fetch(request, { redirect: "manual" });
  const cookies = started.headers.getSetCookie();
  expect(cookies.length).toBeGreaterThan(0);
  const sent = cookies.map((cookie) => cookie.split(";", 1)[0]).join("; ");
  const page = await fetch(`${behindProxy.url}${started.headers.get("location")}`, {
    headers: { cookie: sent },
  });
  const [binding = ""] = page.headers.getSetCookie();
  expect(binding).toMatch(/^__Host-gatehouse-browser=[\w-]{43};/);
  expect(binding).toContain("Path=/;");
  for (const cookie of [...cookies, binding]) {
    expect(cookie).toMatch(/; secure/i);
    expect(cookie).toMatch(/; httponly/i);
    expect(cookie).toMatch(/; samesite=lax/i);
  }
});

test("behind a proxy, a client's address is the one the proxy saw, not one the client claims", async () => {
  const { refresh_token } = await newTokens(world);
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: CLIENT.clientId,
    refresh_token: refresh_token ?? "",
  });
  const headers = { "x-forwarded-for": "198.51.100.1, 203.0.113.9" };
  await fetch(`${world.url}/oauth/token`, { method: "POST", body, headers });
  await refresh(world, refresh_token);
  const hit = world.events.find(({ kind }) => kind === "grace_hit");
  expect(hit).toMatchObject({ firstAddress: "203.0.113.9", address: "127.0.0.1" });
});

test("a request that names another host in its target is refused", async () => {
  const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.end(
    "GET http://evil.example/oauth/authorize HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
  );
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
});
