import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { decodeJwt, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forge, secondsNow } from "../attack/forge.ts";
import { authorizationUrl, type Changes, postToken, VERIFIER } from "../attack/oauth.ts";
import { AMARA, openWorld, type World } from "../attack/world.ts";
import { signIn } from "../support/headless-sign-in.ts";
import { callTool, modern } from "../support/mcp.ts";

const SECRET = "a long secret with = and : and %";
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const CLAUDE = "https://claude.ai/api/mcp/auth_callback";
const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-clients-"));

type SigningKey = Parameters<typeof forge>[0];
let world: World;
let key: SigningKey;
beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  key = pair.privateKey;
  const jwks = path.join(folder, "keys.json");
  writeFileSync(
    jwks,
    JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "theirs", alg: "ES256" }] }),
  );
  world = await openWorld(
    {
      clients: {
        known: ["vscode", { id: "chatgpt", jwks }],
        own: [{ id: "claude-own", name: "Claude", redirectUris: "claude", secret: { env: "CLAUDE_SECRET" } }],
        machines: [
          { id: "nightly", name: "Nightly report", jwks, roles: ["everything"], scopes: ["mcp:read"] },
        ],
      },
    },
    { CLAUDE_SECRET: SECRET },
  );
});
afterAll(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true });
});

/** A client's assertion about itself, with changes. */
let made = 0;
const assertionOf = (id: string, claims: Record<string, unknown> = {}, signer: SigningKey = key) => {
  made += 1;
  const good = {
    iss: id,
    sub: id,
    aud: world.url,
    jti: `client-${made}`,
    iat: secondsNow(),
    exp: secondsNow() + 60,
  };
  return forge(signer, { claims: { ...good, ...claims }, header: { kid: "theirs" } });
};
const asMachine = async (
  claims: Record<string, unknown> = {},
  changes: Changes = {},
  signer: SigningKey = key,
) =>
  postToken(
    world.url,
    {
      grant_type: "client_credentials",
      client_assertion_type: JWT_BEARER,
      client_assertion: await assertionOf("nightly", claims, signer),
    },
    changes,
  );

/** The way through the browser for a client with a web redirect; `proof` is how it proves itself at the token endpoint. */
async function redeemAs(
  client_id: string,
  redirect_uri: string,
  proof: Changes,
  headers: Record<string, string> = {},
) {
  const back = await signIn(authorizationUrl(world, { client_id, redirect_uri }), { email: AMARA });
  expect(back.searchParams.get("iss")).toBe(world.url);
  const fields = {
    grant_type: "authorization_code",
    redirect_uri,
    code: back.searchParams.get("code") ?? "",
    code_verifier: VERIFIER,
    ...proof,
  };
  const body = new URLSearchParams(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const answer = await fetch(`${world.url}/oauth/token`, { method: "POST", body, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

test("claude.ai's own OAuth client proves itself by its secret, in the body or in the header", async () => {
  const inBody = await redeemAs("claude-own", CLAUDE, { client_id: "claude-own", client_secret: SECRET });
  expect(inBody.status).toBe(200);
  const basic = `Basic ${Buffer.from(`claude-own:${encodeURIComponent(SECRET)}`).toString("base64")}`;
  expect((await redeemAs("claude-own", CLAUDE, {}, { authorization: basic })).status).toBe(200);
});

test.each<[string, Changes]>([
  ["no secret", {}],
  ["another secret", { client_secret: `${SECRET}x` }],
  ["an empty secret", { client_secret: "" }],
])("claude.ai's own OAuth client gets nothing with %s", async (_, proof) => {
  const { status, body } = await redeemAs("claude-own", CLAUDE, { client_id: "claude-own", ...proof });
  expect([status, body.error]).toEqual([401, "invalid_client"]);
});

test("ChatGPT proves itself by its key; without, or with an assertion used before, it gets nothing", async () => {
  const id = "https://chatgpt.com/oauth/client.json";
  const redirect = "https://chatgpt.com/connector_platform_oauth_redirect";
  const proof = { client_assertion_type: JWT_BEARER, client_assertion: await assertionOf(id) };
  expect((await redeemAs(id, redirect, proof)).status).toBe(200);
  expect((await redeemAs(id, redirect, proof)).body.error).toBe("invalid_client");
  expect((await redeemAs(id, redirect, { client_id: id })).body.error).toBe("invalid_client");
});

test("Visual Studio Code connects once it is turned on, Cursor does not while it is off", async () => {
  const vscode = {
    client_id: "https://vscode.dev/oauth/client-metadata.json",
    redirect_uri: "http://127.0.0.1:33418/",
  };
  const open = (changes: Changes) => fetch(authorizationUrl(world, changes), { redirect: "manual" });
  expect((await open(vscode)).status).toBe(303);
  expect((await open({ ...vscode, redirect_uri: "https://vscode.dev/redirect" })).status).toBe(303);
  expect((await open({ client_id: "cursor", redirect_uri: "http://localhost:8787/callback" })).status).toBe(
    400,
  );
});

test("a machine signs for itself, stands in the directory, and calls by its roles", async () => {
  const { status, body } = await asMachine({ aud: `${world.url}/oauth/token` });
  expect([status, body.scope, body.refresh_token]).toEqual([200, "mcp:read", undefined]);
  const [person] = await world.query<{ id: string; issuer: string; subject: string }>(
    "select id, issuer, subject from person where issuer = 'gatehouse:machine'",
  );
  expect(person).toMatchObject({ subject: "nightly" });
  expect(decodeJwt(body.access_token ?? "").sub).toBe(person?.id);
  const answer = await callTool(`${world.url}/mcp`, body.access_token ?? "", "fast_echo", {
    text: "by night",
  });
  expect(answer.body?.result.structuredContent).toEqual({ text: "by night" });
});

test("a machine has its roles from the configuration as it stands, not from the time of its token", async () => {
  const { access_token = "" } = (await asMachine()).body;
  const count = async () =>
    (await modern(`${world.url}/mcp`, access_token, "tools/list")).body?.result.tools.length as number;
  const all = await count();
  const machines = (world.config.clients as { machines: object[] }).machines;
  await world.save((config) => {
    (config.clients as { machines: object[] }).machines = [];
  });
  await expect.poll(count, { timeout: 2_000 }).toBeLessThan(all);
  await world.save((config) => {
    (config.clients as { machines: object[] }).machines = machines;
  });
  await expect.poll(count, { timeout: 2_000 }).toBe(all);
});

test("a machine whose person was switched off is out at once and gets no further token", async () => {
  const { access_token = "" } = (await asMachine()).body;
  const active = (is: boolean) =>
    world.query("update person set active = $1 where subject = 'nightly'", [is]);
  await active(false);
  const status = async () => (await modern(`${world.url}/mcp`, access_token, "tools/list")).status;
  await expect.poll(status, { timeout: 2_000 }).toBe(401);
  expect((await asMachine()).body.error).toBe("unauthorized_client");
  await active(true);
});

test.each<[string, Record<string, unknown>]>([
  ["for somebody else", { aud: "https://elsewhere.example" }],
  ["for nobody", { aud: undefined }],
  ["of another issuer", { iss: "another" }],
  ["that is over", { exp: 1 }],
  ["without an end", { exp: undefined }],
  ["without an id", { jti: undefined }],
])("a machine's assertion %s gives nothing", async (_, claims) => {
  const { status, body } = await asMachine(claims);
  expect([status, body.error, body.access_token]).toEqual([401, "invalid_client", undefined]);
});

test("a machine's assertion under another key gives nothing, and of twenty uses at once one counts", async () => {
  const other = await generateKeyPair("ES256");
  expect((await asMachine({}, {}, other.privateKey)).status).toBe(401);
  const client_assertion = await assertionOf("nightly");
  const answers = await Promise.all(Array.from({ length: 20 }, () => asMachine({}, { client_assertion })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("a machine gets no scope and no resource beyond its own, and no other way in", async () => {
  expect((await asMachine({}, { scope: "mcp:read mcp:write" })).body.scope).toBe("mcp:read");
  expect((await asMachine({}, { scope: "mcp:write" })).body.error).toBe("invalid_scope");
  expect((await asMachine({}, { resource: "https://elsewhere.example/mcp" })).body.error).toBe(
    "invalid_target",
  );
  const code = await asMachine({}, { grant_type: "authorization_code", code: "x", redirect_uri: CLAUDE });
  expect(code.body.error).toBe("invalid_request");
  const consent = await fetch(authorizationUrl(world, { client_id: "nightly" }), { redirect: "manual" });
  expect(consent.status).toBe(400);
});

test("what is offered at the token endpoint is what some client uses, and none for claude.ai", async () => {
  const said = (await (await fetch(`${world.url}/.well-known/oauth-authorization-server`)).json()) as object;
  expect(said).toMatchObject({
    grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
    token_endpoint_auth_methods_supported: [
      "none",
      "private_key_jwt",
      "client_secret_post",
      "client_secret_basic",
    ],
  });
});

test("no secret and no key stands in a log line or in a table", async () => {
  const rows = await world.query<{ row: string }>("select oidc_model::text as row from oidc_model");
  expect(JSON.stringify([world.logLines, rows])).not.toContain(SECRET);
});
