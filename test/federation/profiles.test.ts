import type { DemoPerson } from "@gatehouse/demo";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { authorizationUrl, startWorld, type World } from "../authorization/world.ts";
import { signIn } from "../support/headless-sign-in.ts";
import { type Listening, listen } from "../support/listen.ts";
import { type CompanyLogin, startCompanyLogin } from "./company-login.ts";

const EMAIL = "amara.osei@halden.example";
const TENANT = "8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f";
const OBJECT = "0b1c2d3e-0000-4000-8000-000000000001";

let claims: (person: DemoPerson) => Record<string, unknown>;
let login: CompanyLogin;
/** Stands where Microsoft Graph would: says which groups an object has, to whoever shows a token. */
let graph: Listening & {
  groups: unknown;
  more: object;
  status: number;
  asked: { path: string; body: string; token: string }[];
};
let entra: World;
let resolving: World;
let okta: World;

beforeAll(async () => {
  const listening = await listen();
  graph = Object.assign(listening, { groups: [], more: {}, status: 200, asked: [] });
  listening.serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    graph.asked.push({ path: request.url ?? "", body, token: request.headers.authorization ?? "" });
    response
      .writeHead(graph.status, { "content-type": "application/json" })
      .end(JSON.stringify({ value: graph.groups, ...graph.more }));
  });
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const named = { kid: "gatehouse", alg: "ES256", use: "sig" };
  const key = { ...(await exportJWK(privateKey)), ...named };
  login = await startCompanyLogin({
    id: "demo",
    claims: (person) => claims(person),
    client: {
      publicKey: { ...(await exportJWK(publicKey)), ...named } as never,
      appScopes: [`${graph.url}/.default`],
    },
  });
  const atEntra = { profile: "entra", tenant: TENANT, authentication: { key }, trustsEmail: true } as const;
  entra = await startWorld({ identityProviders: [login.settings(atEntra)] });
  resolving = await startWorld({ identityProviders: [login.settings({ ...atEntra, graph: graph.url })] });
  okta = await startWorld({
    identityProviders: [login.settings({ profile: "okta", authentication: { key } })],
  });
});
beforeEach(() => {
  claims = () => ENTRA;
  Object.assign(graph, { groups: [], more: {}, status: 200, asked: [] });
});
afterAll(async () => {
  for (const world of [entra, resolving, okta]) await world?.stop();
  await login?.stop();
  await graph?.stop();
});

/** As an application sees them that has app roles and no groups claim [recalled]. Entra says nothing of verified addresses. */
const ENTRA = {
  tid: TENANT,
  oid: OBJECT,
  roles: ["Gatehouse.Finance"],
  groups: undefined,
  email_verified: undefined,
};
const OVERAGE = {
  ...ENTRA,
  roles: undefined,
  _claim_names: { groups: "src1" },
  _claim_sources: { src1: { endpoint: "https://graph.windows.example/t/users/o/getMemberObjects" } },
};

const enter = (world: World) => signIn(authorizationUrl(world), { email: EMAIL });
const people = async (world: World) => (await world.database.pool.query("select * from person")).rows;

test("at Entra ID a person is tenant and object, app roles count, and the key of ours proves who asks", async () => {
  expect((await enter(entra)).searchParams.has("code")).toBe(true);
  expect(await people(entra)).toMatchObject([
    {
      issuer: login.url,
      subject: `${TENANT}:${OBJECT}`,
      app_roles: ["Gatehouse.Finance"],
      groups: [],
      email: EMAIL,
    },
  ]);
});

test.each([
  ["another tenant", { ...ENTRA, tid: "11111111-2222-4333-8444-555555555555" }],
  ["no tenant", { ...ENTRA, tid: undefined }],
  ["no object", { ...ENTRA, oid: undefined }],
])("at Entra ID a token of %s is refused", async (_, sent) => {
  const before = await people(entra);
  claims = () => sent;
  await expect(enter(entra)).rejects.toThrow("Your company login did not let you in");
  expect(await people(entra)).toEqual(before);
});

test.each([
  ["replaced by a reference", OVERAGE],
  ["left out with a mark", { ...ENTRA, hasgroups: true }],
])("groups %s end the sign-in where Graph may not be asked", async (_, sent) => {
  claims = () => sent;
  await expect(enter(entra)).rejects.toThrow("Your groups could not be read");
});

test("groups that were too many are asked of Graph, with a token of our own, for the person's object", async () => {
  claims = () => OVERAGE;
  graph.groups = Array.from({ length: 201 }, (_, index) => `group-${index}`);
  await enter(resolving);
  expect((await people(resolving))[0]?.groups).toHaveLength(201);
  expect(graph.asked).toEqual([
    {
      path: `/v1.0/users/${OBJECT}/getMemberObjects`,
      body: JSON.stringify({ securityEnabledOnly: true }),
      token: expect.stringMatching(/^Bearer .{20}/),
    },
  ]);
  expect(login.requests.filter((request) => request === "POST /token").length).toBeGreaterThan(1);
});

test.each([
  ["refuses", { status: 403 }, "answered 403"],
  ["answers something else", { groups: "all of them" }, "expected array"],
  ["answers with what is no id", { groups: [{ id: "group-1" }] }, "expected string"],
  [
    "tells a part of them",
    { more: { "@odata.nextLink": "https://graph.example/more" } },
    "more than one answer",
  ],
])("where Graph %s, the sign-in ends and nothing is guessed", async (_, prepared, why) => {
  const before = await people(resolving);
  claims = () => OVERAGE;
  Object.assign(graph, prepared);
  await expect(enter(resolving)).rejects.toThrow("Your groups could not be read");
  expect(await people(resolving)).toEqual(before);
  expect(JSON.stringify(resolving.logLines.at(-1)?.details)).toContain(why);
});

test("Graph is not asked about somebody of another tenant", async () => {
  claims = () => ({ ...OVERAGE, tid: "11111111-2222-4333-8444-555555555555" });
  await expect(enter(resolving)).rejects.toThrow("Your company login did not let you in");
  expect(graph.asked).toEqual([]);
});

test("at Okta a list that ends at its 100th group may be cut: refused, with what to do in the log", async () => {
  const before = await people(okta);
  claims = () => ({ groups: Array.from({ length: 100 }, (_, index) => `mcp-${index}`) });
  await expect(enter(okta)).rejects.toThrow("Your groups could not be read");
  expect(await people(okta)).toEqual(before);
  expect(JSON.stringify(okta.logLines.at(-1)?.details)).toContain("set trustsHundredGroups");
});

test.each([
  ["a slash more", (url: string) => `${url}/`],
  ["a capital letter", (url: string) => url.replace("http:", "HTTP:")],
  ["another path", (url: string) => `${url}/.well-known/openid-configuration`],
])(
  "an issuer with %s than the provider publishes lets nobody in, and page and log say why",
  async (_, spell) => {
    const misspelled = await startWorld({
      identityProviders: [login.settings({ issuer: spell(login.url) })],
    });
    try {
      await expect(enter(misspelled)).rejects.toThrow("Your company login is set up under another name");
      expect(await people(misspelled)).toEqual([]);
      const told = JSON.stringify(misspelled.logLines.at(-1)?.details.cause);
      expect(told).toContain(JSON.stringify(JSON.stringify(login.url)).slice(1, -1));
    } finally {
      await misspelled.stop();
    }
  },
);

test("at Okta a person is issuer and subject, whatever else a token names, and groups come by their claim", async () => {
  claims = () => ({ tid: TENANT, oid: OBJECT, groups: ["mcp-finance", "mcp-everybody"] });
  await enter(okta);
  expect(await people(okta)).toMatchObject([
    { issuer: login.url, subject: "demo:amara.osei", email: EMAIL, groups: ["mcp-finance", "mcp-everybody"] },
  ]);
});
