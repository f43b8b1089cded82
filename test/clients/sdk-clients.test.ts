import { afterAll, beforeAll, expect, test } from "vitest";
import { fastCatalog, fastServer } from "../support/fast-server.ts";
import { freePort, type House, openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import type { LoginKind } from "../support/logins.ts";
import { CLAUDE_CODE, SigningInProvider } from "../support/signing-in-provider.ts";
import { isUnauthorized, openV1, openV2 } from "./opened-clients.ts";
import { recordingFetch } from "./recording-fetch.ts";

const EMAIL = "amara.osei@halden.example";
let upstream: Listening;
let houses: Record<LoginKind, House>;

beforeAll(async () => {
  const server = fastServer();
  upstream = await listen((request, response) => void server.emit("request", request, response));
  const systems = { fast: { catalog: fastCatalog, url: upstream.url } };
  houses = { oidc: await openHouse({ systems }), saml: await openHouse({ systems, login: "saml" }) };
});

afterAll(async () => {
  await houses?.oidc.stop();
  await houses?.saml.stop();
  await upstream?.stop();
});

const MODERN = { path: "/mcp", version: "2026-07-28" };
const LEGACY = { path: "/mcp", version: "2025-11-25" };
const CASES = [
  { who: "the v2 client, modern", login: "oidc", ...MODERN, open: openV2({ pin: "2026-07-28" }) },
  { who: "the v2 client, finding out", login: "oidc", ...MODERN, open: openV2("auto") },
  { who: "the v2 client, legacy", login: "oidc", ...LEGACY, open: openV2("legacy") },
  { who: "the 1.x client", login: "oidc", ...LEGACY, path: "/mcp/fast", open: openV1 },
  { who: "the v2 client, modern", login: "saml", ...MODERN, open: openV2({ pin: "2026-07-28" }) },
  { who: "the 1.x client", login: "saml", ...LEGACY, path: "/mcp/fast", open: openV1 },
] as const;

test.each(CASES)(
  "$who discovers, signs in by $login, lists, calls and refreshes by itself",
  async ({ login, path, version, open }) => {
    const house = houses[login];
    const { sent, fetch } = recordingFetch();
    const authProvider = new SigningInProvider(EMAIL, `http://127.0.0.1:${await freePort()}/callback`);
    const settings = { url: new URL(path, house.url), authProvider, fetch };

    const stranger = open(settings);
    const refused = await stranger.connect().catch((error: unknown) => error);
    expect(isUnauthorized(refused)).toBe(true);
    await stranger.finishSignIn(authProvider.callback);
    expect(new Set(sent.map((request) => `${request.status} ${request.path}`))).toEqual(
      new Set([
        `401 ${path}`,
        `200 /.well-known/oauth-protected-resource${path}`,
        "200 /.well-known/oauth-authorization-server",
        "200 /oauth/token",
      ]),
    );
    expect(Object.fromEntries(authProvider.signIns[0]?.searchParams ?? [])).toMatchObject({
      client_id: CLAUDE_CODE,
      code_challenge_method: "S256",
      resource: settings.url.href,
      state: authProvider.state(),
    });
    expect(Object.fromEntries(authProvider.callback)).toMatchObject({
      state: authProvider.state(),
      iss: house.url,
    });

    const client = open(settings);
    await client.connect();
    expect(await client.names()).toEqual(["fast_echo", "fast_list_rows", "gatehouse_whoami"]);
    expect(await client.echo("hello")).toEqual({ text: "hello" });
    expect(sent.at(-1)?.headers.get("mcp-protocol-version")).toBe(version);

    authProvider.spoilAccessToken();
    const before = sent.length;
    expect(await client.echo("again")).toEqual({ text: "again" });
    expect(authProvider.signIns).toHaveLength(1);
    expect(authProvider.issued).toHaveLength(2);
    const refresh = sent.slice(before).find((request) => request.path === "/oauth/token");
    expect(Object.fromEntries(new URLSearchParams(refresh?.body))).toMatchObject({
      grant_type: "refresh_token",
      resource: settings.url.href,
    });
    await client.close();
  },
);
