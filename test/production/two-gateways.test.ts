import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessToken, echo, installInspector } from "../clients/install-inspector.ts";
import { isUnauthorized, openV1, openV2 } from "../clients/opened-clients.ts";
import { freePort } from "../support/house.ts";
import { callTool } from "../support/mcp.ts";
import { CLAUDE_CODE, SigningInProvider } from "../support/signing-in-provider.ts";
import { crowdOf } from "./crowd.ts";
import { type Deployment, METRICS_TOKEN, openDeployment } from "./deployment.ts";
import { logIn, refresh, signInsAndRefreshes } from "./sign-ins.ts";

/** In the suite a short form of what `npm run sign-ins` does with four hundred. */
const people = crowdOf(40);
const SOMEBODY = "person-0@halden.example";
let deployment: Deployment;

beforeAll(async () => {
  deployment = await openDeployment({
    gateways: 2,
    people,
    change(config) {
      config.listen = { ...(config.listen as object), leaveSeconds: 1 };
    },
  });
});
afterAll(() => deployment?.stop());

test("forty people sign in, and refresh at the same moment at both gateways: no login lost, no family killed", async () => {
  const emails = people.map(({ email }) => email);
  const { lostLogins, killedFamilies, failedCalls, refresh } = await signInsAndRefreshes(deployment, emails);
  expect({ lostLogins, killedFamilies, failedCalls }).toEqual({
    lostLogins: [],
    killedFamilies: 0,
    failedCalls: [],
  });
  expect(refresh.requests).toBe(80);
  expect(refresh.p99).toBeLessThan(5_000);
});

test.each([
  { who: "the v2 client, modern", path: "/mcp", open: openV2({ pin: "2026-07-28" }) },
  { who: "the v2 client, legacy", path: "/mcp", open: openV2("legacy") },
  { who: "the 1.x client", path: "/mcp/fast", open: openV1 },
])(
  "$who discovers, signs in, lists, calls and refreshes through TLS at whichever gateway",
  async ({ path, open }) => {
    const authProvider = new SigningInProvider(SOMEBODY, `http://127.0.0.1:${await freePort()}/callback`);
    const settings = { url: new URL(path, deployment.url), authProvider, fetch };
    const stranger = open(settings);
    expect(isUnauthorized(await stranger.connect().catch((error: unknown) => error))).toBe(true);
    await stranger.finishSignIn(authProvider.callback);
    const client = open(settings);
    await client.connect();
    expect(await client.names()).toContain("fast_echo");
    authProvider.spoilAccessToken();
    for (const text of ["one", "two", "three"]) expect(await client.echo(text)).toEqual({ text });
    expect([authProvider.signIns.length, authProvider.issued.length]).toEqual([1, 2]);
    await client.close();
  },
);

test("the Inspector discovers, signs in, lists, calls and refreshes through TLS at whichever gateway", async () => {
  const callback = `http://127.0.0.1:${await freePort()}/callback`;
  const asWhom = ["--client-metadata-url", CLAUDE_CODE, "--callback-url", callback];
  const { NODE_OPTIONS = "", NODE_EXTRA_CA_CERTS = "" } = deployment.env;
  const trust = { NODE_OPTIONS, NODE_EXTRA_CA_CERTS };
  const inspector = await installInspector(`${deployment.url}/mcp`, asWhom, SOMEBODY, trust);
  const list = await inspector.run("--method", "tools/list");
  expect({ code: list.code, signIns: list.signIns }, list.said).toEqual({ code: 0, signIns: 1 });
  expect(JSON.stringify(list.answer)).toContain("fast_echo");
  const known = await inspector.readSecrets();
  await inspector.writeSecrets(known.replace(accessToken(known), "expired"));
  const call = await inspector.run(...echo("hello"), "--stored-auth-only");
  expect(call, call.said).toMatchObject({ code: 0, answer: { structuredContent: { text: "hello" } } });
  await inspector.uninstall();
});

test("numbers are for the bearer of the token alone", async () => {
  const metrics = (headers: Record<string, string>) => fetch(`${deployment.url}/metrics`, { headers });
  expect((await metrics({})).status).toBe(401);
  const shown = await metrics({ authorization: `Bearer ${METRICS_TOKEN}` });
  expect(await shown.text()).toContain("gatehouse_calls_total");
});

test("a gateway that is killed takes no login with it: the other serves on", async () => {
  const victim = deployment.gateways[0];
  const logins = await Promise.all(people.slice(0, 8).map(({ email }) => logIn(deployment.url, email)));
  let calls = 0;
  const survivors = Promise.all(
    logins.map(async (login) => {
      let { accessToken, refreshToken } = login;
      for (let round = 0; round < 6; round += 1) {
        const asked = () =>
          callTool(`${deployment.url}/mcp`, accessToken, "fast_echo", { text: "still here" });
        // What was under way in the killed one is asked again, as a client does; nothing else may fail.
        const { status, body } = await retried(asked, (answer) => answer.status === 502);
        expect([status, body?.result?.structuredContent]).toEqual([200, { text: "still here" }]);
        const renewed = await retried(
          () => refresh(deployment.url, refreshToken),
          (answer) => answer.error?.startsWith("502") === true,
        );
        expect(renewed.error).toBeUndefined();
        accessToken = renewed.access_token ?? "";
        refreshToken = renewed.refresh_token ?? "";
        calls += 1;
        if (calls === 8) await victim?.kill();
      }
    }),
  );
  await survivors;
  expect(calls).toBe(48);
});

test("a gateway that is told to stop says so before it stops serving, and another takes its place", async () => {
  await deployment.addGateway();
  const [, leaving] = deployment.gateways;
  const { accessToken } = await logIn(deployment.url, SOMEBODY);
  const ready = async () => (await fetch(`${leaving?.url}/readyz`)).json();
  expect(await ready()).toEqual({ ready: true });
  const stopped = leaving?.stop();
  await expect.poll(ready, { interval: 20 }).toEqual({ ready: false, reasons: ["the gateway is stopping"] });
  const { status } = await callTool(`${leaving?.url}/mcp`, accessToken, "fast_echo", { text: "last" });
  expect(status).toBe(200);
  expect(await stopped).toBe(0);
  const after = await callTool(`${deployment.url}/mcp`, accessToken, "fast_echo", { text: "next" });
  expect(after.body?.result?.structuredContent).toEqual({ text: "next" });
});

test("all a gateway writes is JSON, a line each, on standard output", () => {
  for (const { written } of deployment.gateways) {
    const { stdout, stderr } = written();
    expect(stderr).toBe("");
    for (const line of stdout.trim().split("\n")) expect(JSON.parse(line)).toBeTypeOf("object");
  }
  const [, stopped] = deployment.gateways;
  expect(stopped?.written().stdout).toContain('"msg":"stopping"');
});

const RETRY = { times: 5, pauseMs: 50 };

async function retried<Answer>(
  ask: () => Promise<Answer>,
  isLost: (answer: Answer) => boolean,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    if (!isLost(answer) || attempt === RETRY.times) return answer;
    await sleep(RETRY.pauseMs);
  }
}
