import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { demoPeople } from "@gatehouse/demo";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the identity provider is a program of its own, not part of the package's interface
import { createDemoIdentityProvider } from "../../packages/demo/src/identity-provider/demo-identity-provider.ts";
import type { GatewayProcess } from "../production/gateway-process.ts";
import { signIn } from "../support/headless-sign-in.ts";
import { type Listening, listen } from "../support/listen.ts";
import { callTool, modern } from "../support/mcp.ts";
import { auditOf } from "./audit.ts";
import { authorizationUrl, OTHER_CLIENT_ID, redeem, refresh, TWO_CLIENTS, VERIFIER } from "./oauth.ts";
import { openReplicaProcess } from "./replica-process.ts";
import { dumpOf, ToldCookies, toldSecrets, wholeText } from "./told-secrets.ts";
import { AMARA, INGRID, openWorld, type World } from "./world.ts";

const IDP_SECRET = randomBytes(24).toString("base64url");
const METRICS_TOKEN = randomBytes(24).toString("base64url");
const secrets = toldSecrets();
/** Everything the gateways wrote or answered, by where. */
const written = new Map<string, string>();
const answers: string[] = [];
let world: World;
let provider: Listening;
let replica: GatewayProcess;

beforeAll(async () => {
  provider = await listen();
  const login = { label: "company login", issuer: provider.url, clientId: "gatehouse" };
  const settings = {
    ...TWO_CLIENTS,
    identityProviders: { demo: { ...login, clientSecret: { env: "IDP_SECRET" } } },
    metrics: { token: { env: "METRICS_TOKEN" } },
  };
  world = await openWorld(settings, { IDP_SECRET, METRICS_TOKEN });
  const redirectUris = [`${world.url}/signin/callback`];
  const client = { clientId: "gatehouse", clientSecret: IDP_SECRET, redirectUris };
  const serve = await createDemoIdentityProvider({ issuer: provider.url, client, people: demoPeople });
  provider.serve((request, response) => serve(request, listenedTo(response, request)));
  replica = await openReplicaProcess(world);
  tellKeys();
  await useEverything();
  await abuseEverything();
  await world.gateway.close();
  await replica.stop();
  await collect();
});
afterAll(async () => {
  await replica?.stop();
  await world?.stop();
  await provider?.stop();
});

/** The identity provider's own tokens and codes are secrets of ours for as long as a sign-in takes. */
function listenedTo(response: ServerResponse, { url = "" }: IncomingMessage): ServerResponse {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  response.end = ((body?: unknown) => {
    const location = String(response.getHeader("location") ?? "");
    const code = URL.parse(location)?.searchParams.get("code");
    if (code) secrets.add("a code of the identity provider", code);
    if (url === "/token" && response.statusCode === 200) {
      const tokens = JSON.parse(String(body)) as Record<string, string>;
      secrets.add("a token of the identity provider", tokens.id_token, tokens.access_token);
    }
    return end(body);
  }) as typeof response.end;
  return response;
}

function tellKeys(): void {
  secrets.add("the identity provider's client secret", IDP_SECRET);
  secrets.add("the metrics token", METRICS_TOKEN);
  for (const name of ["GATEHOUSE_SIGNING_KEY", "GATEHOUSE_ASSERTION_KEY"])
    secrets.add(name, (JSON.parse(world.env[name] ?? "") as { d: string }).d);
  for (const name of ["GATEHOUSE_COOKIE_KEY", "GATEHOUSE_AUDIT_KEY"]) secrets.add(name, world.env[name]);
  secrets.add("a verifier", VERIFIER);
}

async function newLogin(email: string) {
  const back = await signIn(authorizationUrl(world), { email, cookies: new ToldCookies(secrets) });
  const code = back.searchParams.get("code") ?? "";
  secrets.add("a code", code);
  return code;
}

type Answer = Awaited<ReturnType<typeof redeem>>;
const told = ({ body, status }: Answer): Answer["body"] => {
  if (status === 200) secrets.add("a token", body.access_token, body.refresh_token);
  else answers.push(JSON.stringify(body));
  return body;
};

/** Sign-ins, refreshes and calls at both gateways, as on any day. */
async function useEverything(): Promise<void> {
  for (const email of [AMARA, INGRID]) {
    const tokens = told(await redeem(replica.url, await newLogin(email)));
    const renewed = told(await refresh(world.url, tokens.refresh_token));
    told(await refresh(replica.url, tokens.refresh_token));
    for (const url of [world.url, replica.url]) {
      const { status } = await callTool(`${url}/mcp`, renewed.access_token ?? "", "fast_echo", {
        text: "hello",
      });
      expect(status).toBe(200);
      await modern(`${url}/mcp`, renewed.access_token ?? "", "tools/list");
    }
  }
  for (const { headers } of world.seen)
    secrets.add("an assertion", String(headers.authorization ?? "").replace("Bearer ", ""));
}

/** What goes wrong is what is written about most. */
async function abuseEverything(): Promise<void> {
  const code = await newLogin(AMARA);
  const tokens = told(await redeem(world.url, code));
  const access = tokens.access_token ?? "";
  for (const { url } of [world, replica]) {
    told(await redeem(url, await newLogin(AMARA), { code_verifier: VERIFIER.split("").reverse().join("") }));
    told(await redeem(url, await newLogin(AMARA), { client_id: OTHER_CLIENT_ID }));
    told(await refresh(url, tokens.refresh_token, { client_id: OTHER_CLIENT_ID }));
    told(await refresh(url, `${tokens.refresh_token}x`));
    told(await redeem(url, code));
    const bad: [string, RequestInit][] = [
      [`/mcp?access_token=${access}`, { method: "POST" }],
      [`/mcp`, { method: "POST", headers: { authorization: `Bearer ${access}x` }, body: "{" }],
      [
        `/mcp`,
        { method: "POST", headers: { authorization: `Bearer ${access}` }, body: `{"token":"${access}"` },
      ],
      [`/signin/callback?code=${code}&state=${access}`, {}],
      [`/oauth/authorize?client_id=nobody&redirect_uri=${access}&state=${code}`, {}],
      ["/signin/nobody", { headers: { cookie: `_interaction=${code}` } }],
      ["/oauth/token", { method: "POST", body: `refresh_token=${tokens.refresh_token}` }],
      ["/metrics", { headers: { authorization: `Bearer ${METRICS_TOKEN}x` } }],
    ];
    for (const [path, init] of bad) {
      const response = await fetch(`${url}${path}`, { ...init, redirect: "manual" });
      expect(response.status).toBeGreaterThanOrEqual(300);
      answers.push(await response.text());
    }
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    written.set(`metrics of ${url}`, await metrics.text());
  }
}

async function collect(): Promise<void> {
  const { stdout, stderr } = replica.written();
  written.set("the log of a gateway in a process of its own", stdout + stderr);
  written.set("the log of a gateway in this process, before anything is cut out", wholeText(world.logLines));
  written.set("error answers and pages", answers.join("\n"));
  written.set("the audit, opened", wholeText([...(await auditOf(world)).values()]));
  written.set("the database", await dumpOf(world.database.url));
}

test("41: of no secret of a whole run anything stands in logs, metrics, errors, the audit or the database", () => {
  expect(secrets.kinds().toSorted()).toEqual([
    "GATEHOUSE_ASSERTION_KEY",
    "GATEHOUSE_AUDIT_KEY",
    "GATEHOUSE_COOKIE_KEY",
    "GATEHOUSE_SIGNING_KEY",
    "a code",
    "a code of the identity provider",
    "a cookie",
    "a token",
    "a token of the identity provider",
    "a verifier",
    "an assertion",
    "the identity provider's client secret",
    "the metrics token",
  ]);
  for (const text of written.values()) expect(text.length).toBeGreaterThan(100);
  const found = [...written].flatMap(([where, text]) =>
    secrets.foundIn(text).map((what) => `${what} in ${where}`),
  );
  expect(found).toEqual([]);
});

test("41: what is looked through holds what happened: refusals with their cause, calls, people", () => {
  const log = written.get("the log of a gateway in a process of its own");
  expect(log).toContain("an authorization request was refused");
  expect(log).toContain("a refresh token was used again within its grace");
  expect(written.get("the audit, opened")).toContain("fast_echo");
  expect(written.get("the database")).toContain("amara.osei");
  expect(written.get("error answers and pages")).toContain("invalid_grant");
});

test.each([
  ["as it is", (secret: string) => `{"msg":"a line with ${secret} in it"}`],
  ["in a query", (secret: string) => `GET /x?code=${encodeURIComponent(secret)}`],
  ["in base64", (secret: string) => Buffer.from(secret).toString("base64")],
])("41: a secret planted %s is found", (_, plant) => {
  const planted = randomBytes(24).toString("base64");
  secrets.add("the planted one", planted);
  expect(secrets.foundIn(plant(planted))).toEqual(["the planted one"]);
});
