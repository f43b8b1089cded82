import { randomBytes } from "node:crypto";
import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../attack/world.ts";
import { filter, oktaUser, type ScimClient, scimClient } from "./scim-client.ts";

const TOKEN = randomBytes(32).toString("hex");

let world: World;
let scim: ScimClient;
beforeAll(async () => {
  world = await openWorld(
    { directory: { scim: { demo: { token: { env: "SCIM_TOKEN" } } } } },
    { SCIM_TOKEN: TOKEN },
  );
  scim = scimClient(world.url, TOKEN);
});
afterAll(() => world?.stop());

test.each([
  ["no token", {}],
  ["another token", { authorization: `Bearer ${randomBytes(32).toString("hex")}` }],
  ["another scheme", { authorization: `Basic ${TOKEN}` }],
])("with %s nothing is shown, and the answer is a SCIM error", async (_, headers) => {
  const response = await fetch(`${world.url}/scim/v2/Users`, { headers: headers as Record<string, string> });
  expect(response.status).toBe(401);
  expect(response.headers.get("content-type")).toMatch(/^application\/scim\+json/);
  expect(response.headers.get("www-authenticate")).toBe("Bearer");
  expect(await response.json()).toMatchObject({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: "401",
  });
});

test.each([
  ["a body that is no JSON", "POST", "/Users", "{", 400],
  ["a body that nests without end", "POST", "/Users", `{"a":${"[".repeat(500)}${"]".repeat(500)}}`, 400],
  ["a body beyond its bound", "POST", "/Users", `{"userName":"${"x".repeat(2_000_000)}"}`, 413],
  ["a user without a name", "POST", "/Users", oktaUser("", "x"), 400],
  ["an operation nobody knows", "PATCH", "/Groups/x", { schemas: ["x"], Operations: [] }, 400],
  ["an id that is none", "GET", "/Users/-nobody-", undefined, 404],
  ["a bulk request", "POST", "/Bulk", {}, 501],
  ["a filter by another operator", "GET", `/Users${filter('userName co "a"')}`, undefined, 400],
  ["a filter by an attribute that is not kept", "GET", `/Users${filter('title eq "a"')}`, undefined, 400],
  ["a filter made to last", "GET", `/Users${filter(`userName eq "${"\\".repeat(900)}`)}`, undefined, 400],
  ["a page that is no number", "GET", "/Users?count=many", undefined, 400],
])("%s is refused as a SCIM error", async (_, method, path, body, status) => {
  const answer = await scim.ask(method, path, body);
  expect(answer).toMatchObject({ status, body: { status: String(status), detail: expect.any(String) } });
});

test("whoever guesses tokens is slowed down and fills no log, and the provider does not notice", async () => {
  const before = world.logLines.length;
  const guesses = Array.from({ length: 70 }, () =>
    scimClient(world.url, randomBytes(32).toString("hex")).ask("GET", "/Users"),
  );
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  expect((await scim.ask("GET", "/Users?count=1")).status).toBe(200);
  expect(world.logLines.length).toBe(before);
});

test("requests whose bodies never end keep nobody else waiting", async () => {
  const slow = Array.from({ length: 6 }, () => {
    const headers = { authorization: `Bearer ${TOKEN}`, expect: "100-continue" };
    const request = http.request(`${world.url}/scim/v2/Users`, { method: "POST", headers });
    request.on("error", () => {});
    const hasBegun = new Promise<void>((begun) => request.once("continue", begun));
    request.flushHeaders();
    return { request, hasBegun };
  });
  try {
    await Promise.all(slow.map(({ hasBegun }) => hasBegun));
    for (const { request } of slow) request.write("{");
    const user = oktaUser("in.between@halden.example", "in-between");
    expect((await scim.ask("POST", "/Users", user)).status).toBe(201);
  } finally {
    for (const { request } of slow) request.destroy();
  }
});

test("an active that cannot be read is refused, and one in any spelling is applied", async () => {
  const user = oktaUser("spelling@halden.example", "spelling");
  const { id } = (await scim.ask("POST", "/Users", user)).body;
  const unread = [{ op: "replace", path: "active", value: null }];
  expect((await scim.patch(`/Users/${id}`, unread)).status).toBe(400);
  const { active: _, ...rest } = user;
  expect((await scim.ask("PUT", `/Users/${id}`, { ...rest, active: null })).status).toBe(400);
  const put = await scim.ask("PUT", `/Users/${id}`, { ...rest, Active: false });
  expect(put).toMatchObject({ status: 200, body: { active: false } });
  const [row] = await world.query<{ active: boolean }>("select active from person where id = $1", [id]);
  expect(row?.active).toBe(false);
});
