import { randomBytes } from "node:crypto";
import type { CatalogEntry } from "@gatehouse/tool";
import { getRequestListener } from "@hono/node-server";
import { createMcpHandler, createRequestStateCodec, McpServer } from "@modelcontextprotocol/server";
import type { HouseSystem } from "../support/house.ts";
import { listen } from "../support/listen.ts";
import { modern } from "../support/mcp.ts";
import { registerAskingTools, type State } from "./fixture/asking-tools.ts";
import { type Lists, registerChangingTools } from "./fixture/changing-tools.ts";
import { registerContentTools } from "./fixture/content-tools.ts";
import { registerLegacyAskingTools } from "./fixture/legacy-asking-tools.ts";
import { registerPrompts } from "./fixture/prompts.ts";
import { registerResources } from "./fixture/resources.ts";
import { registerStreamingTools } from "./fixture/streaming-tools.ts";

/** The name and version a gateway must never pass on. */
export const FIXTURE_INFO = { name: "fixture-vendor-server", version: "47.11.0" };

export type Fixture = { system: HouseSystem; stop(): Promise<void> };

/**
 * The third-party server that the conformance suite wants to find: everything an MCP server can have, none of it ours.
 * Comes as a system for a house, with a catalog made from its own list of tools.
 */
export async function openFixture(): Promise<Fixture> {
  const states = createRequestStateCodec<State>({ key: randomBytes(32) });
  const lists: Lists = {
    hasExtraTool: false,
    hasExtraPrompt: false,
    toolsChanged: () => handler.notify.toolsChanged(),
    promptsChanged: () => handler.notify.promptsChanged(),
  };
  const handler = createMcpHandler(() => {
    const server = new McpServer(FIXTURE_INFO, { capabilities: CAPABILITIES, requestState: states });
    registerContentTools(server);
    registerStreamingTools(server);
    registerAskingTools(server, states);
    registerLegacyAskingTools(server);
    registerChangingTools(server, lists);
    registerPrompts(server);
    registerResources(server);
    return server;
  });
  const { url, stop } = await listen(getRequestListener((request) => handler.fetch(request)));
  const catalog = { system: SYSTEM, tools: await catalogOf(url) };
  return {
    system: { url, catalog, settings: { relays: true } },
    async stop() {
      await handler.close();
      await stop();
    },
  };
}

const SYSTEM = { id: "fixture", title: "Fixture", vendor: "Gatehouse" };

const CAPABILITIES = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  completions: {},
  logging: {},
};

type Listed = Pick<CatalogEntry, "name" | "description" | "inputSchema">;

/** What an administrator would review and keep; here every tool is simply trusted as a read. */
async function catalogOf(url: string): Promise<CatalogEntry[]> {
  const { body, text } = await modern(`${url}/mcp`, "none", "tools/list");
  if (!Array.isArray(body?.result?.tools)) throw new Error(`The fixture lists no tools: ${text}`);
  return body.result.tools.map(entryOf);
}

function entryOf({ name, description, inputSchema }: Listed): CatalogEntry {
  const hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  const entry: Omit<CatalogEntry, "outputSchema"> = {
    name,
    title: name,
    description,
    phase: 1,
    risk: "read",
    annotations: { title: name, ...hints },
    inputSchema,
    labels: { input: {}, output: {} },
    example: {},
  };
  // Unlike our own, a third-party tool need not say what it returns.
  return entry as CatalogEntry;
}
