import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
  UnauthorizedError as UnauthorizedV2,
  type VersionNegotiationMode,
} from "@modelcontextprotocol/client";
import { UnauthorizedError as UnauthorizedV1 } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { SigningInProvider } from "../support/signing-in-provider.ts";

type Settings = { url: URL; authProvider: SigningInProvider; fetch: typeof fetch };

/** A client of either SDK, as far as the tests use one. */
export type Opened = {
  connect(): Promise<void>;
  finishSignIn(callback: URLSearchParams): Promise<void>;
  names(): Promise<string[]>;
  echo(text: string): Promise<unknown>;
  close(): Promise<void>;
};

/** A client of the SDK v2. */
export const openV2 =
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

/** A client of the SDK 1.x, which stops at 2025-11-25. */
export const openV1 = ({ url, ...settings }: Settings): Opened => {
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

/** What either SDK throws where somebody has to sign in. */
export const isUnauthorized = (error: unknown): boolean =>
  error instanceof UnauthorizedV1 || error instanceof UnauthorizedV2;
