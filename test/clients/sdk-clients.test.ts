import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
  UnauthorizedError as UnauthorizedV2,
  type VersionNegotiationMode,
} from "@modelcontextprotocol/client";
import { UnauthorizedError as UnauthorizedV1 } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fastCatalog, fastServer } from "../support/fast-server.ts";
import { freePort, type House, openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import { CLAUDE_CODE, SigningInProvider } from "../support/signing-in-provider.ts";
import { recordingFetch } from "./recording-fetch.ts";

const EMAIL = "amara.osei@halden.example";
let upstream: Listening;
let house: House;

beforeAll(async () => {
  const server = fastServer();
  upstream = await listen((request, response) => void server.emit("request", request, response));
  house = await openHouse({ systems: { fast: { catalog: fastCatalog, url: upstream.url } } });
});

afterAll(async () => {
  await house?.stop();
  await upstream?.stop();
});

type Fetch = ReturnType<typeof recordingFetch>["fetch"];
type Settings = { url: URL; authProvider: SigningInProvider; fetch: Fetch };
type Opened = {
  connect(): Promise<void>;
  finishSignIn(callback: URLSearchParams): Promise<void>;
  names(): Promise<string[]>;
  echo(text: string): Promise<unknown>;
  close(): Promise<void>;
};

const openV2 =
  (mode: VersionNegotiationMode) =>
  ({ url, ...settings }: Settings): Opened => {
    const client = new ClientV2({ name: "v2", version: "1" }, { versionNegotiation: { mode } });
    const transport = new TransportV2(url, settings);
    return {
      connect: () => client.connect(transport),
      finishSignIn: (callback) => transport.finishAuth(callback),
      names: async () => (await client.listTools()).tools.map(({ name }) => name),
      echo: async (text) =>
        (await client.callTool({ name: "fast_echo", arguments: { text } })).structuredContent,
      close: () => client.close(),
    };
  };

const openV1 = ({ url, ...settings }: Settings): Opened => {
  const client = new ClientV1({ name: "v1", version: "1" });
  const transport = new TransportV1(url, settings);
  return {
    // The 1.x types were not written for exactOptionalPropertyTypes.
    connect: () => client.connect(transport as Parameters<typeof client.connect>[0]),
    finishSignIn: (callback) => transport.finishAuth(callback.get("code") ?? ""),
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    echo: async (text) =>
      (await client.callTool({ name: "fast_echo", arguments: { text } })).structuredContent,
    close: () => client.close(),
  };
};

test.each([
  { who: "the v2 client, modern", path: "/mcp", version: "2026-07-28", open: openV2({ pin: "2026-07-28" }) },
  { who: "the v2 client, finding out", path: "/mcp", version: "2026-07-28", open: openV2("auto") },
  { who: "the v2 client, legacy", path: "/mcp", version: "2025-11-25", open: openV2("legacy") },
  { who: "the 1.x client", path: "/mcp/fast", version: "2025-11-25", open: openV1 },
])("$who discovers, signs in, lists, calls and refreshes by itself", async ({ path, version, open }) => {
  const { sent, fetch } = recordingFetch();
  const authProvider = new SigningInProvider(EMAIL, `http://127.0.0.1:${await freePort()}/callback`);
  const settings = { url: new URL(path, house.url), authProvider, fetch };

  const stranger = open(settings);
  const refused = await stranger.connect().catch((error: unknown) => error);
  expect(refused instanceof UnauthorizedV1 || refused instanceof UnauthorizedV2).toBe(true);
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
});
